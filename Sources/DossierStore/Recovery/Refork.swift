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
    let rows = try self.rows(cuts)
    let entries = try rows.map { (entry: try journal.reader.entry($0), digest: $0.digest) }
    let started = Self.started(rows)
    var secrets: [String: SubjectSecret] = [:]
    for subject in started { secrets[subject] = try journal.reader.secret(of: subject) }
    for cut in cuts { try journal.forgetLogs(with: cut) }
    try forget(entries.map(\.entry), started: started)
    for cut in cuts { try cutStream(cut) }
    let next = max(fork.next, newest + 1)
    // A fork of older epochs leaves the one this device writes now as it is.
    if cuts.contains(where: { $0.epoch == newest }) {
      try journal.riseEpoch(to: next, reason: "forked")
    }
    try writeAgain(entries, secrets)
  }

  /// Dossiers that begin in these rows.
  private static func started(_ rows: [EntryRow]) -> Set<String> {
    Set(rows.filter { $0.subject == "\($0.author).\($0.epoch).\($0.seq)" }.map(\.subject))
  }

  /// The first entries that go, of the forked epoch, and of others from the first one on about a
  /// dossier that gets another name: the hub cannot have those. In the order of epochs.
  private func cuts() throws -> [EntryID] {
    let first = EntryID(author: context.device, epoch: fork.epoch, seq: max(1, fork.from))
    var cuts = [fork.epoch: first]
    guard try !rows([first]).isEmpty else { return [] }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for subject in Self.started(try rows(Array(cuts.values))).sorted() {
        let others = try Row.fetchAll(
          db,
          sql: """
            SELECT epoch, min(seq) FROM entry WHERE author = ? AND subject = ?
            AND chain IS NOT NULL GROUP BY epoch
            """, arguments: [context.device.rawValue, subject])
        for row in others where row[1] < cuts[row[0]]?.seq ?? .max {
          cuts[row[0]] = EntryID(author: context.device, epoch: row[0], seq: row[1])
          isGrowing = true
        }
      }
    }
    return cuts.values.sorted()
  }

  private func rows(_ cuts: [EntryID]) throws -> [EntryRow] {
    try cuts.flatMap { cut in
      try journal.reader.rows(
        "WHERE author = ? AND epoch = ? AND seq >= ? AND chain IS NOT NULL ORDER BY seq",
        [cut.author.rawValue, cut.epoch, cut.seq])
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

  private func cutStream(_ cut: EntryID) throws {
    let author = context.device.rawValue
    let seq = cut.seq - 1
    let chain = try journal.reader.ownChain(epoch: cut.epoch, at: seq) ?? Chain.start
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
