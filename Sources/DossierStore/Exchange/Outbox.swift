import Foundation
import GRDB
package import Identity
package import Sync
import Synchronization

/// A run of this device's entries the hub has not acknowledged, ready for a request.
package struct Outbox: Sendable, Hashable {
  /// The epoch of the stream the run belongs to.
  package let epoch: Int
  /// The run begins behind this entry: what the hub acknowledged.
  package let after: Int
  package let entries: [Entry]
  /// Signs the end of this run; `nil` if there are no entries.
  package let head: StreamHead?
  /// Whether entries remain: behind the run, or in another epoch.
  package let more: Bool

  /// Nothing of it: the request asks instead how the stream stands at the hub.
  var question: Outbox {
    Outbox(epoch: epoch, after: after, entries: [], head: nil, more: true)
  }

  /// The highest acknowledged `seq` of each epoch of this device.
  static func acknowledged(_ reader: JournalReader) throws -> [Int: Int] {
    let rows = try Row.fetchAll(
      reader.db, sql: "SELECT epoch, acknowledged FROM stream WHERE author = ?",
      arguments: [reader.context.device.rawValue])
    return Dictionary(rows.map { ($0[0], $0[1]) }) { _, last in last }
  }
}

/// What still has to reach the hub.
package struct Pending: Sendable, Hashable {
  package let entries: Int
  /// Dossiers with at least one of these entries.
  package let dossiers: Int
  package let files: Int
  /// Those of the entries that wait for a dossier a restored hub lost to come again.
  package let stranded: Int
}

extension DossierStore {
  /// The next run to send, at most `byteLimit` bytes of lines uncompressed but at least one entry.
  /// Epochs go in order: an older one first, until the hub has it all.
  package func outbox(byteLimit: Int) throws -> Outbox {
    try read { try outbox($0, byteLimit: byteLimit) }
  }

  func outbox(_ reader: JournalReader, byteLimit: Int) throws -> Outbox {
    let row = try Row.fetchOne(
      reader.db,
      sql: """
        SELECT epoch, acknowledged, seq,
          sum(acknowledged < seq) OVER () AS unsent
        FROM stream WHERE author = ?
        ORDER BY acknowledged >= seq, CASE WHEN acknowledged < seq THEN epoch ELSE -epoch END
        LIMIT 1
        """, arguments: [device.rawValue])
    let epoch: Int = row?["epoch"] ?? 1
    let after: Int = row?["acknowledged"] ?? 0
    let last: Int = row?["seq"] ?? 0
    let run = try run(reader, epoch: epoch, after: after, last: last, byteLimit: byteLimit)
    let epochsUnsent: Int = row?["unsent"] ?? 0
    return Outbox(
      epoch: run.epoch, after: run.after, entries: run.entries, head: run.head,
      more: run.more || epochsUnsent > 1)
  }

  /// A run of this device's stream behind `after`, within the limit but at least one entry.
  func run(_ reader: JournalReader, epoch: Int, after: Int, last: Int, byteLimit: Int) throws
    -> Outbox
  {
    let concealed = try Set(reader.concealed().map(\.description))
    var entries: [Entry] = []
    var size = 0
    var chain: Data?
    let rows = try Row.fetchCursor(
      reader.db,
      sql: """
        SELECT \(EntryRow.columns) FROM entry
        WHERE author = ? AND epoch = ? AND seq > ? AND seq <= ? ORDER BY seq
        """, arguments: [device.rawValue, epoch, after, last])
    while let row = try rows.next() {
      let row = EntryRow(row)
      let entry =
        try concealed.contains(row.subject)
        ? reader.withoutBody(row) : reader.entry(row)
      size += WireLine.entry(entry).bytes.count + 1
      if size > byteLimit, !entries.isEmpty { break }
      entries.append(entry)
      chain = row.chain
    }
    return Outbox(
      epoch: epoch, after: after, entries: entries,
      head: try entries.last.map { try head(at: $0.id, chain) },
      more: (entries.last?.id.seq ?? after) < last)
  }

  private func head(at id: EntryID, _ chain: Data?) throws -> StreamHead {
    guard let chain = chain.flatMap({ Digest(bytes: $0) }) else {
      throw StoreError(.damaged, "The chain at entry \(id) is missing.")
    }
    return StreamHead.sign(
      epoch: id.epoch, seq: id.seq, chain: chain, key: context.keys.signing)
  }

