import Foundation
import GRDB
import Identity
import Sync

extension SQLiteTransaction: JournalRows {
  /// In the order `entry` reads them.
  static let entryColumns = """
    author, epoch, seq, subject, kind, head, commitment, digest, sealed_body, standing,
    wild_clock, received
    """

  func entry(_ id: EntryID) throws -> StoredEntry? {
    try row(
      "SELECT \(Self.entryColumns) FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
      [id.author.rawValue, id.epoch, id.seq]
    ).map(Self.entry)
  }

  func insert(_ entry: StoredEntry) throws {
    try run(
      "INSERT INTO entry (\(Self.entryColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        entry.id.author.rawValue, entry.id.epoch, entry.id.seq, entry.subject.description,
        entry.kind, entry.head, entry.commitment.bytes, entry.digest.bytes, entry.body,
        entry.standing.rawValue, entry.wildClock, entry.received,
      ])
  }

  func entries(of subject: EntryID) throws -> [StoredEntry] {
    // Several may count from one moment on, and the clock may have been set back: the first entry
    // is the one that has the subject's name.
    try values(
      """
      SELECT \(Self.entryColumns) FROM entry WHERE subject = ?1
      ORDER BY author || '.' || epoch || '.' || seq = ?1 DESC, received, epoch, seq
      """, [subject.description], of: Self.entry)
  }

  func lastReceived(of subject: EntryID) throws -> Int64 {
    try row(
      """
      SELECT coalesce(max(received), 0) AS last FROM entry
      WHERE subject = ? AND standing = 'accepted'
      """, [subject.description])?.milliseconds("last") ?? 0
  }

  func standings(of subject: EntryID) throws -> [(kind: String, standing: Standing)] {
    try rows("SELECT kind, standing FROM entry WHERE subject = ?", [subject.description])
      .map { (try $0.text("kind"), try $0.choice("standing")) }
  }

  func erasedSubjects() throws -> [EntryID] {
    try rows(
      """
      SELECT DISTINCT subject FROM entry
      WHERE kind = 'dossier.erased' AND standing = 'accepted'
      """
    ).map { try $0.entryID("subject") }
  }

  func entries(author: DeviceID, epoch: Int, after seq: Int, limit: Int) throws -> [StoredEntry] {
    try values(
      """
      SELECT \(Self.entryColumns) FROM entry
      WHERE author = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT ?
      """, [author.rawValue, epoch, seq, limit], of: Self.entry)
  }

  func entries(author: DeviceID, standing: Standing) throws -> [StoredEntry] {
    try values(
      """
      SELECT \(Self.entryColumns) FROM entry
      WHERE author = ? AND standing = ? ORDER BY epoch, seq
      """, [author.rawValue, standing.rawValue], of: Self.entry)
  }

  func entriesApart() throws -> [(author: DeviceID, standing: Standing, count: Int)] {
    try rows(
      """
      SELECT author, standing, COUNT(*) AS n FROM entry WHERE standing <> 'accepted'
      GROUP BY author, standing
      """
    ).map { (try $0.device("author"), try $0.choice("standing"), try $0.integer("n")) }
  }

  func wildClocks() throws -> [(DeviceID, Int)] {
    try rows("SELECT author, COUNT(*) AS n FROM entry WHERE wild_clock = 1 GROUP BY author")
      .map { (try $0.device("author"), try $0.integer("n")) }
  }

  func setStanding(_ id: EntryID, _ standing: Standing) throws {
    try run(
      "UPDATE entry SET standing = ? WHERE author = ? AND epoch = ? AND seq = ?",
      [standing.rawValue, id.author.rawValue, id.epoch, id.seq])
  }

  func setBody(_ id: EntryID, _ sealed: Data) throws {
    try run(
      "UPDATE entry SET sealed_body = ? WHERE author = ? AND epoch = ? AND seq = ?",
      [sealed, id.author.rawValue, id.epoch, id.seq])
  }

  func dropBodies(of subject: EntryID) throws {
    try run("UPDATE entry SET sealed_body = NULL WHERE subject = ?", [subject.description])
  }

  func stream(author: DeviceID, epoch: Int) throws -> StreamRecord? {
    try row(
      "SELECT * FROM stream WHERE author = ? AND epoch = ?", [author.rawValue, epoch]
    ).map(Self.stream)
  }

  func streams() throws -> [StreamRecord] {
    try rows("SELECT * FROM stream ORDER BY author, epoch").map(Self.stream)
  }

  func save(_ stream: StreamRecord) throws {
    try run(
      """
      INSERT INTO stream (author, epoch, seq, chain, head) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (author, epoch)
      DO UPDATE SET seq = excluded.seq, chain = excluded.chain, head = excluded.head
      """,
      [
        stream.author.rawValue, stream.epoch, stream.seq, stream.chain.bytes,
        stream.head?.json.canonical,
      ])
  }

  func secret(of subject: EntryID) throws -> Data? {
    try row("SELECT sealed_secret FROM secret WHERE subject = ?", [subject.description])?
      .data("sealed_secret")
  }

  func saveSecret(_ sealed: Data, of subject: EntryID) throws {
    try run("INSERT OR IGNORE INTO secret VALUES (?, ?)", [subject.description, sealed])
  }

  func dropErasedSecrets(epoch: Int) throws {
    try run(
      """
      DELETE FROM secret WHERE subject IN (
        SELECT e.subject FROM entry e
        WHERE e.kind = 'dossier.erased' AND e.standing = 'accepted' AND NOT EXISTS (
          SELECT 1 FROM log_entry l
          JOIN device d ON d.unit = l.unit AND d.state <> 'revoked'
          LEFT JOIN device_cursor c ON c.device = d.id AND c.epoch = ?
          WHERE l.author = e.author AND l.epoch = e.epoch AND l.seq = e.seq
            AND coalesce(c.size, 0) <= l.position))
      """, [epoch])
  }

  static func entry(_ row: Row) throws -> StoredEntry {
    StoredEntry(
      id: EntryID(
        author: try row.device(0), epoch: try row.value(1), seq: try row.value(2)),
      subject: try row.entryID(3), kind: try row.value(4), head: try row.value(5),
      commitment: try row.digest(6), digest: try row.digest(7), body: row[8],
      standing: try row.choice(9), wildClock: try row.value(10, as: Int.self) != 0,
      received: try row.value(11))
  }

  private static func stream(_ row: Row) throws -> StreamRecord {
    StreamRecord(
      author: try row.device("author"), epoch: try row.integer("epoch"),
      seq: try row.integer("seq"), chain: try row.digest("chain"),
      head: row["head"] == nil ? nil : try row.json("head"))
  }
}
