import Foundation
import GRDB
import Identity
import Sync

/// Keeps what a device follows of one unit's log in the journal, position by position.
struct UnitLog {
  let journal: JournalWriter
  private var follower: LogFollower
  private(set) var received = 0

  private var db: Database { journal.db }
  private var unit: String { follower.unit }

  init(_ journal: JournalWriter, unit: String) throws {
    self.journal = journal
    self.follower = try Self.stored(journal.db, unit) ?? LogFollower(unit: unit)
  }

  private static func stored(_ db: Database, _ unit: String) throws -> LogFollower? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT state, checkpoint FROM follower LEFT JOIN checkpoint USING (unit, epoch, size)
        WHERE unit = ?
        """, arguments: [unit])
    guard let row else { return nil }
    guard let bytes: Data = row["checkpoint"], let json = try? JSONValue(canonical: bytes),
      let checkpoint = try? Checkpoint(json: json),
      let follower = LogFollower(
        unit: unit, tree: try tree(row["state"], unit), checkpoint: checkpoint)
    else {
      throw StoreError(
        .damaged, "The stored state of the log of unit \(unit) and its checkpoint differ.")
    }
    return follower
  }

  static func tree(_ state: Data, _ unit: String) throws -> MerkleTree {
    guard let json = try? JSONValue(canonical: state), let tree = try? MerkleTree(json: json) else {
      throw StoreError(.damaged, "The stored state of the log of unit \(unit) cannot be read.")
    }
    return tree
  }

  /// Takes one part of the log. What it throws must undo the transaction: lines before the one at
  /// fault are written by then.
  mutating func follow(_ part: LogPart, hub: VerifyingKey) throws {
    var next = follower
    let epoch = part.checkpoint.epoch
    // Of a log that was begun, given up for one of another hub and begun again, nothing stays.
    if follower.cursor.epoch != epoch { try forget(epoch: epoch) }
    try next.follow(part, hub: hub) { line, position in
      let taken = try take(line, epoch: epoch)
      for (offset, entry) in taken.enumerated() {
        try db.execute(
          sql: """
            INSERT INTO log (unit, epoch, position, author, entry_epoch, seq)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            unit, epoch, position + offset, entry.id.author.rawValue, entry.id.epoch, entry.id.seq,
          ])
      }
      return taken.map(\.digest)
    }
    follower = next
    try store(part.checkpoint)
  }

  private func forget(epoch: Int) throws {
    for table in ["log", "checkpoint"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE unit = ? AND epoch = ?", arguments: [unit, epoch])
    }
  }

  private mutating func take(_ line: WireLine, epoch hubEpoch: Int) throws
    -> [(id: EntryID, digest: Digest)]
  {
    switch line {
    case .own(let epoch, let seq):
      let id = EntryID(author: journal.context.device, epoch: epoch, seq: seq)
      guard let row = try EntryRow.fetch(db, id), let digest = Digest(bytes: row.digest) else {
        throw LogError.otherEntries(
          "The hub names entry \(id), which this device does not have.")
      }
      if row.kind == StoredKind.erased {
        try Erasure(reader: journal.reader).forget(row.subject)
      }
      return [(id, digest)]
    case .known(let epoch, let from, let count):
      // Of this epoch it names what came ahead, of an earlier one what was followed then.
      return try known(in: epoch == hubEpoch ? "ahead" : "log", epoch, from, count)
    case .entry(let entry):
      let foreign = ForeignEntry(journal: journal, entry: entry, hubEpoch: hubEpoch)
      if try foreign.isNew() { received += 1 }
      return [(entry.id, try foreign.take())]
    }
  }

  /// Entries this device has by their positions in the log of an epoch, from one of two tables.
  private func known(in table: String, _ epoch: Int, _ from: Int, _ count: Int) throws
    -> [(id: EntryID, digest: Digest)]
  {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT log.author, log.entry_epoch, log.seq, entry.digest FROM \(table) AS log JOIN entry
        ON entry.author = log.author AND entry.epoch = log.entry_epoch AND entry.seq = log.seq
        WHERE log.unit = ? AND log.epoch = ? AND log.position >= ? AND log.position - ? < ?
        ORDER BY log.position
        """, arguments: [unit, epoch, from, from, count])
    guard rows.count == count else {
      throw LogError.otherEntries(
        "The hub refers to \(count) entries of epoch \(epoch) of the log of unit \(unit); "
          + "this device has \(rows.count) of them.")
    }
    return try rows.map { row in
      guard let author = DeviceID(rawValue: row[0]), let digest = Digest(bytes: row[3] as Data)
      else { throw StoreError(.damaged, "The log of unit \(unit) cannot be read.") }
      return (EntryID(author: author, epoch: row[1], seq: row[2]), digest)
    }
  }

  private func store(_ checkpoint: Checkpoint) throws {
    let cursor = follower.cursor
    try db.execute(
      sql: """
        INSERT INTO follower (unit, epoch, size, state) VALUES (?, ?, ?, ?)
        ON CONFLICT (unit) DO UPDATE
        SET epoch = excluded.epoch, size = excluded.size, state = excluded.state
        """, arguments: [unit, cursor.epoch, cursor.size, follower.tree.json.canonical])
    // The first checkpoint of a size is kept: a second one, with another time, adds nothing.
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO checkpoint (unit, epoch, size, checkpoint) VALUES (?, ?, ?, ?)
        """,
      arguments: [unit, cursor.epoch, cursor.size, checkpoint.json.canonical])
  }
}
