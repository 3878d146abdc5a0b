import DossierStore
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
  private let workplace: URL
  private let place: URL

  /// Unpacks and verifies a backup, begins a new epoch and writes down that it was put back. The
  /// office is usable, and moved to its place by `settle`.
  package static func begin(
    _ reader: BackupReader, key: StorageKey, mode: KeyMode, _ surroundings: Surroundings
  ) throws -> OfficeRestore {
    guard reader.envelope.kind == .kiosk else {
      throw DossierError(
        .badInput, vi: "Đây là bản sao lưu của máy chủ tỉnh, không phải của đơn vị.",
        en: "This is a backup of a hub; restore it with motcua-hub.")
    }
    let place = surroundings.data.standardizedFileURL
    try requireEmpty(place)
    let workplace = place.deletingLastPathComponent()
      .appending(path: ".\(place.lastPathComponent).restoring-\(getpid())")
    try? FileManager.default.removeItem(at: workplace)
    do {
      try FileManager.default.createDirectory(
        at: workplace, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let kept = try reader.extract(key, to: workplace, inMemory: ["keys.json"])
      guard let json = kept["keys.json"].flatMap({ try? JSONValue(parsing: $0) }),
        let keys = try? DeviceKeys(json: json), keys.deviceID == reader.envelope.owner
      else { throw BackupError.damaged }
      _ = try KeyFolder.restore(
        keys, at: workplace, mode: mode, credentialsDirectory: surroundings.credentials,
        created: reader.envelope.created, random: surroundings.random)
      var inside = surroundings
      inside.data = workplace
      let office = try OneStopOffice.open(inside)
      let findings = try office.store.check()
      guard findings.isEmpty else { throw BackupError.damaged }
      try noteRestore(office, created: reader.envelope.created)
      return OfficeRestore(office: office, workplace: workplace, place: place)
    } catch {
      try? FileManager.default.removeItem(at: workplace)
      throw error
    }
  }

  /// Moves the office to its place.
  package func settle() throws {
    try office.store.close()
    try? FileManager.default.removeItem(at: place)
    guard rename(workplace.path, place.path) == 0 else {
      throw BackupError.file("Cannot put the restored office to \(place.path).")
    }
  }

  /// Leaves nothing behind.
  package func abandon() {
    try? office.store.close()
    try? FileManager.default.removeItem(at: workplace)
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
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    guard names.isEmpty else {
      throw DossierError(
        .refused,
        vi: "Thư mục \(place.path) đang có dữ liệu; chỉ khôi phục vào thư mục trống.",
        en: "The folder \(place.path) is not empty; a backup is restored into an empty folder only."
      )
    }
  }
}
