import Dossiers
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

  /// Makes a recovery sheet; its secret half is on paper only. One made before opens no backup
  /// that is made from now on.
  package func makeRecoverySheet() throws -> RecoverySecret {
    let key = AgreementKey(random: context.random)
    try setSetting(Self.sheetKey, .string(key.publicKey.base64url))
    return .sheet(key)
  }

  /// Who can open a backup without being named: the province, and who has the sheet.
  package func backupHolders() throws -> [BackupHolder] {
    var holders: [BackupHolder] = []
    if let hub = try hub() { holders.append(.province(hub.id, hub.agreement)) }
    if let sheet = try recoverySheet() { holders.append(.sheet(sheet)) }
    return holders
  }

  /// Writes everything of this folder, of one moment, while others go on working; then reads it
  /// back. The file is there when both have succeeded.
  package func backup(to target: URL, holders: [BackupHolder]) throws -> BackupSummary {
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
      for name in ["province.pub", "unit.json", ProvinceOverlay.fileName] {
        let file = folder.url.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) { try writer.add(name, file: file) }
      }
      // Dossiers are named, and go on, by the procedures they were received under.
      for digest in shelf.pieces {
        guard let piece = shelf.content(of: digest) else { continue }
        try writer.add(CatalogueShelf.backupName(of: digest), piece)
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
