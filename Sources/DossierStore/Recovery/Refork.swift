import Foundation
import GRDB
import Identity
import Sync

/// Writes the end of a stream once more in a new epoch, because the hub keeps other entries under
/// the same names: another machine works with the same key, or this one was put back. Or because
/// what the end speaks of has lost its name.
///
/// Every dossier keeps its answers, papers and code and gets an id of its own. A new entry says in
/// `was` which one it stands for. What the hub has all the same, as others gave it back, keeps its
/// name, or gets it back.
struct Refork {
  let journal: JournalWriter
  /// The first entries that go, by epoch.
  private let first: [Int: EntryID]
  /// What the hub has all the same.
  private let kept: [EntryID: Digest]
  /// What is said of these is not written again.
  private let left: Set<String>
  /// An epoch nobody has used.
  private let next: Int
  /// Logs of this epoch of the hub are being followed; `max` for none.
  private let hubEpoch: Int

  init(journal: JournalWriter, fork: StreamFork) {
    self.journal = journal
    let seq = max(1, fork.from)
    first = [
      fork.epoch: EntryID(author: journal.context.device, epoch: fork.epoch, seq: seq)
    ]
    kept = fork.kept
    left = []
    next = fork.next
    hubEpoch = .max
  }

  /// Takes what this device wrote about dossiers out of its stream.
  init(journal: JournalWriter, leaving lost: NameLost) throws {
    self.journal = journal
    hubEpoch = lost.hubEpoch
    left = lost.subjects
    next = 0
    first = try left.reduce(into: [:]) { first, subject in
      for cut in try Self.beginnings(subject, in: journal) {
        first[cut.epoch] = min(first[cut.epoch] ?? cut, cut)
      }
    }
    let rows = try Row.fetchAll(
      journal.db,
      sql: """
        SELECT entry.epoch, entry.seq, entry.digest FROM entry JOIN log
        ON log.author = entry.author AND log.entry_epoch = entry.epoch AND log.seq = entry.seq
        WHERE entry.author = ? AND log.epoch >= ?
        """, arguments: [journal.context.device.rawValue, hubEpoch])
    kept = try rows.reduce(into: [:]) { kept, row in
      let id = EntryID(author: journal.context.device, epoch: row[0], seq: row[1])
      kept[id] = try JournalWriter.digest(row[2])
    }
  }

  private var db: Database { journal.db }
  private var context: StoreContext { journal.context }

  func run() throws {
    let newest = try journal.ownStreams().keys.max() ?? 1
    let cuts = try self.cuts()
    // A repeated answer finds nothing to do.
    guard !cuts.isEmpty else { return }
    let rows = try self.rows(cuts)
    let cut = rows.filter { !isKept($0) }
    let entries = try cut.map {
      (entry: try journal.reader.entry($0), digest: try JournalWriter.digest($0.digest))
    }
    let started = Self.started(cut)
    var secrets: [String: SubjectSecret] = [:]
    for subject in started { secrets[subject] = try journal.reader.secret(of: subject) }
    for cut in cuts { try journal.forgetLogs(with: cut, before: hubEpoch) }
    let names = try giveNamesBack(entries.map(\.entry), secrets)
    try forget(entries.map(\.entry), started: started)
    for row in rows where isKept(row) { try loosen(row) }
    for cut in cuts { try cutStream(cut) }
    let next = max(next, newest + 1)
    // A fork of older epochs leaves the one this device writes now as it is.
    if cuts.contains(where: { $0.epoch == newest }) {
      try journal.riseEpoch(to: next, reason: "forked")
    }
    try writeAgain(entries, secrets, names)
  }

  /// Whether the hub has exactly this entry.
  private func isKept(_ row: EntryRow) -> Bool {
    EntryID(row.name).flatMap { kept[$0] }?.bytes == row.digest
  }

  /// The entry is the hub's to send from now on: it is behind the end of the stream.
  private func loosen(_ row: EntryRow) throws {
    try db.execute(
      sql: "UPDATE entry SET chain = NULL WHERE author = ? AND epoch = ? AND seq = ?",
      arguments: [row.author, row.epoch, row.seq])
  }

