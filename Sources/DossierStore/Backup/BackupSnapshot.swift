import Foundation
import GRDB
import Identity

/// A copy of the database as it was at one moment, for the time a backup is made of it. There is
/// one at a time: a second backup waits.
package final class BackupSnapshot {
  let file: URL
  let entries: Int
  private let context: StoreContext
  private let lock: FolderLock

  init(of pool: DatabasePool, context: StoreContext) throws {
    self.context = context
    lock = try context.folder.waitForLock(.backup)
    file = context.folder.snapshot
    Self.remove(file)
    do {
      entries = try Self.copy(pool, to: file)
    } catch {
      Self.remove(file)
      throw error
    }
  }

  /// Copies and verifies the database; answers how many entries it has.
  private static func copy(_ pool: DatabasePool, to file: URL) throws -> Int {
    let copy = try DatabaseQueue(path: file.path)
    try pool.backup(to: copy)
    let entries = try copy.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
      let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      guard problems.isEmpty else {
        throw StoreError(.damaged, "The database is damaged: \(problems[0]). Run check.")
      }
      return try Int.fetchOne(db, sql: "SELECT count(*) FROM entry") ?? 0
    }
    try copy.close()
    return entries
  }

  deinit { Self.remove(file) }

  /// Removes what a backup left that was killed: it has the keys of dossiers erased since.
  static func sweep(_ folder: DataFolder) throws {
    guard FileManager.default.fileExists(atPath: folder.snapshot.path) else { return }
    // Held by a backup that is being made.
    guard let lock = try folder.lock(.backup) else { return }
    withExtendedLifetime(lock) { remove(folder.snapshot) }
  }

  private static func remove(_ snapshot: URL) {
    for suffix in ["-journal", "-wal", "-shm", ""] {
      try? FileManager.default.removeItem(at: URL(filePath: snapshot.path + suffix))
    }
  }

  /// The attached files that should be on the disk; without a record where it does not open.
  func presentFiles() throws -> [(address: String, record: FileRecord?)] {
    let copy = try DatabaseQueue(path: file.path)
    defer { try? copy.close() }
    return try copy.read { db in
      let reader = JournalReader(db: db, context: context)
      return try String.fetchAll(
        db, sql: "SELECT address FROM file WHERE state = ? ORDER BY address",
        arguments: [StoredFileState.present.rawValue]
      ).map { (address: $0, record: try? reader.file($0)?.0) }
    }
  }

  /// Says of files that are not in the backup that they are not there.
  func forgetFiles(_ addresses: [String]) throws {
    guard !addresses.isEmpty else { return }
    let copy = try DatabaseQueue(path: file.path)
    defer { try? copy.close() }
    try copy.write { db in
      for address in addresses {
        try db.execute(
          sql: "UPDATE file SET state = ? WHERE address = ?",
          arguments: [StoredFileState.gone.rawValue, address])
      }
    }
  }
}
