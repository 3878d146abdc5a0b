import Foundation
import GRDB
import Identity
import Sync

extension JournalWriter {
  /// Own streams: epoch, last entry.
  func ownStreams() throws -> [Int: Int] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT epoch, seq FROM stream WHERE author = ?",
      arguments: [context.device.rawValue])
    return Dictionary(rows.map { ($0[0], $0[1]) }) { _, last in last }
  }

  /// Begins an epoch of this device's stream: what it wrote in the one before may have gone on
  /// elsewhere. No dossier number is given out until somebody grants a fresh range.
  @discardableResult
  func riseEpoch(to wanted: Int? = nil, reason: String) throws -> Int {
    let newest = try ownStreams().keys.max() ?? 1
    // Epochs of this key that came from elsewhere are taken too.
    let seen =
      try Int.fetchOne(
        db, sql: "SELECT max(epoch) FROM entry WHERE author = ?",
        arguments: [context.device.rawValue]) ?? 1
    let epoch = max(max(newest, seen) + 1, wanted ?? 0)
    try begin(epoch: epoch)
    try holdCodes(reason)
    return epoch
  }

  /// What the hub has of every epoch of this device's stream. More than is here means that this
  /// folder was put back to an earlier state and nobody said so.
  func acknowledge(all acknowledged: [Int: Int]) throws {
    let own = try ownStreams()
    let newest = own.keys.max() ?? 1
    let again = try reader.epochsSentAgain()
    for (epoch, seq) in own where !again.contains(epoch) {
      try acknowledge(epoch: epoch, seq: min(seq, acknowledged[epoch] ?? 0))
    }
    // Epochs this folder does not have may be of another machine with the same key.
    if (acknowledged[newest] ?? 0) > own[newest] ?? 0 {
      try riseEpoch(to: (acknowledged.keys.max() ?? 0) + 1, reason: "restored")
    }
  }

  /// Puts an entry of this device that came back from the hub where it belongs: behind the end of
  /// its stream, if nothing is missing between and the hub has all before it. Otherwise another
  /// machine with the same key wrote it: this one goes on in an epoch of its own. Epochs this folder
  /// never wrote in stay as they are: another machine may be writing there.
  func adoptOwn(_ epoch: Int) throws {
    let author = context.device.rawValue
    let row = try Row.fetchOne(
      db, sql: "SELECT seq, chain, acknowledged FROM stream WHERE author = ? AND epoch = ?",
      arguments: [author, epoch])
    guard let row else { return }
    let seq: Int = row["seq"]
    if seq == row["acknowledged"] {
      try adoptOwn(epoch, behind: seq, Self.digest(row["chain"]))
    }
    let isTaken = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM entry JOIN stream USING (author, epoch)
        WHERE author = ? AND epoch = ? AND entry.seq > stream.seq)
        """, arguments: [author, epoch])
    if isTaken == true, try epoch == ownStreams().keys.max() { try riseEpoch(reason: "forked") }
  }

  private func adoptOwn(_ epoch: Int, behind start: Int, _ chain: Digest) throws {
    let author = context.device.rawValue
    var (seq, chain) = (start, chain)
    while let digest = try Data.fetchOne(
      db, sql: "SELECT digest FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
      arguments: [author, epoch, seq + 1])
    {
      seq += 1
      chain = Chain.next(chain, try Self.digest(digest))
      try db.execute(
        sql: "UPDATE entry SET chain = ? WHERE author = ? AND epoch = ? AND seq = ?",
        arguments: [chain.bytes, author, epoch, seq])
    }
    guard seq > start else { return }
    let head = StreamHead.sign(epoch: epoch, seq: seq, chain: chain, key: context.keys.signing)
    // The hub's log has them, so the hub has them.
    try db.execute(
      sql: """
        UPDATE stream SET seq = ?3, chain = ?4, signature = ?5, acknowledged = max(acknowledged, ?3)
        WHERE author = ?1 AND epoch = ?2
        """, arguments: [author, epoch, seq, chain.bytes, head.signature])
  }

  static func digest(_ bytes: Data) throws -> Digest {
    guard let digest = Digest(bytes: bytes) else {
      throw StoreError(.damaged, "A digest of this device's stream has a wrong length.")
    }
    return digest
  }
}
