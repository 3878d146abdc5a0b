package import Foundation
import GRDB
import Identity
import Sync

/// What was erased is said beside the backups that still have it, and erased again when one of them
/// is put back.
extension DossierStore {
  /// Says beside a backup that is about to be written what was erased, and goes on doing so.
  func noteErasures(beside backup: URL) throws {
    let known = try backupFolders()
    var folders = known
    folders.add(folderOf: backup)
    try ErasureRegister(beside: backup, of: device).add(erased(), context.keys.signing)
    if folders != known { try setSetting(BackupFolders.settingKey, folders.json) }
  }

  /// Says it in every folder with backups that can be reached.
  func noteErasures() throws {
    try ErasureRegister.add(erased(), in: backupFolders(), of: device, context.keys.signing)
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
          kind: StoredKind.erased, subject: .existing($0),
          body: ["basis": .string(ErasureRegister.basis)])
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

  private func backupFolders() throws -> BackupFolders {
    BackupFolders(json: try setting(BackupFolders.settingKey))
  }
}
