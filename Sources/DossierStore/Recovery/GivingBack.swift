import Foundation
import GRDB
import Identity
import Sync

extension DossierStore {
  /// Lines of one returned run together have about this many bytes before compression.
  static let returnedBytes = 400_000
  /// More than this between two checkpoints does not go into one request.
  static let returnedBytesLimit = 3_500_000

  /// What the next request says beside its entries; empty in the ordinary course of things.
  func requestRecovery(_ reader: JournalReader, for outbox: Outbox) throws -> RequestRecovery {
    var recovery = RequestRecovery()
    let streams = try Row.fetchAll(
      reader.db, sql: "SELECT epoch, seq FROM stream WHERE author = ? ORDER BY epoch",
      arguments: [device.rawValue])
    // Of a run that is cut short the hub must know that there is more.
    if streams.count > 1 || outbox.more {
      recovery.has = Dictionary(streams.map { ($0[0], $0[1]) }) { _, last in last }
    }
    // A range belongs to the epoch that gives its numbers out.
    let newest: Int = streams.last?[0] ?? 1
    recovery.wantsRange = try outbox.epoch == newest && reader.setting(Self.holdKey) != nil
    if try reader.setting(Self.witnessKey) != nil {
      recovery.witness = try reader.newestCheckpoint()
    }
    let again = try reader.epochsSentAgain()
    recovery.isAgain = again.contains(outbox.epoch)
    // An erasure the hub has of what it asks back must be followed before anything is given back.
    if again.isEmpty, try reader.isToCompare() {
      recovery.ends = try reader.streamEnds()
    } else {
      recovery.returns = try GivingBack(reader: reader).nextRun()
    }
    recovery.knew = try reader.firstDigests(of: Set(outbox.entries.map(\.subjectID)))
    recovery.asks = try reader.purgeQuestions(before: context.clock.milliseconds)
    if try reader.setting(Self.offerBundleKey) != nil {
      recovery.bundle = try? TrustBundle(jsonBytes: Data(contentsOf: folder.bundle))
    }
    return recovery
  }

  static let witnessKey = "witness"
  static let offerBundleKey = "offerBundle"

  /// The hub contradicts what it signed before: the next request shows it what it signed.
  package func noteContradiction() throws {
    try setSetting(Self.witnessKey, true)
  }

  /// The hub does not know this device: the next request shows the bundle it signed.
  package func noteForgotten() throws {
    try setSetting(Self.offerBundleKey, true)
  }
}

extension DossierStore {
  /// Whether the hub asks back entries this device can give.
  package func isGivingBack() throws -> Bool {
    try read { try GivingBack(reader: $0).nextRun() != nil }
  }
}

/// Entries of a log of an earlier epoch the hub asks back.
struct GivingBack {
  let reader: JournalReader

  private var db: Database { reader.db }

  /// The next part that ends at a checkpoint of that epoch; `nil` if nothing is asked for.
  func nextRun() throws -> ReturnedRun? {
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT unit, epoch, position FROM recall ORDER BY unit LIMIT 1")
    else { return nil }
    let (unit, epoch, start): (String, Int, Int) = (row[0], row[1], row[2])
    let ends = try Row.fetchAll(
      db,
      sql: """
        SELECT position + 1, checkpoint FROM recall_line WHERE unit = ? AND epoch = ?
        AND position >= ? AND checkpoint IS NOT NULL ORDER BY position
        """, arguments: [unit, epoch, start])
    var chosen: (checkpoint: Checkpoint, count: Int)?
    var entries: [Entry] = []
    var bytes = 0
    for end in ends {
      let size: Int = end[0]
      let more = try self.entries(unit, epoch, from: start + entries.count, to: size)
      bytes += more.reduce(0) { $0 + WireLine.entry($1).bytes.count + 1 }
      guard chosen == nil || bytes <= reader.context.returnedBytes else { break }
      entries += more
      guard entries.count == size - start, bytes <= DossierStore.returnedBytesLimit else {
        return nil
      }
      chosen = (try Checkpoint(json: JSONValue(canonical: end["checkpoint"])), entries.count)
    }
    return try chosen.map { chosen in
      let entries = Array(entries.prefix(chosen.count))
      return ReturnedRun(
        unit: unit, from: start, checkpoint: chosen.checkpoint, entries: entries,
        secrets: try secrets(of: entries))
    }
  }

