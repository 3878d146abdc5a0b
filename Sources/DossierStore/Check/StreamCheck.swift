import Foundation
import GRDB
import Identity
import Sync

/// This device's streams: no gap, an unbroken chain, a signed end.
struct StreamCheck {
  let reader: JournalReader

  func findings() throws -> [CheckFinding] {
    let rows = try Row.fetchAll(
      reader.db,
      sql: "SELECT author, epoch, seq, chain, signature, acknowledged FROM stream ORDER BY epoch")
    var messages: [String] = []
    for row in rows { messages += try problems(row) }
    messages += try entriesWithoutStream()
    return messages.map { CheckFinding(part: .stream, message: $0) }
  }

  private func problems(_ row: Row) throws -> [String] {
    let author: String = row["author"]
    let epoch: Int = row["epoch"]
    let seq: Int = row["seq"]
    let name = "The stream \(author) of epoch \(epoch)"
    guard author == reader.context.device.rawValue else {
      return ["\(name) is not of this device."]
    }
    guard let chain = Digest(bytes: row["chain"] as Data) else {
      return ["\(name) has a chain value of a wrong length."]
    }
    let head = StreamHead(
      author: reader.context.device, epoch: epoch, seq: seq, chain: chain,
      signature: row["signature"])
    var messages: [String] = []
    if !head.isValid(reader.context.keys.signing.publicKey) {
      messages.append("\(name) has an end at \(seq) that is not signed by this device.")
    }
    let acknowledged: Int = row["acknowledged"]
    if acknowledged < 0 || acknowledged > seq {
      messages.append("\(name) is acknowledged up to \(acknowledged), but ends at \(seq).")
    }
    if let broken = try walk(name, author, epoch, seq, chain) { messages.append(broken) }
    return messages
  }

  private func walk(
    _ name: String, _ author: String, _ epoch: Int, _ end: Int, _ signed: Digest
  ) throws -> String? {
    var chain = Chain.start
    var seq = 0
    let rows = try Row.fetchCursor(
      reader.db,
      sql: "SELECT seq, digest, chain FROM entry WHERE author = ? AND epoch = ? ORDER BY seq",
      arguments: [author, epoch])
    while let row = try rows.next() {
      // Of an earlier life of this device, come back through the hub, something is missing between.
      if seq == end, (row["chain"] as Data?) == nil { break }
      seq += 1
      guard row["seq"] == seq else { return "\(name) has a gap: entry \(seq) is missing." }
      guard let digest = Digest(bytes: row["digest"] as Data) else {
        return "\(name) has a digest of a wrong length at entry \(seq)."
      }
      chain = Chain.next(chain, digest)
      guard row["chain"] == chain.bytes else { return "\(name) is broken at entry \(seq)." }
    }
    guard seq == end, chain == signed else {
      return "\(name) ends at entry \(seq), which is not the end it signed."
    }
    return nil
  }

  private func entriesWithoutStream() throws -> [String] {
    try Int.fetchAll(
      reader.db,
      sql: """
        SELECT DISTINCT epoch FROM entry WHERE author = ? AND chain IS NOT NULL
        AND epoch NOT IN (SELECT epoch FROM stream WHERE author = entry.author)
        """, arguments: [reader.context.device.rawValue]
    ).map { "The entries of epoch \($0) of this device have no signed stream." }
  }
}
