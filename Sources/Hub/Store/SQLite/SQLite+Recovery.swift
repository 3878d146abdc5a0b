import Foundation
import GRDB
import Identity
import Sync

extension SQLiteTransaction: RecoveryRows {
  func pastEpoch(_ epoch: Int, of unit: String) throws -> PastEpochRecord? {
    try row("SELECT * FROM past_epoch WHERE unit = ? AND epoch = ?", [unit, epoch]).map { row in
      PastEpochRecord(
        unit: unit, epoch: epoch, size: try row.integer("size"),
        returned: try row.integer("returned"), frontier: try row.data("frontier"),
        passed: row["passed"])
    }
  }

  func save(_ past: PastEpochRecord) throws {
    try run(
      """
      INSERT OR REPLACE INTO past_epoch (unit, epoch, size, returned, frontier, passed)
      VALUES (?, ?, ?, ?, ?, ?)
      """, [past.unit, past.epoch, past.size, past.returned, past.frontier, past.passed])
  }

  func markRecovered(_ id: EntryID, unit: String, logEpoch: Int) throws {
    try run(
      "INSERT OR IGNORE INTO recovered VALUES (?, ?, ?, ?, ?)",
      [id.author.rawValue, id.epoch, id.seq, unit, logEpoch])
  }

  func isRecovered(_ id: EntryID) throws -> Bool {
    try row(
      "SELECT 1 FROM recovered WHERE author = ? AND epoch = ? AND seq = ?",
      [id.author.rawValue, id.epoch, id.seq]) != nil
  }

  func unmarkRecovered(_ id: EntryID) throws {
    try run(
      "DELETE FROM recovered WHERE author = ? AND epoch = ? AND seq = ?",
      [id.author.rawValue, id.epoch, id.seq])
  }

  func heldRuns() throws -> [HeldRunRecord] {
    try rows("SELECT * FROM held ORDER BY author, epoch, after, last").map { row in
      HeldRunRecord(
        author: try row.device("author"), epoch: try row.integer("epoch"),
        after: try row.integer("after"), last: try row.integer("last"),
        size: try row.integer("size"), received: try row.milliseconds("received"),
        sealed: try row.data("sealed_run"))
    }
  }

  func save(_ held: HeldRunRecord) throws {
    try run(
      "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        held.author.rawValue, held.epoch, held.after, held.last, held.size, held.received,
        held.sealed,
      ])
  }

  func delete(_ held: HeldRunRecord) throws {
    try run(
      "DELETE FROM held WHERE author = ? AND epoch = ? AND after = ? AND last = ?",
      [held.author.rawValue, held.epoch, held.after, held.last])
  }

  func deleteHeldRuns(of author: DeviceID, epoch: Int, beyond last: Int) throws {
    try run(
      "DELETE FROM held WHERE author = ? AND epoch = ? AND last > ?",
      [author.rawValue, epoch, last])
  }

  func forks() throws -> [ForkRecord] {
    try rows("SELECT * FROM fork ORDER BY author, epoch, first, noticed").map { row in
      ForkRecord(
        author: try row.device("author"), epoch: try row.integer("epoch"),
        first: try row.integer("first"), digest: try row.digest("digest"),
        last: try row.integer("last"), next: try row.integer("next"),
        noticed: try row.milliseconds("noticed"), sealed: try row.data("sealed_run"),
        settled: row["settled"])
    }
  }

  func save(_ fork: ForkRecord) throws {
    try run(
      "INSERT OR REPLACE INTO fork VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        fork.author.rawValue, fork.epoch, fork.first, fork.digest.bytes, fork.last, fork.next,
        fork.noticed, fork.sealed, fork.settled,
      ])
  }

  func cursor(of device: DeviceID) throws -> LogCursor? {
    try row("SELECT * FROM device_cursor WHERE device = ?", [device.rawValue]).map {
      LogCursor(epoch: try $0.integer("epoch"), size: try $0.integer("size"))
    }
  }

  func save(_ cursor: LogCursor, of device: DeviceID) throws {
    guard try self.cursor(of: device) != cursor else { return }
    try run(
      "INSERT OR REPLACE INTO device_cursor VALUES (?, ?, ?)",
      [device.rawValue, cursor.epoch, cursor.size])
  }

  func ranges(of unit: String) throws -> [RangeRecord] {
    try rows("SELECT * FROM code_range WHERE unit = ? ORDER BY granted, first", [unit]).map { row in
      RangeRecord(
        unit: unit, first: try row.integer("first"), last: try row.integer("last"),
        device: try row.device("device"), epoch: try row.integer("epoch"),
        granted: try row.milliseconds("granted"), closed: row["closed"])
    }
  }

  func save(_ range: RangeRecord) throws {
    try run(
      "INSERT OR REPLACE INTO code_range VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        range.unit, range.first, range.last, range.device.rawValue, range.epoch, range.granted,
        range.closed,
      ])
  }

  func awaitedRanges() throws -> [AwaitedRange] {
    try rows("SELECT * FROM awaited_range ORDER BY unit, device").map { row in
      AwaitedRange(
        device: try row.device("device"), unit: try row.text("unit"),
        epoch: try row.integer("epoch"), since: try row.milliseconds("since"))
    }
  }

  func save(_ awaited: AwaitedRange) throws {
    try run(
      """
      INSERT INTO awaited_range (device, unit, epoch, since) VALUES (?, ?, ?, ?)
      ON CONFLICT (device) DO UPDATE SET epoch = excluded.epoch
      """, [awaited.device.rawValue, awaited.unit, awaited.epoch, awaited.since])
  }

  func deleteAwaitedRange(of device: DeviceID) throws {
    try run("DELETE FROM awaited_range WHERE device = ?", [device.rawValue])
  }
}
