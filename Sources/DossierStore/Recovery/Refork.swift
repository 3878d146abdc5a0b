import Foundation
import GRDB
import Identity
import Sync

/// Writes the end of a stream once more in a new epoch, because the hub keeps other entries under
/// the same names: another machine works with the same key, or this one was put back.
///
/// Every dossier keeps its answers, papers and code and gets an id of its own. A new entry says in
/// `was` which one it stands for.
struct Refork {
  let journal: JournalWriter
  let fork: StreamFork

  private var db: Database { journal.db }
  private var context: StoreContext { journal.context }

  func run() throws {
    let author = context.device.rawValue
    let newest = try journal.ownStreams().keys.max() ?? 1
    let rows = try journal.reader.rows(
      "WHERE author = ? AND epoch = ? AND seq >= ? AND chain IS NOT NULL ORDER BY seq",
      [author, fork.epoch, fork.from])
    // A repeated answer finds nothing to do.
    guard !rows.isEmpty else { return }
    let entries = try rows.map { (entry: try journal.reader.entry($0), digest: $0.digest) }
    let started = Set(entries.filter { $0.entry.head.subject == nil }.map(\.entry.id.description))
    var secrets: [String: SubjectSecret] = [:]
    for subject in started { secrets[subject] = try journal.reader.secret(of: subject) }
    try forgetLogs()
    try forget(entries.map(\.entry), started: started)
    try cutStream()
    let next = max(fork.next, newest + 1)
    // A fork of an older epoch leaves the one this device writes now as it is.
    if fork.epoch == newest { try journal.riseEpoch(to: next, reason: "forked") }
    try writeAgain(entries, secrets)
  }

  /// Takes the run out of the journal with everything that hangs on it.
  private func forget(_ entries: [Entry], started: Set<String>) throws {
    for subject in started {
      for table in ["token", "file_use", "summary", "register"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE subject = ?", arguments: [subject])
      }
      try db.execute(sql: "DELETE FROM subject WHERE id = ?", arguments: [subject])
      journal.reader.forgetSecret(of: subject)
    }
    if !started.isEmpty { try journal.forgetSummaries() }
    try db.execute(
      sql: "DELETE FROM entry WHERE author = ? AND epoch = ? AND seq >= ? AND chain IS NOT NULL",
      arguments: [context.device.rawValue, fork.epoch, fork.from])
    for entry in entries { journal.touch(entry.subjectID.description) }
  }

  /// Logs of earlier epochs of the hub cannot be verified without the entries they had: what is
  /// kept of them goes, and the log is followed from its beginning.
  private func forgetLogs() throws {
    let logs = try Row.fetchAll(
      db,
      sql: "SELECT DISTINCT unit, epoch FROM log WHERE author = ? AND entry_epoch = ? AND seq >= ?",
      arguments: [context.device.rawValue, fork.epoch, fork.from])
    for log in logs {
      for table in ["log", "checkpoint", "follower", "recall"] {
        try db.execute(
          sql: "DELETE FROM \(table) WHERE unit = ? AND epoch = ?",
          arguments: [log[0] as String, log[1] as Int])
      }
    }
  }

  private func cutStream() throws {
    let author = context.device.rawValue
    let seq = fork.from - 1
    let chain =
      try Data.fetchOne(
        db, sql: "SELECT chain FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
        arguments: [author, fork.epoch, seq]
      ).flatMap { Digest(bytes: $0) } ?? Chain.start
    let head = StreamHead.sign(
      epoch: fork.epoch, seq: seq, chain: chain, key: context.keys.signing)
    try db.execute(
      sql: """
        UPDATE stream SET seq = ?3, chain = ?4, signature = ?5, acknowledged = min(acknowledged, ?3)
        WHERE author = ?1 AND epoch = ?2
        """, arguments: [author, fork.epoch, seq, chain.bytes, head.signature])
    try journal.reloadEnd()
  }

  private func writeAgain(
    _ entries: [(entry: Entry, digest: Data)], _ secrets: [String: SubjectSecret]
  ) throws {
    var names: [String: String] = [:]
    for (old, digest) in entries {
      let id = journal.nextID
      names[old.id.description] = id.description
      let was: JSONValue = [
        "id": .string(old.id.description), "digest": .string(digest.base64url),
      ]
      let head = EntryHead(
        id: id, time: old.head.time, clock: old.head.clock,
        actor: names[old.head.actor] ?? old.head.actor,
        subject: old.head.subject.map { renamed($0, names) }, kind: old.kind,
        replaces: old.head.replaces.map { renamed($0, names) }, unknown: old.head.unknown)
      var body = Self.renamed(old.content ?? [:], names).object ?? [:]
      body["was"] = was
      try journal.write(head, body: body, secret: secrets[old.id.description])
    }
  }

  private func renamed(_ id: EntryID, _ names: [String: String]) -> EntryID {
    names[id.description].flatMap { EntryID($0) } ?? id
  }

  /// A body with the names of the entries it speaks of replaced by their new ones.
  static func renamed(_ value: JSONValue, _ names: [String: String]) -> JSONValue {
    switch value {
    case .string(let text): .string(names[text] ?? text)
    case .array(let items): .array(items.map { renamed($0, names) })
    case .object(let members): .object(members.mapValues { renamed($0, names) })
    default: value
    }
  }
}