  /// The latest time this device recorded, by its clock then: that of its newest entry or of the
  /// last contact with the hub; 0 before either.
  package func lastRecorded() throws -> Int64 {
    let end = try streamHead()
    return try read { reader in
      let row = try end.flatMap {
        try EntryRow.fetch(reader.db, EntryID(author: $0.author, epoch: $0.epoch, seq: $0.seq))
      }
      let written = try row.map { try EntryHead(canonical: $0.head).time } ?? 0
      return max(written, try reader.setting(Self.contactKey)?.integer ?? 0)
    }
  }

  /// The signed end of this device's stream; `nil` before its first entry.
  package func streamHead() throws -> StreamHead? {
    try read { reader in
      let row = try Row.fetchOne(
        reader.db,
        sql: """
          SELECT epoch, seq, chain, signature FROM stream WHERE author = ?
          ORDER BY epoch DESC LIMIT 1
          """, arguments: [device.rawValue])
      return try row.map { row in
        guard let chain = Digest(bytes: row["chain"] as Data) else {
          throw StoreError(.damaged, "The chain of this device's stream has a wrong length.")
        }
        return StreamHead(
          author: device, epoch: row["epoch"], seq: row["seq"], chain: chain,
          signature: row["signature"])
      }
    }
  }

  /// Notes how far the hub has this device's stream durably. A hub restored from a backup may
  /// have less than it had.
  package func acknowledge(epoch: Int, seq: Int) throws {
    try write { try $0.acknowledge(epoch: epoch, seq: seq) }
  }

  package func pending() throws -> Pending {
    try read { reader in
      let ends = try Row.fetchAll(
        reader.db,
        sql: "SELECT epoch, seq, acknowledged FROM stream WHERE author = ? ORDER BY epoch",
        arguments: [device.rawValue]
      ).flatMap { [$0[0], $0[1], $0[2]] as [Int] }
      let backlog = try backlog.value(of: ends) { try Backlog.count(reader) }
      let stranded = try reader.strandedActs()
      let acts = stranded.reduce(0) { $0 + $1.acts.count }
      return Pending(
        entries: backlog.entries + acts, dossiers: backlog.dossiers + stranded.count,
        files: try Self.countToUpload(reader), stranded: acts)
    }
  }
}

/// Own entries the hub has not acknowledged.
struct Backlog {
  let entries: Int
  let dossiers: Int

  static func count(_ reader: JournalReader) throws -> Backlog {
    let row = try Row.fetchOne(
      reader.db,
      sql: """
        SELECT count(*), count(DISTINCT CASE
          WHEN kind LIKE 'dossier.%' AND kind <> 'dossier.viewed' THEN subject END)
        FROM entry JOIN stream USING (author, epoch) WHERE \(UnsentEntries.condition)
        """, arguments: [reader.context.device.rawValue])
    return Backlog(entries: row?[0] ?? 0, dossiers: row?[1] ?? 0)
  }
}

/// The backlog as counted last. It is the same as long as the ends of this device's stream are:
/// every page shows it, and in an office that never had a link it counts all entries.
final class KnownBacklog: Sendable {
  private let known = Mutex<(ends: [Int], backlog: Backlog)?>(nil)

  func value(of ends: [Int], count: () throws -> Backlog) rethrows -> Backlog {
    if let known = known.withLock({ $0 }), known.ends == ends { return known.backlog }
    let backlog = try count()
    known.withLock { $0 = (ends, backlog) }
    return backlog
  }
}

extension JournalWriter {
  func acknowledge(epoch: Int, seq: Int) throws {
    let author = context.device.rawValue
    let last = try Int.fetchOne(
      db, sql: "SELECT seq FROM stream WHERE author = ? AND epoch = ?",
      arguments: [author, epoch])
    guard seq >= 0, seq <= last ?? 0 else {
      throw StoreError(
        .refused,
        "The hub acknowledged entry \(seq) of epoch \(epoch); this device wrote \(last ?? 0).")
    }
    try db.execute(
      sql: """
        UPDATE stream SET acknowledged = ? WHERE author = ? AND epoch = ? AND acknowledged <> ?
        """, arguments: [seq, author, epoch, seq])
    if db.changesCount > 0 { noteChange() }
  }
}
