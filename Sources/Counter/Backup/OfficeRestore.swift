package import DossierStore
import Dossiers
import Foundation
package import Identity
import Sync

/// Putting an office back on an empty machine.
///
/// The work is done in a folder beside the place and renamed into it at the end: until then there
/// is nothing, after it a whole office.
package struct OfficeRestore {
  package let office: OneStopOffice
  /// Dossiers that were erased since the backup was made, and now again.
  package let erased: Int
  /// Attached files that are not what they should be: to be told, the rest is whole.
  package let findings: [CheckFinding]
  private let workplace: RestoreWorkplace

  /// Unpacks and verifies a backup, begins a new epoch, writes down that it was put back, and
  /// erases what the register beside the backup says was erased since. The office is usable, and
  /// moved to its place by `settle`.
  package static func begin(
    _ reader: BackupReader, with opener: BackupOpener, mode: KeyMode, _ surroundings: Surroundings
  ) throws -> OfficeRestore {
    let key = try reader.envelope.open(opener)
    guard reader.envelope.kind == .kiosk else {
      throw DossierError(
        .badInput, vi: "Đây là bản sao lưu của máy chủ tỉnh, không phải của đơn vị.",
        en: "This is a backup of a hub; restore it with motcua-hub.")
    }
    try requireEmpty(surroundings.data)
    let workplace = try RestoreWorkplace(
      reader, key: key, beside: surroundings.data, mode: mode,
      credentialsDirectory: surroundings.credentials, random: surroundings.random)
    do {
      var inside = surroundings
      inside.data = workplace.url
      let office = try OneStopOffice.open(inside)
      try nameDossiers(in: office)
      let findings = try office.store.check()
      guard findings.allSatisfy({ $0.part == .files }) else { throw BackupError.damaged }
      try office.store.restoreSheet(opener.sheet)
      try noteRestore(office, created: reader.envelope.created)
      let erased = try office.store.eraseAgain(beside: reader.file, by: Actor.device.id)
      return OfficeRestore(
        office: office, erased: erased, findings: findings, workplace: workplace)
    } catch {
      workplace.abandon()
      throw error
    }
  }

  /// Moves the office to its place.
  package func settle() throws {
    try office.store.close()
    try workplace.settle()
  }

  /// Leaves nothing behind.
  package func abandon() {
    try? office.store.close()
    workplace.abandon()
  }

  /// Summaries are named by the procedures that are known where they are computed. Here that may be
  /// others than on the machine that is gone, so they are computed again.
  private static func nameDossiers(in office: OneStopOffice) throws {
    if let hub = try office.store.hub() {
      try office.store.shelf.settle(key: hub.key)
      office.library.refresh()
    }
    try office.store.rebuildProjections()
  }

  private static func noteRestore(_ office: OneStopOffice, created: Int64) throws {
    let epoch = try office.store.startEpoch(reason: "restored")
    try office.store.append(
      [
        EntryDraft(
          kind: "device.restored", subject: .new,
          body: [
            "backup": .integer(created), "epoch": .integer(Int64(epoch)),
            "unit": .string(office.unit.code),
          ])
      ], by: Actor.device.id)
  }

  private static func requireEmpty(_ place: URL) throws {
    guard !RestoreWorkplace.isTaken(place) else {
      throw DossierError(
        .refused,
        vi: "Thư mục \(place.path) đang có dữ liệu; chỉ khôi phục vào thư mục trống.",
        en: "The folder \(place.path) is not empty; a backup is restored into an empty folder only."
      )
    }
  }
}
