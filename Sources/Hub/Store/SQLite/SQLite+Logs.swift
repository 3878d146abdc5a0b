import Foundation
import GRDB
import Identity
import Sync

extension SQLiteTransaction: LogRows {
  func units() throws -> [UnitRecord] {
    try rows("SELECT * FROM unit ORDER BY code").map(Self.unit)
  }

  func unit(_ code: String) throws -> UnitRecord? {
    try row("SELECT * FROM unit WHERE code = ?", [code]).map(Self.unit)
  }

  func save(_ unit: UnitRecord) throws {
    try run(
      """
      INSERT INTO unit (code, document, added) VALUES (?, ?, ?)
      ON CONFLICT (code) DO UPDATE SET document = excluded.document
      """, [unit.code, unit.document, unit.added])
  }

  func entitledUnits(to subject: EntryID) throws -> Set<String> {
    try entitlements(to: subject).now
  }

  func entitlements(to subject: EntryID) throws -> Entitlements {
    var units = Entitlements()
    let rows = try rows(
      "SELECT unit, ended FROM entitlement WHERE subject = ?", [subject.description])
    for row in rows {
      let unit = try row.text("unit")
      units.ever.insert(unit)
      if try row.integer("ended") == 0 { units.now.insert(unit) }
    }
    return units
  }

  func endEntitlement(_ unit: String, to subject: EntryID) throws {
    try run(
      "UPDATE entitlement SET ended = 1 WHERE subject = ? AND unit = ?",
      [subject.description, unit])
  }

  func entitle(_ unit: String, to subject: EntryID) throws {
    try run(
      """
      INSERT INTO entitlement (subject, unit) VALUES (?, ?)
      ON CONFLICT (subject, unit) DO UPDATE SET ended = 0
      """, [subject.description, unit])
  }

  func subjects(entitledTo unit: String) throws -> [EntryID] {
    try rows(
      "SELECT subject FROM entitlement WHERE unit = ? AND ended = 0 ORDER BY subject", [unit]
    )
    .map { try $0.entryID("subject") }
  }

  func log(of unit: String) throws -> UnitLogRecord? {
    try row("SELECT * FROM unit_log WHERE unit = ?", [unit]).map(Self.log)
  }

  func logs() throws -> [UnitLogRecord] {
    try rows("SELECT * FROM unit_log ORDER BY unit").map(Self.log)
  }

  func save(_ log: UnitLogRecord) throws {
    let checkpoint = log.checkpoint.json.canonical
    try run(
      """
      INSERT INTO unit_log (unit, frontier, checkpoint) VALUES (?, ?, ?)
      ON CONFLICT (unit)
      DO UPDATE SET frontier = excluded.frontier, checkpoint = excluded.checkpoint
      """, [log.unit, log.frontier, checkpoint])
    try run(
      "INSERT OR IGNORE INTO checkpoint VALUES (?, ?, ?, ?, ?)",
      [log.unit, log.checkpoint.epoch, log.checkpoint.size, checkpoint, log.frontier])
  }

  func frontier(of unit: String, atMost size: Int) throws -> Data? {
    try row(
      """
      SELECT frontier FROM checkpoint WHERE unit = ? AND size <= ?
      ORDER BY size DESC LIMIT 1
      """, [unit, size])?.data("frontier")
  }

  func checkpoints(of unit: String) throws -> [CheckpointRecord] {
    try rows("SELECT * FROM checkpoint WHERE unit = ? ORDER BY epoch, size", [unit]).map { row in
      CheckpointRecord(
        epoch: try row.integer("epoch"), size: try row.integer("size"),
        checkpoint: try row.json("checkpoint"), frontier: try row.data("frontier"))
    }
  }

  func append(_ id: EntryID, to unit: String, at position: Int) throws {
    try run(
      "INSERT INTO log_entry VALUES (?, ?, ?, ?, ?)",
      [unit, position, id.author.rawValue, id.epoch, id.seq])
  }

  func isLogged(_ id: EntryID, in unit: String) throws -> Bool {
    try row(
      "SELECT 1 FROM log_entry WHERE unit = ? AND author = ? AND epoch = ? AND seq = ?",
      [unit, id.author.rawValue, id.epoch, id.seq]) != nil
  }

  func logEntries(of unit: String, from position: Int, limit: Int) throws -> [StoredEntry] {
    try values(
      """
      SELECT \(Self.entryColumns) FROM log_entry l
      JOIN entry USING (author, epoch, seq)
      WHERE l.unit = ? AND l.position >= ? ORDER BY l.position LIMIT ?
      """, [unit, position, limit], of: Self.entry)
  }

  private static func unit(_ row: Row) throws -> UnitRecord {
    UnitRecord(
      code: try row.text("code"), document: try row.data("document"),
      added: try row.milliseconds("added"))
  }

  private static func log(_ row: Row) throws -> UnitLogRecord {
    UnitLogRecord(
      unit: try row.text("unit"), frontier: try row.data("frontier"),
      checkpoint: try row.json("checkpoint"))
  }
}
