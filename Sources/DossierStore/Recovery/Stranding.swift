import Foundation
import GRDB
import Identity
import Sync

/// Acts of this device about a dossier that is not at the hub any more under the name they know:
/// the hub was put back, and its name is another dossier's, or its author sent it under another one
/// (docs/protocol.md, “Forks”). They wait here until the dossier has come under its new name.
struct StrandedActs {
  /// How the dossier began.
  let start: ExactEntry
  /// What its author wrote about it: that gets new names.
  let authors: Set<EntryID>
  /// What others wrote about it, and what each of these replaced: they may be lost.
  let others: [EntryID: [EntryID]]
  let acts: [(entry: Entry, digest: Digest)]

  static let settingKey = "strandedActs"

  init(start: ExactEntry, rows: [EntryRow], reader: JournalReader) throws {
    let own = reader.context.device
    var authors: Set<EntryID> = []
    var others: [EntryID: [EntryID]] = [:]
    var acts: [(entry: Entry, digest: Digest)] = []
    for row in rows {
      let head = try EntryHead(canonical: row.head)
      if head.author == own {
        acts.append((try reader.entry(row), try JournalWriter.digest(row.digest)))
      } else if head.author == start.id.author {
        authors.insert(head.id)
      } else {
        others[head.id] = head.replaces
      }
    }
    self.start = start
    self.authors = authors
    self.others = others
    self.acts = acts
  }
}

extension StrandedActs {
  var json: JSONValue {
    get throws {
      [
        "id": .string(start.id.description), "digest": .string(start.digest.base64url),
        "authors": .names(authors.sorted()),
        "others": .object(
          Dictionary(
            uniqueKeysWithValues: others.map { ($0.key.description, .names($0.value)) })),
        "acts": .array(
          try acts.map { act in
            [
              "line": try JSONValue(canonical: WireLine.entry(act.entry).bytes),
              "digest": .string(act.digest.base64url),
            ]
          }),
      ]
    }
  }

  init(json: JSONValue) throws {
    var fields = try JSONFields(json, "stranded acts")
    guard let id = EntryID(try fields.string("id")),
      let digest = Digest(base64url: try fields.string("digest"))
    else { throw fields.wrong("id") }
    start = ExactEntry(id: id, digest: digest)
    authors = Set(try fields.value("authors").entryIDs)
    others = try (fields.value("others").object ?? [:]).reduce(into: [:]) { known, other in
      if let id = EntryID(other.key) { known[id] = other.value.entryIDs }
    }
    acts = try (fields.value("acts").array ?? []).map { act in
      guard let line = act["line"], case .entry(let entry) = try WireLine(bytes: line.canonical),
        let digest = act["digest"]?.string.flatMap({ Digest(base64url: $0) })
      else { throw JSONError("Stranded acts cannot be read.") }
      return (entry, digest)
    }
  }
}

/// A log cannot be followed before what this device wrote about these dossiers is set aside: the
/// hub may have had some of what follows in this device's stream from others, and names it as this
/// device's own. It has to be asked anew when it can know what is here.
struct NameLost: Error {
  let subjects: Set<String>
  let hubEpoch: Int
}

extension JournalReader {
  func strandedActs() throws -> [StrandedActs] {
    try (setting(StrandedActs.settingKey)?.array ?? []).map(StrandedActs.init(json:))
  }
}

extension JournalWriter {
  private func setStranded(_ stranded: [StrandedActs]) throws {
    try setSetting(
      StrandedActs.settingKey, stranded.isEmpty ? nil : .array(stranded.map { try $0.json }))
  }

