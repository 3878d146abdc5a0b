import Foundation
import GRDB
import Identity
import Sync

/// Takes runs of one unit's log into the journal, position by position, and holds the hub to its
/// checkpoints: the log may only grow, and every part must be what the hub signed.
struct UnitLog {
  let journal: JournalWriter
  let unit: String
  private(set) var epoch = 0
  private(set) var tree = MerkleTree()
  private(set) var received = 0

  private var db: Database { journal.db }

  init(_ journal: JournalWriter, unit: String) throws {
    self.journal = journal
    self.unit = unit
    let row = try Row.fetchOne(
      journal.db, sql: "SELECT epoch, state FROM follower WHERE unit = ?", arguments: [unit])
    guard let row else { return }
    epoch = row["epoch"]
    tree = try Self.tree(row["state"], unit)
  }

  static func tree(_ state: Data, _ unit: String) throws -> MerkleTree {
    guard let json = try? JSONValue(canonical: state), let tree = try? MerkleTree(json: json) else {
      throw StoreError(.damaged, "The stored state of the log of unit \(unit) cannot be read.")
    }
    return tree
  }

  /// Takes one part of the log, whole or, by throwing, not at all.
  mutating func follow(_ part: LogPart, hub: VerifyingKey) throws {
    let checkpoint = part.checkpoint
    guard checkpoint.unit == unit, checkpoint.isValid(hub) else {
      throw StoreError(.refused, "The checkpoint of unit \(unit) is not signed by the hub.")
    }
    if checkpoint.epoch != epoch {
      guard checkpoint.epoch > epoch else {
        throw StoreError(.refused, "The hub answered with an old epoch of the log of \(unit).")
      }
      epoch = checkpoint.epoch
      tree = MerkleTree()
    }
    guard part.from == tree.size else {
      throw StoreError(
        .refused,
        "The hub's log of unit \(unit) goes on at \(part.from); this device has \(tree.size).")
    }
    for line in part.lines { try take(line) }
    guard tree.size == checkpoint.size, tree.root == checkpoint.root else {
      throw StoreError(
        .refused, "The hub's log of unit \(unit) is not the one its checkpoint names.")
    }
    try store(checkpoint)
  }

  private mutating func take(_ line: WireLine) throws {
    let id: EntryID
    let digest: Digest
    switch line {
    case .own(let epoch, let seq):
      id = EntryID(author: journal.context.device, epoch: epoch, seq: seq)
      guard let row = try EntryRow.fetch(db, id), let own = Digest(bytes: row.digest) else {
        throw StoreError(.refused, "The hub names entry \(id), which this device does not have.")
      }
      digest = own
      if row.kind == StoredKind.erased {
        try Erasure(reader: journal.reader).forget(row.subject)
      }
    case .entry(let entry):
      id = entry.id
      digest = try ForeignEntry(journal: journal, entry: entry).take()
      received += 1
    }
    try db.execute(
      sql: """
        INSERT INTO log (unit, epoch, position, author, entry_epoch, seq)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [unit, epoch, tree.size, id.author.rawValue, id.epoch, id.seq])
    tree.append(digest)
  }

  private func store(_ checkpoint: Checkpoint) throws {
    try db.execute(
      sql: """
        INSERT INTO follower (unit, epoch, size, state) VALUES (?, ?, ?, ?)
        ON CONFLICT (unit) DO UPDATE
        SET epoch = excluded.epoch, size = excluded.size, state = excluded.state
        """, arguments: [unit, epoch, tree.size, tree.json.canonical])
    // The first checkpoint of a size is kept: a second one, with another time, adds nothing.
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO checkpoint (unit, epoch, size, checkpoint) VALUES (?, ?, ?, ?)
        """,
      arguments: [unit, epoch, tree.size, checkpoint.json.canonical])
  }
}
