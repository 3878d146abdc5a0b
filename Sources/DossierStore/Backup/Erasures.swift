package import Foundation
import GRDB
import Identity
import Sync

/// What was erased is said beside the backups that still have it, and erased again when one of them
/// is put back.
extension DossierStore {
  static let backupFoldersKey = "backupFolders"
  private static let basis = "Đã xoá từ sau bản sao lưu (theo sổ xoá cạnh bản sao lưu)"

  /// Says beside a backup that is about to be written what was erased, and goes on doing so.
  func noteErasures(beside backup: URL) throws {
    let known = try backupFolders()
    let folders = BackupFolders.with(backup, known)
    try ErasureRegister(beside: backup, of: device).add(erased(), context.keys.signing)
    if folders != known {
      try setSetting(Self.backupFoldersKey, .array(folders.map { .string($0) }))
    }
  }

  /// Says it in every folder with backups that can be reached.
  func noteErasures() throws {
    let erased = try erased()
    for folder in try backupFolders()
    where FileManager.default.isWritableFile(atPath: folder) {
      try? ErasureRegister(in: URL(filePath: folder), of: device)
        .add(erased, context.keys.signing)
    }
  }

  /// Erases what was erased since a backup was made that was just put back.
  ///
  /// - Returns: how many dossiers.
  package func eraseAgain(beside backup: URL, by actor: String) throws -> Int {
    let ids = ErasureRegister(beside: backup, of: device).ids(context.keys.signing.publicKey)
    let dossiers = try read { reader in
      try ids.subtracting(Self.erased(reader)).sorted().compactMap { EntryID($0) }
        .filter { try !reader.entries(of: $0).isEmpty }
    }
    try append(
      dossiers.map {
        EntryDraft(
          kind: StoredKind.erased, subject: .existing($0), body: ["basis": .string(Self.basis)])
      }, by: actor)
    try? noteErasures(beside: backup)
    return dossiers.count
  }

  private func erased() throws -> Set<String> { try read(Self.erased) }

  private static func erased(_ reader: JournalReader) throws -> Set<String> {
    Set(
      try String.fetchAll(
        reader.db, sql: "SELECT DISTINCT subject FROM entry WHERE kind = ?",
        arguments: [StoredKind.erased]))
  }

  private func backupFolders() throws -> [String] {
    try setting(Self.backupFoldersKey)?.array?.compactMap(\.string) ?? []
  }
}