  /// The names of entries that stand for what the hub has: they get the ones they had before, and
  /// come with the log. Dossiers can be worked on meanwhile, and are found by their codes.
  private func giveNamesBack(_ entries: [Entry], _ secrets: [String: SubjectSecret]) throws
    -> [String: String]
  {
    var names: [String: String] = [:]
    for entry in entries {
      let former = entry.formerNames.first { kept[$0.id] == $0.digest }
      guard let old = former?.id.description else { continue }
      let name = entry.id.description
      names[name] = old
      guard let secret = secrets[name], try journal.reader.secret(of: old) == nil else { continue }
      try journal.begin(old, secret)
      try journal.renameFindings(of: name, to: old)
    }
    return names
  }

  /// Dossiers that begin in these rows.
  private static func started(_ rows: [EntryRow]) -> Set<String> {
    Set(rows.filter { $0.subject == "\($0.author).\($0.epoch).\($0.seq)" }.map(\.subject))
  }

  /// The first entries that go, of the forked epoch, and of others from the first one on about a
  /// dossier that gets another name: the hub cannot have those. In the order of epochs.
  private func cuts() throws -> [EntryID] {
    var cuts = first
    guard try !rows(Array(first.values)).isEmpty else { return [] }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      let cut = try rows(Array(cuts.values)).filter { !isKept($0) }
      for subject in Self.started(cut).sorted() {
        let others = try Self.beginnings(subject, in: journal)
        for other in others where other.seq < cuts[other.epoch]?.seq ?? .max {
          cuts[other.epoch] = other
          isGrowing = true
        }
      }
    }
    return cuts.values.sorted()
  }

  /// The first entry about a dossier in each epoch of this device's stream.
  private static func beginnings(_ subject: String, in journal: JournalWriter) throws -> [EntryID] {
    let device = journal.context.device
    return try Row.fetchAll(
      journal.db,
      sql: """
        SELECT epoch, min(seq) FROM entry WHERE author = ? AND subject = ?
        AND chain IS NOT NULL GROUP BY epoch
        """, arguments: [device.rawValue, subject]
    ).map { EntryID(author: device, epoch: $0[0], seq: $0[1]) }
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
    _ entries: [(entry: Entry, digest: Digest)], _ secrets: [String: SubjectSecret],
    _ given: [String: String]
  ) throws {
    var names = given
    for (old, digest) in entries
    where given[old.id.description] == nil && !left.contains(old.subjectID.description) {
      try journal.writeAgain(
        old, digest, about: old.head.subject.map { renamed($0, names) },
        replaces: old.head.replaces.map { renamed($0, names) }, body: old.content ?? [:],
        secret: secrets[old.id.description], &names)
    }
  }

  private func renamed(_ id: EntryID, _ names: [String: String]) -> EntryID {
    names[id.description].flatMap { EntryID($0) } ?? id
  }
}

extension JournalWriter {
  /// Writes an entry once more under the next name, with what it says in `body` renamed, and notes
  /// the name.
  func writeAgain(
    _ old: Entry, _ digest: Digest, about subject: SubjectID?, replaces: [EntryID],
    body: JSONValue, secret: SubjectSecret?, _ names: inout [String: String]
  ) throws {
    let id = nextID
    names[old.id.description] = id.description
    let head = EntryHead(
      id: id, time: old.head.time, clock: old.head.clock,
      actor: names[old.head.actor] ?? old.head.actor, subject: subject, kind: old.kind,
      replaces: replaces, unknown: old.head.unknown)
    var body = Self.renamed(body, names).object ?? [:]
    body["was"] = old.was(digest: digest)
    try write(head, body: body, secret: secret)
  }

  /// A body with the names of the entries it speaks of replaced by their new ones.
  private static func renamed(_ value: JSONValue, _ names: [String: String]) -> JSONValue {
    switch value {
    case .string(let text): .string(names[text] ?? text)
    case .array(let items): .array(items.map { renamed($0, names) })
    case .object(let members): .object(members.mapValues { renamed($0, names) })
    default: value
    }
  }
}
