import Foundation
import Identity
import Sync

/// What was erased is said beside the backups that still have it, and erased again when one of them
/// is put back: devices need not come first.
extension Hub {
  /// Says beside a backup that is about to be written what was erased, and goes on doing so.
  func noteErasures(beside backup: URL) async throws {
    let erased = try await store.write { rows in
      let known = try Self.backupFolders(rows)
      var folders = known
      folders.add(folderOf: backup)
      if folders != known {
        try rows.setSetting(BackupFolders.settingKey, folders.json.canonical)
      }
      return try Self.erased(rows)
    }
    try ErasureRegister(beside: backup, of: id).add(erased, keys.signing)
  }

  /// Says it in every folder with backups that can be reached.
  func noteErasures() async throws {
    let (folders, erased) = try await store.read {
      (try Self.backupFolders($0), try Self.erased($0))
    }
    ErasureRegister.add(erased, in: folders, of: id, keys.signing)
  }

  /// Erases what was erased since a backup was made that was just put back.
  ///
  /// - Returns: how many dossiers.
  func eraseAgain(beside backup: URL, actor: String) async throws -> Int {
    let ids = ErasureRegister(beside: backup, of: id).ids(publicKey)
    let count = try await change { change in
      let dossiers = try ids.subtracting(Self.erased(change.rows)).sorted()
        .compactMap { EntryID($0) }.filter { try change.rows.dossier($0) != nil }
      for dossier in dossiers {
        try change.append(
          OwnDraft(
            subject: dossier, kind: DossierKind.erased.rawValue,
            body: ["basis": .string(ErasureRegister.basis)], actor: actor))
      }
      return dossiers.count
    }
    try? await noteErasures(beside: backup)
    return count
  }

  private static func erased(_ rows: any HubTransaction) throws -> Set<String> {
    Set(try rows.erasedSubjects().map(\.description))
  }

  private static func backupFolders(_ rows: any HubTransaction) throws -> BackupFolders {
    let stored = try rows.setting(BackupFolders.settingKey)
    return BackupFolders(json: stored.flatMap { try? JSONValue(parsing: $0) })
  }
}
