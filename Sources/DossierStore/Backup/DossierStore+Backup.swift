import Dossiers
package import Foundation
import GRDB
package import Identity
import Sync

/// What a backup that was written and read back holds.
package struct BackupSummary: Sendable, Hashable {
  package let entries: Int
  package let files: Int
  /// Attached files that should be here and are missing or damaged: they are in no backup.
  package let lost: Int
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
    try await backup(of: backupSnapshot(), to: target, holders: holders, show: show)
  }

  package func backupSnapshot() throws -> BackupSnapshot {
    try? sweepFiles()
    return try BackupSnapshot(of: pool, context: context)
  }

  package func backup(
    of snapshot: BackupSnapshot, to target: URL, holders: [BackupHolder],
    show: (BackupSummary, RecoverySecret?) throws -> Void
  ) async throws {
    let summary = try write(snapshot, to: target, holders)
    try await holders.handOver(show: { try show(summary, $0) }) { sheet in
      if let sheet { try setSetting(Self.sheetKey, .string(sheet.base64url)) }
    }
  }

  private func write(_ snapshot: BackupSnapshot, to target: URL, _ holders: [BackupHolder]) throws
    -> BackupSummary
  {
    try noteErasures(beside: target)
    let writer = try BackupWriter(
      to: target, kind: .kiosk, owner: device, created: context.clock.milliseconds,
      holders: holders, random: context.random)
    let files: (kept: Int, lost: Int)
    do {
      try writer.add("keys.json", context.keys.json.canonical)
      for name in ["province.pub", "unit.json", ProvinceOverlay.fileName] {
        let file = folder.url.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) { try writer.add(name, file: file) }
      }
      // Dossiers are named, and go on, by the procedures they were received under.
      for digest in shelf.pieces {
        guard let piece = shelf.content(of: digest) else { continue }
        try writer.add(CatalogueShelf.backupName(of: digest), piece)
      }
      files = try addFiles(of: snapshot, to: writer)
      try writer.add("motcua.sqlite", file: snapshot.file)
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    let size = try FileManager.default.attributesOfItem(atPath: target.path)[.size] as? Int
    return BackupSummary(
      entries: snapshot.entries, files: files.kept, lost: files.lost, bytes: size ?? 0,
      ways: try BackupReader(target).envelope.ways)
  }

  /// Adds every attached file that opens. The snapshot does not claim the others, so that what one
  /// bad sector took does not keep the rest from coming back.
  private func addFiles(of snapshot: BackupSnapshot, to writer: BackupWriter) throws
    -> (kept: Int, lost: Int)
  {
    var (kept, lost) = (0, 0)
    var gone: [String] = []
    for (address, record) in try snapshot.presentFiles() {
      if let sealed = try? record.map({ try opened(address, $0).sealed }) {
        try writer.add("files/\(address)", sealed)
        kept += 1
        continue
      }
      gone.append(address)
      // Purged or erased since the snapshot, nobody misses it: the backup must not keep it.
      if try isPresent(address) { lost += 1 }
    }
    try snapshot.forgetFiles(gone)
    return (kept, lost)
  }

  private func isPresent(_ address: String) throws -> Bool {
    try read { reader in
      try Int.fetchOne(
        reader.db, sql: "SELECT state FROM file WHERE address = ?", arguments: [address])
    } == StoredFileState.present.rawValue
  }
}
