import GRDB
import Identity
package import Sync

extension DossierStore {
  /// For every dossier with entries of this device that the hub has not acknowledged, the time of
  /// the oldest of them, milliseconds; that somebody looked at it does not count.
  package func unsentSince() throws -> [SubjectID: Int64] {
    try read { reader in
      let rows = try Row.fetchCursor(
        reader.db,
        sql: """
          SELECT entry.subject, entry.head FROM entry JOIN stream USING (author, epoch)
          WHERE \(UnsentEntries.condition)
          AND entry.kind LIKE 'dossier.%' AND entry.kind <> ?
          """, arguments: [reader.context.device.rawValue, StoredKind.viewed])
      var oldest: [SubjectID: Int64] = [:]
      while let row = try rows.next() {
        guard let subject = EntryID(row[0]), let head = try? EntryHead(canonical: row[1]) else {
          continue
        }
        oldest[subject] = min(oldest[subject] ?? .max, head.time)
      }
      return oldest
    }
  }

  /// Every entry there is, in the order of their ids, from one moment.
  package func eachEntry(_ take: (Entry) throws -> Void) throws {
    try read { reader in
      let rows = try Row.fetchCursor(
        reader.db, sql: "SELECT \(EntryRow.columns) FROM entry ORDER BY author, epoch, seq")
      while let row = try rows.next() { try take(try reader.entry(EntryRow(row))) }
    }
  }
}
