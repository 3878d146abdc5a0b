import GRDB
import Identity
import Sync

/// What came ahead of a log that then did not have it: a hub put back to an earlier state does not
/// know it, and neither may this device.
extension JournalWriter {
  /// Ends what came ahead: entries no log has are dropped, the others are the log's now.
  func forgetAhead() throws {
    // The rows the log has by now are found by their position; few others are left.
    try db.execute(
      sql: """
        DELETE FROM ahead WHERE EXISTS (SELECT 1 FROM log
        WHERE log.unit = ahead.unit AND log.epoch = ahead.epoch
        AND log.position = ahead.position AND log.author = ahead.author
        AND log.entry_epoch = ahead.entry_epoch AND log.seq = ahead.seq)
        """)
    for subject in try unlogged() { try drop(subject) }
    try db.execute(sql: "DELETE FROM ahead")
    noteChange()
  }

  /// Drops what came ahead about the subject of an entry and is in no log, if the entry came so.
  func dropAhead(_ id: EntryID, of subject: String) throws -> Bool {
    let isAhead = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM ahead WHERE author = ? AND entry_epoch = ? AND seq = ?)
        """, arguments: [id.author.rawValue, id.epoch, id.seq])
    guard isAhead == true, try unlogged().contains(subject) else { return false }
    try drop(subject)
    return try EntryRow.fetch(db, id) == nil
  }

  private static let isUnlogged = """
    ahead.author <> ? AND (ahead.author, ahead.entry_epoch, ahead.seq) NOT IN
    (SELECT author, entry_epoch, seq FROM log)
    """

  /// Subjects with entries that came ahead, are not of this device and in no log.
  private func unlogged() throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT entry.subject FROM ahead JOIN entry ON entry.author = ahead.author
        AND entry.epoch = ahead.entry_epoch AND entry.seq = ahead.seq
        WHERE \(Self.isUnlogged) ORDER BY entry.subject
        """, arguments: [context.device.rawValue])
  }

  /// Drops such entries of a subject, and all that was computed from them.
  private func drop(_ subject: String) throws {
    try db.execute(
      sql: """
        DELETE FROM entry WHERE subject = ? AND (author, epoch, seq) IN
        (SELECT author, entry_epoch, seq FROM ahead WHERE \(Self.isUnlogged))
        """, arguments: [subject, context.device.rawValue])
    try forgetFindings(of: subject)
    let rest = try reader.rows("WHERE subject = ?", [subject])
    if rest.isEmpty {
      try db.execute(sql: "DELETE FROM subject WHERE id = ?", arguments: [subject])
    }
    reader.forgetSecret(of: subject)
    // What this device wrote about it stays, with the words it is found by.
    for row in rest { try follow(reader.entry(row)) }
    try forgetSummaries()
    touch(subject)
  }
}
