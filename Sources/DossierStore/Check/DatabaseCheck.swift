import GRDB

/// What SQLite itself finds wrong with the file.
struct DatabaseCheck {
  let reader: JournalReader

  func findings() throws -> [CheckFinding] {
    let answers = try String.fetchAll(reader.db, sql: "PRAGMA integrity_check(20)")
    return answers.filter { $0 != "ok" }.map { answer in
      CheckFinding(part: .database, message: "SQLite finds the database damaged: \(answer).")
    }
  }
}
