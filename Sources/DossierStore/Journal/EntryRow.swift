import Foundation
import GRDB
import Identity
import Sync

/// One row of the table `entry`, as it lies there.
struct EntryRow {
  let author: String
  let epoch: Int
  let seq: Int
  let subject: String
  let kind: String
  let head: Data
  let commitment: Data
  let digest: Data
  let chain: Data?
  let body: Data?

  static let columns =
    "author, epoch, seq, subject, kind, head, commitment, digest, chain, body"

  init(_ row: Row) {
    author = row[0]
    epoch = row[1]
    seq = row[2]
    subject = row[3]
    kind = row[4]
    head = row[5]
    commitment = row[6]
    digest = row[7]
    chain = row[8]
    body = row[9]
  }

  init(
    head: EntryHead, canonical: Data, commitment: Digest, digest: Digest, chain: Digest?,
    body: Data?
  ) {
    author = head.author.rawValue
    epoch = head.epoch
    seq = head.seq
    subject = head.subjectID.description
    kind = head.kind
    self.head = canonical
    self.commitment = commitment.bytes
    self.digest = digest.bytes
    self.chain = chain?.bytes
    self.body = body
  }

  var name: String { "\(author).\(epoch).\(seq)" }

  func insert(_ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO entry (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [author, epoch, seq, subject, kind, head, commitment, digest, chain, body])
  }

  static func fetch(_ db: Database, _ id: EntryID) throws -> EntryRow? {
    try Row.fetchOne(
      db, sql: "SELECT \(columns) FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
      arguments: [id.author.rawValue, id.epoch, id.seq]
    ).map(EntryRow.init)
  }
}