  /// Sets aside what this device wrote about dossiers that have lost their names, and takes it out of
  /// its stream: what follows there is written again. The dossiers go.
  func strand(_ lost: NameLost) throws -> Ingested {
    var stranded = try reader.strandedActs()
    var starts: [EntryID] = []
    for subject in lost.subjects.sorted() {
      guard let id = EntryID(subject), let start = try EntryRow.fetch(db, id) else { continue }
      let rows = try reader.rows("WHERE subject = ? ORDER BY epoch, seq", [subject])
      stranded.append(
        try StrandedActs(
          start: ExactEntry(id: id, digest: Self.digest(start.digest)), rows: rows, reader: reader))
      starts.append(id)
    }
    try setStranded(stranded)
    try Refork(journal: self, leaving: lost).run()
    for start in starts {
      try forgetLogs(with: start, before: lost.hubEpoch)
      try forget(start.description)
    }
    var ingested = Ingested(received: 0, subjects: 0, heldBack: 0)
    ingested.isToAskAgain = true
    return ingested
  }

  /// Writes again what waited for a dossier that has come under its new name by now. Answers whether
  /// there was something.
  func bringStrandedBack() throws -> Bool {
    let stranded = try reader.strandedActs()
    let waiting = try stranded.filter { try !bringBack($0) }
    guard waiting.count < stranded.count else { return false }
    try setStranded(waiting)
    return true
  }

  /// Answers whether the dossier and all its author wrote that these acts speak of is here.
  private func bringBack(_ stranded: StrandedActs) throws -> Bool {
    guard let subject = try newName(of: stranded.start) else { return false }
    var names: [String: String] = [:]
    for entry in try reader.entries(of: subject) {
      for former in entry.formerNames { names[former.id.description] = entry.id.description }
    }
    let spoken = stranded.acts.reduce(into: Set<EntryID>()) { $0.formUnion($1.entry.namesEntries) }
    let awaited = spoken.intersection(stranded.authors).map(\.description)
    guard Set(awaited).isSubset(of: names.keys) else { return false }
    guard try !reader.isErased(subject.description) else { return true }
    for (old, digest) in stranded.acts where old.content != nil || old.kind == StoredKind.erased {
      let replaced = old.head.replaces.flatMap { stranded.present($0, names) }
      try writeAgain(
        old, digest, about: subject, replaces: Array(Set(replaced)).sorted(),
        body: stranded.withoutLost(old.content ?? [:], names), secret: nil, &names)
    }
    return true
  }

  /// The dossier whose first entry stands for this one.
  private func newName(of start: ExactEntry) throws -> EntryID? {
    let rows = try reader.rows(
      "WHERE author = ? AND epoch > ? AND subject = author || '.' || epoch || '.' || seq",
      [start.id.author.rawValue, start.id.epoch])
    for row in rows {
      let entry = try reader.entry(row)
      if entry.formerNames.contains(start) { return entry.id }
    }
    return nil
  }
}

extension StrandedActs {
  /// What stands for an entry now. What another one wrote and nobody has any more is stood for by
  /// what it had replaced.
  fileprivate func present(_ id: EntryID, _ names: [String: String]) -> [EntryID] {
    if let name = names[id.description].flatMap({ EntryID($0) }) { return [name] }
    return others[id]?.flatMap { present($0, names) } ?? [id]
  }

  /// A body whose lists do not name what another one wrote and nobody has any more.
  fileprivate func withoutLost(_ value: JSONValue, _ names: [String: String]) -> JSONValue {
    switch value {
    case .array(let items):
      let kept = items.filter { item in
        guard let text = item.string, let id = EntryID(text) else { return true }
        return names[text] != nil || others[id] == nil
      }
      return .array(kept.map { withoutLost($0, names) })
    case .object(let members): return .object(members.mapValues { withoutLost($0, names) })
    default: return value
    }
  }
}

extension Entry {
  /// The entries it speaks of.
  fileprivate var namesEntries: Set<EntryID> {
    Set(head.replaces).union(content?.namesEntries ?? [])
  }
}

extension JSONValue {
  fileprivate var namesEntries: Set<EntryID> {
    switch self {
    case .string(let text): Set([EntryID(text)].compactMap(\.self))
    case .array(let items): items.reduce(into: []) { $0.formUnion($1.namesEntries) }
    case .object(let members): members.values.reduce(into: []) { $0.formUnion($1.namesEntries) }
    default: []
    }
  }
}
