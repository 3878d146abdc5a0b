import Foundation
import GRDB
package import Identity

extension DossierStore {
  /// A value the programs of this folder keep, sealed.
  package func setting(_ key: String) throws -> JSONValue? {
    try read { try $0.setting(key) }
  }

  /// Sets a value, or removes it with `nil`.
  package func setSetting(_ key: String, _ value: JSONValue?) throws {
    try write { journal in
      try journal.setSetting(key, value)
      journal.noteChange()
    }
  }
}

extension JournalReader {
  func setting(_ key: String) throws -> JSONValue? {
    let sealed = try Data.fetchOne(
      db, sql: "SELECT sealed FROM setting WHERE key = ?", arguments: [key])
    return try sealed.map { sealed in
      let plain = try context.open(sealed, at: .setting(key))
      guard let value = try? JSONValue(parsing: plain) else {
        throw StoreError(.damaged, "The setting \(key) cannot be read.")
      }
      return value
    }
  }
}

extension JournalWriter {
  package func setting(_ key: String) throws -> JSONValue? { try reader.setting(key) }

  package func setSetting(_ key: String, _ value: JSONValue?) throws {
    guard let value else {
      try db.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
      return
    }
    try db.execute(
      sql: """
        INSERT INTO setting (key, sealed) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed
        """, arguments: [key, context.seal(value.canonical, at: .setting(key))])
  }
}
