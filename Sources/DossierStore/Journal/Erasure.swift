import Foundation
import GRDB
import Identity
import Sync

/// Destroys what is kept of a subject: bodies, key, files, what waits
/// for a printer. Heads, chain and logs still verify.
struct Erasure {
  let reader: JournalReader

  /// Returns the addresses of files to remove once the transaction is on the disk.
  func destroy(_ subject: String) throws -> [String] {
    let db = reader.db
    let secret = try reader.secret(of: subject)
    try db.execute(sql: "UPDATE entry SET body = NULL WHERE subject = ?", arguments: [subject])
    let isKept = try secret != nil && isEnrolled()
    let sealed = isKept ? secret.map(reduced(subject)) : nil
    try db.execute(
      sql: "UPDATE subject SET sealed = ? WHERE id = ?", arguments: [sealed, subject])
    reader.forgetSecret(of: subject)
    try db.execute(sql: "DELETE FROM token WHERE subject = ?", arguments: [subject])
    try db.execute(sql: "DELETE FROM print_job WHERE subject = ?", arguments: [subject])
    let files = try reader.filesOnly(of: subject)
    try db.execute(sql: "DELETE FROM file_use WHERE subject = ?", arguments: [subject])
    for address in files {
      try db.execute(sql: "DELETE FROM file WHERE address = ?", arguments: [address])
    }
    return files
  }

  /// Destroys the secret too, once the hub's log has the erasure: no body comes after it.
  func forget(_ subject: String) throws {
    try reader.db.execute(
      sql: "UPDATE subject SET sealed = NULL WHERE id = ?", arguments: [subject])
    reader.forgetSecret(of: subject)
  }

  private func reduced(_ subject: String) -> (SubjectSecret) -> Data {
    { secret in
      let rest = SubjectSecret(secret: secret.secret, key: nil)
      return reader.context.seal(rest.rawRepresentation, at: .subject(subject))
    }
  }

  private func isEnrolled() throws -> Bool {
    try Bool.fetchOne(
      reader.db, sql: "SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?)",
      arguments: [HubInfo.settingKey]) ?? false
  }
}

extension JournalReader {
  /// Addresses of the files that no other subject names.
  func filesOnly(of subject: String) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT address FROM file_use AS mine WHERE subject = ? AND NOT EXISTS
        (SELECT 1 FROM file_use WHERE address = mine.address AND subject <> mine.subject)
        """, arguments: [subject])
  }
}