  /// Of subjects that began before these entries.
  private func secrets(of entries: [Entry]) throws -> [SubjectID: Data] {
    let begun = Set(entries.map(\.id))
    var secrets: [SubjectID: Data] = [:]
    for entry in entries where entry.bodyBytes != nil && !begun.contains(entry.subjectID) {
      secrets[entry.subjectID] = try reader.secret(of: entry.subjectID.description)?.secret
    }
    return secrets
  }

  /// What the journal has no more, or under the same name another entry, goes without its body:
  /// the hub knows it by its digest.
  private func entries(_ unit: String, _ epoch: Int, from: Int, to end: Int) throws -> [Entry] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT line.author, line.entry_epoch, line.seq, coalesce(entry.subject, ''),
          coalesce(entry.kind, ''), line.head, line.commitment, line.digest, NULL, entry.body
        FROM recall_line line LEFT JOIN entry ON entry.author = line.author
          AND entry.epoch = line.entry_epoch AND entry.seq = line.seq
          AND entry.digest = line.digest
        WHERE line.unit = ? AND line.epoch = ? AND line.position >= ? AND line.position < ?
        ORDER BY line.position
        """, arguments: [unit, epoch, from, end]
    ).map { try reader.entry(EntryRow($0)) }
  }
}

extension JournalReader {
  /// What the next request shows the hub beside the ordinary.
  func toShow() throws -> Set<String> {
    Set(
      try [DossierStore.witnessKey, DossierStore.offerBundleKey].filter { key in
        try setting(key) != nil
      })
  }

  /// The newest checkpoint this device verified, of whichever unit.
  func newestCheckpoint() throws -> Checkpoint? {
    try Data.fetchOne(
      db,
      sql: """
        SELECT checkpoint FROM checkpoint JOIN follower USING (unit, epoch, size)
        ORDER BY epoch DESC, size DESC LIMIT 1
        """
    ).map { try Checkpoint(json: JSONValue(canonical: $0)) }
  }
}

extension JournalWriter {
  /// A hub asks back what it lost when it sees a cursor of an earlier epoch. Where the cursor
  /// moves on before the hub has seen it, the end of the old log is offered unasked: the hub
  /// answers where to begin, or that it has it all.
  func offerBack(unit: String) throws {
    guard
      let epoch = try Int.fetchOne(
        db, sql: "SELECT epoch FROM follower WHERE unit = ?", arguments: [unit])
    else { return }
    let sizes = try Int.fetchAll(
      db,
      sql: """
        SELECT size FROM checkpoint WHERE unit = ? AND epoch = ? ORDER BY size DESC LIMIT 2
        """, arguments: [unit, epoch])
    try recall(LogCursor(epoch: epoch, size: sizes.count > 1 ? sizes[1] : 0), unit: unit)
  }

  /// Notes from where on the hub asks back a log of an earlier epoch, or that it has it all. The
  /// lines are set aside as the hub signed them: what it keeps under the same names now may take
  /// their places in the journal before they are given back.
  func recall(_ cursor: LogCursor, unit: String) throws {
    let known = try Int.fetchOne(
      db, sql: "SELECT position FROM recall WHERE unit = ? AND epoch = ?",
      arguments: [unit, cursor.epoch])
    if known ?? .max > cursor.size {
      try db.execute(sql: Self.settingAside, arguments: [unit, cursor.epoch, cursor.size])
    }
    try db.execute(
      sql: "DELETE FROM recall_line WHERE unit = ? AND epoch = ? AND position < ?",
      arguments: [unit, cursor.epoch, cursor.size])
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO recall (unit, epoch, position)
        SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM recall_line WHERE unit = ?1 AND epoch = ?2)
        """, arguments: [unit, cursor.epoch, cursor.size])
    try db.execute(
      sql: """
        DELETE FROM recall WHERE unit = ?1 AND epoch = ?2
        AND NOT EXISTS (SELECT 1 FROM recall_line WHERE unit = ?1 AND epoch = ?2)
        """, arguments: [unit, cursor.epoch])
  }

  private static let settingAside = """
    INSERT OR IGNORE INTO recall_line
    SELECT log.unit, log.epoch, log.position, log.author, log.entry_epoch, log.seq,
      entry.head, entry.commitment, entry.digest, checkpoint.checkpoint
    FROM log JOIN entry ON entry.author = log.author AND entry.epoch = log.entry_epoch
      AND entry.seq = log.seq
    LEFT JOIN checkpoint ON checkpoint.unit = log.unit AND checkpoint.epoch = log.epoch
      AND checkpoint.size = log.position + 1
    WHERE log.unit = ? AND log.epoch = ? AND log.position >= ?
    """
}
