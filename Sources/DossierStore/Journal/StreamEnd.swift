import Foundation
import GRDB
import Identity
import Sync

/// Where this device's stream stands inside a transaction.
struct StreamEnd {
  let epoch: Int
  private(set) var seq: Int
  private(set) var chain: Digest

  init(epoch: Int, seq: Int, chain: Digest) {
    self.epoch = epoch
    self.seq = seq
    self.chain = chain
  }

  /// The end of the newest epoch; the beginning of epoch 1 before anything was written.
  static func read(_ db: Database, author: DeviceID) throws -> StreamEnd {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT epoch, seq, chain FROM stream WHERE author = ? ORDER BY epoch DESC LIMIT 1
        """, arguments: [author.rawValue])
    guard let row else { return StreamEnd(epoch: 1, seq: 0, chain: Chain.start) }
    guard let chain = Digest(bytes: row["chain"] as Data) else {
      throw StoreError(.damaged, "The chain of this device's stream has a wrong length.")
    }
    return StreamEnd(epoch: row["epoch"], seq: row["seq"], chain: chain)
  }

  mutating func advance(to seq: Int, _ chain: Digest) {
    precondition(seq == self.seq + 1, "a stream has no gap")
    self.seq = seq
    self.chain = chain
  }

  /// Stores the end with the device's signature over everything before it.
  func sign(_ db: Database, _ key: SigningKey) throws {
    let head = StreamHead.sign(epoch: epoch, seq: seq, chain: chain, key: key)
    try db.execute(
      sql: """
        INSERT INTO stream (author, epoch, seq, chain, signature) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (author, epoch) DO UPDATE
        SET seq = excluded.seq, chain = excluded.chain, signature = excluded.signature
        """,
      arguments: [head.author.rawValue, epoch, seq, chain.bytes, head.signature])
  }
}
