import Foundation
import GRDB
import Sync

/// Keeps the table `register` equal to what entries say of entities: a sealed row for each dossier
/// that says anything.
struct RegisterProjection {
  let reader: JournalReader

  /// Writes the row of a dossier again.
  ///
  /// - Returns: Whether a row is gone, so that those who keep rows in memory begin again.
  func refresh(_ subject: String, folded state: DossierState, change: Int) throws -> Bool {
    let claims = state.entityClaims
    guard !claims.isEmpty else {
      try reader.db.execute(sql: "DELETE FROM register WHERE subject = ?", arguments: [subject])
      return reader.db.changesCount > 0
    }
    let sealed = try reader.context.seal(claims, at: .register(subject))
    try reader.db.execute(
      sql: """
        INSERT INTO register (subject, change, sealed) VALUES (?, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET change = excluded.change, sealed = excluded.sealed
        """, arguments: [subject, change, sealed])
    return false
  }

  /// Replaces all rows.
  func rebuild(_ claims: [String: [EntityClaim]], change: Int) throws {
    try reader.db.execute(sql: "DELETE FROM register")
    for (subject, claims) in claims {
      try reader.db.execute(
        sql: "INSERT INTO register (subject, change, sealed) VALUES (?, ?, ?)",
        arguments: [
          subject, change, try reader.context.seal(claims, at: .register(subject)),
        ])
    }
  }

  /// One sentence for every row that is not what the entries give.
  func differences(_ computed: [String: [EntityClaim]]) throws -> [String] {
    var sentences: [String] = []
    var seen: Set<String> = []
    for row in try Row.fetchAll(reader.db, sql: "SELECT subject, sealed FROM register") {
      let subject: String = row[0]
      seen.insert(subject)
      do {
        let claims = try reader.context.open([EntityClaim].self, row[1], at: .register(subject))
        if claims != computed[subject] {
          sentences.append(
            "What dossier \(subject) says in registers is not what its entries give.")
        }
      } catch let error as StoreError {
        sentences.append(error.message)
      }
    }
    return sentences
      + computed.keys.filter { !seen.contains($0) }.sorted().map {
        "What dossier \($0) says in registers is missing."
      }
  }
}
