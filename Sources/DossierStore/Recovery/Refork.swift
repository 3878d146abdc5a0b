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
    let newest = try journal.ownStreams().keys.max() ?? 1
    let cuts = try self.cuts()
    // A repeated answer finds nothing to do.
    guard !cuts.isEmpty else { return }
    let entries = try self.entries(cuts)
    let started = Self.started(entries)
    var secrets: [String: SubjectSecret] = [:]
    for subject in started { secrets[subject] = try journal.reader.secret(of: subject) }
    for cut in cuts {
      try journal.forgetLogs(
        with: EntryID(author: context.device, epoch: cut.epoch, seq: cut.from))
    }
    try forget(entries.map(\.entry), started: started)
    for cut in cuts { try cutStream(cut) }
    let next = max(fork.next, newest + 1)
    // A fork of older epochs leaves the one this device writes now as it is.
    if cuts.contains(where: { $0.epoch == newest }) {
      try journal.riseEpoch(to: next, reason: "forked")
    }
    try writeAgain(entries, secrets)
  }

  /// Where a stream of this device ends from now on.
  private struct Cut {
    let epoch: Int
    /// The first entry that goes.
    var from: Int
  }

  private typealias KeptEntry = (entry: Entry, digest: Data)

  private static func started(_ entries: [KeptEntry]) -> Set<String> {
    Set(entries.filter { $0.entry.head.subject == nil }.map(\.entry.id.description))
  }

  /// The forked epoch, and others from the first entry on about a dossier that gets another name:
  /// the hub cannot have those. In the order of epochs.
  private func cuts() throws -> [Cut] {
    var cuts = [fork.epoch: Cut(epoch: fork.epoch, from: fork.from)]
    guard try !entries(Array(cuts.values)).isEmpty else { return [] }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for subject in Self.started(try entries(Array(cuts.values))).sorted() {
        let rows = try Row.fetchAll(
          db,
          sql: """
            SELECT epoch, min(seq) FROM entry WHERE author = ? AND subject = ?
            AND chain IS NOT NULL GROUP BY epoch
            """, arguments: [context.device.rawValue, subject])
        for row in rows where row[1] < cuts[row[0]]?.from ?? .max {
          cuts[row[0]] = Cut(epoch: row[0], from: row[1])
          isGrowing = true
        }
      }
    }
    return cuts.values.sorted { $0.epoch < $1.epoch }
  }

  private func entries(_ cuts: [Cut]) throws -> [KeptEntry] {
    try cuts.flatMap { cut in
      try journal.reader.rows(
        "WHERE author = ? AND epoch = ? AND seq >= ? AND chain IS NOT NULL ORDER BY seq",
        [context.device.rawValue, cut.epoch, cut.from]
      ).map { (try journal.reader.entry($0), $0.digest) }
    }
  }

  /// Takes the entries out of the journal, and what others wrote about a dossier that gets another
  /// name: the hub does not have it under the old one.
  private func forget(_ entries: [Entry], started: Set<String>) throws {
    for subject in started { try journal.forget(subject) }
    for entry in entries {
      try journal.forget(entry.id)
      journal.touch(entry.subjectID.description)
    }
  }

  private func cutStream(_ cut: Cut) throws {
    let author = context.device.rawValue
    let seq = cut.from - 1
    let chain =
      try Data.fetchOne(
        db, sql: "SELECT chain FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
        arguments: [author, cut.epoch, seq]
      ).flatMap { Digest(bytes: $0) } ?? Chain.start
    let head = StreamHead.sign(
      epoch: cut.epoch, seq: seq, chain: chain, key: context.keys.signing)
    try db.execute(
      sql: """
        UPDATE stream SET seq = ?3, chain = ?4, signature = ?5, acknowledged = min(acknowledged, ?3)
        WHERE author = ?1 AND epoch = ?2
        """, arguments: [author, cut.epoch, seq, chain.bytes, head.signature])
    try journal.reloadEnd()
  }

  private func writeAgain(
    _ entries: [KeptEntry], _ secrets: [String: SubjectSecret]
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
