package import Foundation
import GRDB
package import Identity
import Sync

/// What a backup that was written and read back holds.
package struct BackupSummary: Sendable, Hashable {
  package let entries: Int
  package let files: Int
  package let bytes: Int
  /// "province", "sheet", "passphrase".
  package let ways: [String]
}

extension DossierStore {
  static let sheetKey = "recoverySheet"

  /// The recovery sheet's open half, if one was made.
  package func recoverySheet() throws -> AgreementPublicKey? {
    try setting(Self.sheetKey)?.string.flatMap { Data(base64url: $0) }
      .flatMap { AgreementPublicKey(rawRepresentation: $0) }
  }

  /// Makes the sheet known that a restored office's backup was opened with. Of no other one is it
  /// known that somebody has it, so none stays in force.
  package func restoreSheet(_ sheet: AgreementPublicKey?) throws {
    try setSetting(Self.sheetKey, sheet.map { .string($0.base64url) })
  }

  /// Who can open a backup: the province, who has the sheet, who knows the passphrase.
  package func backupHolders(
    passphrase: String? = nil, newSheet: Bool = false
  ) throws -> [BackupHolder] {
    BackupHolder.all(
      province: try hub().map { .province($0.id, $0.agreement) }, sheet: try recoverySheet(),
      passphrase: passphrase, newSheet: newSheet, random: context.random)
  }

  /// Writes everything of this folder, of one moment, while others go on working; then reads it
  /// back. The file is there when both have succeeded. When `show` has told of it, with the code of
  /// a new sheet, the sheet is known; one made before opens no backup that is made from then on.
  package func backup(
    to target: URL, holders: [BackupHolder], show: (BackupSummary, RecoverySecret?) throws -> Void
  ) async throws {
    let summary = try write(to: target, holders)
    try await holders.handOver(show: { try show(summary, $0) }) { sheet in
      if let sheet { try setSetting(Self.sheetKey, .string(sheet.base64url)) }
    }
  }

  private func write(to target: URL, _ holders: [BackupHolder]) throws -> BackupSummary {
    let snapshot = folder.url.appending(path: DataFolder.snapshotName)
    defer { try? FileManager.default.removeItem(at: snapshot) }
    try? FileManager.default.removeItem(at: snapshot)
    let entries = try takeSnapshot(snapshot)
    let writer = try BackupWriter(
      to: target, kind: .kiosk, owner: device, created: context.clock.milliseconds,
      holders: holders, random: context.random)
    var files = 0
    do {
      try writer.add("keys.json", context.keys.json.canonical)
      try writer.add("motcua.sqlite", file: snapshot)
      for name in ["province.pub", "unit.json"] {
        let file = folder.url.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) { try writer.add(name, file: file) }
      }
      for address in try presentFiles(in: snapshot) {
        let file = folder.files.appending(path: address)
        // Erased since the snapshot: the backup must not keep it.
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        try writer.add("files/\(address)", file: file)
        files += 1
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    let reader = try BackupReader(target)
    try reader.verify(writer.contentKey)
    let size = try FileManager.default.attributesOfItem(atPath: target.path)[.size] as? Int
    return BackupSummary(
      entries: entries, files: files, bytes: size ?? 0, ways: reader.envelope.ways)
  }

  private func takeSnapshot(_ target: URL) throws -> Int {
    let copy = try DatabaseQueue(path: target.path)
    try pool.backup(to: copy)
    let count = try copy.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
      let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      guard problems.isEmpty else {
        throw StoreError(.damaged, "The database is damaged: \(problems[0]). Run check.")
      }
      return try Int.fetchOne(db, sql: "SELECT count(*) FROM entry") ?? 0
    }
    try copy.close()
    return count
  }

  private func presentFiles(in snapshot: URL) throws -> [String] {
    let copy = try DatabaseQueue(path: snapshot.path)
    let addresses = try copy.read { db in
      try String.fetchAll(
        db, sql: "SELECT address FROM file WHERE state = ? ORDER BY address",
        arguments: [StoredFileState.present.rawValue])
    }
    try copy.close()
    return addresses
  }
}
