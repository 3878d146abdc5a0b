import Sync

/// The rules of docs/protocol.md, “What entries mean”, read a second time.
extension ModelDossier {
  /// The facts that no other replaces, of the entries in `seen` (all: `nil`).
  func heads<Replacing: ReplacingFact>(of facts: [Replacing], seen: Set<EntryID>?) -> [Replacing] {
    let seen = saying(seen)
    let facts = facts.filter { seen?.contains($0.entry) ?? true }
    let replaced = facts.reduce(into: Set<EntryID>()) { $0.formUnion($1.over) }
    return facts.filter { !replaced.contains($0.entry) }
  }

  func statusHeads(seen: Set<EntryID>? = nil) -> [StatusFact] {
    heads(of: statuses, seen: seen)
  }

  func fileHeads(seen: Set<EntryID>? = nil) -> [FileFact] {
    heads(of: files, seen: seen)
  }

  /// What a list of disputes names, by kind and name.
  var disputes: Set<String> {
    var disputes = Set(disputedAnswers.keys.map { "answers \($0)" })
    for row in rows.keys where outcome(ofRow: row) == .disputed { disputes.insert("row \(row)") }
    if areFilesDisputed { disputes.insert("file \(World.component)") }
    if !standingStatus.overruled.isEmpty { disputes.insert("status") }
    return disputes
  }

  /// Whether two files that stand replaced the same one, directly or not, and differ.
  private var areFilesDisputed: Bool {
    let over = Dictionary(files.map { ($0.entry, $0.over) }) { $1 }
    let heads = fileHeads().map { ($0.sha256, Self.past(of: $0.over, over)) }
    return heads.contains { sha256, past in
      heads.contains { $0.0 != sha256 && !$0.1.isDisjoint(with: past) }
    }
  }

  /// What is named, and what that names in turn.
  static func past(of named: Set<EntryID>, _ over: [EntryID: Set<EntryID>]) -> Set<EntryID> {
    var known = named
    var open = Array(named)
    while let next = open.popLast() {
      for older in over[next] ?? [] where known.insert(older).inserted { open.append(older) }
    }
    return known
  }

  /// Disputes there ever were: values, changes of status or files that did not know each other.
  var conflictCount: Int {
    let answers = versions.values.reduce(0) { count, facts in
      count + Self.forks(facts.map { ($0.over, $0.answers.mapValues(\.value)) })
    }
    let statuses = Self.forks(statuses.map { ($0.over, String($0.to)) })
    let files = Self.forks(files.filter { !$0.over.isEmpty }.map { ($0.over, $0.sha256) })
    let rows = rows.keys.filter { outcome(ofRow: $0) == .disputed }.count
    return answers + statuses + files + rows
  }

  /// How often two said different things over the same thing.
  private static func forks<Value: Hashable>(_ facts: [(over: Set<EntryID>, value: Value)])
    -> Int
  {
    var seen: [EntryID: Set<Value>] = [:]
    for fact in facts { for older in fact.over { seen[older, default: []].insert(fact.value) } }
    return seen.values.filter { $0.count > 1 }.count
  }
}
