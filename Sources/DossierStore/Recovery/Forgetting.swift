import GRDB
import Identity
import Sync

/// What goes from the journal because the hub keeps other entries under the same names.
extension JournalWriter {
  /// Takes out a dossier that has this name no more: its entries, whoever wrote them, and all that
  /// hangs on them.
  func forget(_ subject: String) throws {
    try db.execute(sql: "DELETE FROM entry WHERE subject = ?", arguments: [subject])
    try forgetFindings(of: subject)
    try db.execute(sql: "DELETE FROM subject WHERE id = ?", arguments: [subject])
    reader.forgetSecret(of: subject)
    try forgetSummaries()
  }

  /// Takes out what was computed from a dossier's entries.
  func forgetFindings(of subject: String) throws {
    for table in ["token", "file_use", "summary", "register"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE subject = ?", arguments: [subject])
    }
  }

  /// What a dossier is found by, and the files it has, are those of the name it gets.
  func renameFindings(of subject: String, to name: String) throws {
    for table in ["token", "file_use"] {
      try db.execute(
        sql: "UPDATE OR IGNORE \(table) SET subject = ? WHERE subject = ?",
        arguments: [name, subject])
    }
  }

  func forget(_ entry: EntryID) throws {
    try db.execute(
      sql: "DELETE FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
      arguments: [entry.author.rawValue, entry.epoch, entry.seq])
  }

  /// Logs of earlier epochs of the hub cannot be verified without the entries they had, of this
  /// stream from `first` on: what is kept of them goes, but for what the hub asked back.
  func forgetLogs(with first: EntryID, before hubEpoch: Int = .max) throws {
    let logs = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT unit, epoch FROM log
        WHERE author = ? AND entry_epoch = ? AND seq >= ? AND epoch < ?
        """, arguments: [first.author.rawValue, first.epoch, first.seq, hubEpoch])
    for log in logs {
      for table in ["log", "checkpoint", "follower"] {
        try db.execute(
          sql: "DELETE FROM \(table) WHERE unit = ? AND epoch = ?",
          arguments: [log[0] as String, log[1] as Int])
      }
    }
  }
}
