package import Foundation
import GRDB

/// The hub's store in one SQLite file.
///
/// WAL with `synchronous=FULL` on the writer: an acknowledged entry survives a power cut.
package struct SQLiteHubStore: HubStore {
  /// What a caller's thread does while SQLite works.
  package enum Waiting: Sendable {
    /// It serves others: right for a server, whose few threads many share.
    case suspended
    /// It does the work itself, which saves two changes of thread for every transaction: right for
    /// whoever does one thing after the other and has nobody else to serve.
    case blocked
  }

  private let pool: DatabasePool
  private let waiting: Waiting

  /// How long a second process (the command line beside the server) waits for its turn.
  package static let busyTimeoutSeconds = 10.0

  /// Opens the file, creating it and bringing its tables up to date where needed.
  package init(file: URL, waiting: Waiting = .suspended) throws {
    self.waiting = waiting
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF")
    }
    pool = try DatabasePool(path: file.path, configuration: configuration)
    try pool.writeWithoutTransaction { db in
      // SQLite answers “wal” before that is on the disk. Where it cannot be put there, it goes on
      // with a rollback journal, whose removal a power cut undoes, and the commit with it.
      guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
        throw DatabaseError(
          resultCode: .SQLITE_IOERR, message: "The log of the database cannot be set up.")
      }
      // GRDB sets NORMAL on the writer when it enters WAL, after `prepareDatabase` has run.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    try Schema.migrator().migrate(pool)
    do {
      // What this start found in the log may be a commit whose flush failed: it has to be on the
      // disk before it is acknowledged. A checkpoint flushes the log first of all.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint") }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      // The log is flushed by now; there is only no room for the database to grow.
    }
  }

  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (any HubTransaction) throws -> Value
  ) async throws -> Value {
    switch waiting {
    case .suspended: try await pool.read { db in try body(SQLiteTransaction(db: db)) }
    case .blocked: try blockingRead(body)
    }
  }

  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any HubTransaction) throws -> Value
  ) async throws -> Value {
    switch waiting {
    case .suspended: try await pool.writeWithoutTransaction { try Self.write(body, in: $0) }
    case .blocked: try blockingWrite(body)
    }
  }

  // GRDB names its waiting and its suspending calls alike; in functions that cannot suspend the
  // former are meant.

  func blockingRead<Value>(_ body: (any HubTransaction) throws -> Value) throws -> Value {
    try pool.read { db in try body(SQLiteTransaction(db: db)) }
  }

  func blockingWrite<Value>(_ body: (any HubTransaction) throws -> Value) throws -> Value {
    try pool.writeWithoutTransaction { db in try Self.write(body, in: db) }
  }

  private static func write<Value>(
    _ body: (any HubTransaction) throws -> Value, in db: Database
  ) throws -> Value {
    var result: Result<Value, any Error>?
    // IMMEDIATE: sequence numbers and log positions are read inside the same transaction.
    try db.inTransaction(.immediate) {
      result = .success(try body(SQLiteTransaction(db: db)))
      return .commit
    }
    guard let result else { preconditionFailure("a transaction that ended has a result") }
    return try result.get()
  }

  package func snapshot(to file: URL) async throws {
    let copy = try DatabaseQueue(path: file.path)
    try pool.backup(to: copy)
    // One file, without a log beside it.
    try await copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    let problems = try await copy.read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    }
    try copy.close()
    if let first = problems.first { throw DamagedRow(description: "the database: \(first)") }
  }

  package func truncateLog() async throws {
    try await pool.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  package func close() async throws {
    try pool.close()
  }

  package func integrityProblems() async throws -> [String] {
    try await pool.read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    }
  }

  /// The level the writer really runs at; 2 is FULL.
  package func synchronousLevel() async throws -> Int {
    try await pool.writeWithoutTransaction {
      try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1
    }
  }
}

/// One SQLite transaction. Its rows are in extensions, one file a concern.
struct SQLiteTransaction {
  let db: Database

  func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
    try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
  }

  /// The same, each row read where it lies: a row of GRDB's own is a copy of every column.
  func values<Value>(
    _ sql: String, _ arguments: StatementArguments = [], of read: (Row) throws -> Value
  ) throws -> [Value] {
    let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
    var values: [Value] = []
    while let row = try rows.next() { values.append(try read(row)) }
    return values
  }

  func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
    try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
  }

  func run(_ sql: String, _ arguments: StatementArguments = []) throws {
    let statement = try db.cachedStatement(sql: sql)
    try statement.execute(arguments: arguments)
  }
}

extension SQLiteTransaction: SettingRows {
  func setting(_ name: String) throws -> Data? {
    try row("SELECT value FROM setting WHERE name = ?", [name])?["value"]
  }

  func setSetting(_ name: String, _ value: Data?) throws {
    guard let value else { return try run("DELETE FROM setting WHERE name = ?", [name]) }
    try run(
      "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [name, value])
  }
}
