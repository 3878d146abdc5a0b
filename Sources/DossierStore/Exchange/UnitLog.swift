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
    do {
      try next.follow(part, hub: hub) { line, position in
        if case .entry = line { received += 1 }
        let (id, digest) = try take(line)
        try db.execute(
          sql: """
            INSERT INTO log (unit, epoch, position, author, entry_epoch, seq)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            unit, part.checkpoint.epoch, position, id.author.rawValue, id.epoch, id.seq,
          ])
        return digest
      }
    } catch let error as LogError {
      throw StoreError(.refused, error.description)
    }
    follower = next
    try store(part.checkpoint)
  }

  private func take(_ line: WireLine) throws -> (EntryID, Digest) {
    switch line {
    case .own(let epoch, let seq):
      let id = EntryID(author: journal.context.device, epoch: epoch, seq: seq)
      guard let row = try EntryRow.fetch(db, id), let digest = Digest(bytes: row.digest) else {
        throw StoreError(.refused, "The hub names entry \(id), which this device does not have.")
      }
      if row.kind == StoredKind.erased {
        try Erasure(reader: journal.reader).forget(row.subject)
      }
      return (id, digest)
    case .entry(let entry):
      return (entry.id, try ForeignEntry(journal: journal, entry: entry).take())
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
