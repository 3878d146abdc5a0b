import Sync

/// The rules of docs/protocol.md, “What entries mean”, read a second time.
extension ModelDossier {
  /// The values of a path that no other value replaces, of the entries in `seen` (all: `nil`).
  func heads(of path: String, seen: Set<EntryID>? = nil) -> [ValueFact] {
    let facts = (values[path] ?? []).filter { seen?.contains($0.entry) ?? true }
    let replaced = facts.reduce(into: Set<EntryID>()) { $0.formUnion($1.over) }
    return facts.filter { !replaced.contains($0.entry) }
  }

  func statusHeads(seen: Set<EntryID>? = nil) -> [StatusFact] {
    let facts = statuses.filter { seen?.contains($0.entry) ?? true }
    let replaced = facts.reduce(into: Set<EntryID>()) { $0.formUnion($1.over) }
    return facts.filter { !replaced.contains($0.entry) }
  }

  func fileHeads(seen: Set<EntryID>? = nil) -> [FileFact] {
    let facts = files.filter { seen?.contains($0.entry) ?? true }
    let replaced = facts.reduce(into: Set<EntryID>()) { $0.formUnion($1.over) }
    return facts.filter { !replaced.contains($0.entry) }
  }

  /// Paths with heads that differ, rows that are gone left out.
  var disputedPaths: Set<String> {
    Set(
      values.keys.filter { path in
        Set(heads(of: path).map(\.value)).count > 1 && !isGone(path)
      })
  }

  /// The value that stands: the strongest source, then the lowest entry id.
  func standing(_ path: String) -> String? {
    let heads = heads(of: path)
    let strongest = heads.map(\.source).max()
    return heads.filter { $0.source == strongest }.min { $0.entry < $1.entry }?.value
  }

  private func isGone(_ path: String) -> Bool {
    rows.keys.contains { path.hasPrefix("\($0)/") && outcome(ofRow: $0) == .gone }
  }

  /// What a list of disputes names, by kind and name.
  var disputes: Set<String> {
    var disputes = Set(disputedPaths.map { "answers \($0)" })
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
    let paths = values.values.reduce(0) { $0 + Self.forks($1.map { ($0.over, $0.value ?? "") }) }
    let statuses = Self.forks(statuses.map { ($0.over, String($0.to)) })
    let files = Self.forks(files.filter { !$0.over.isEmpty }.map { ($0.over, $0.sha256) })
    let rows = rows.keys.filter { outcome(ofRow: $0) == .disputed }.count
    return paths + statuses + files + rows
  }

  /// How often two said different things over the same thing.
  private static func forks(_ facts: [(over: Set<EntryID>, value: String)]) -> Int {
    var seen: [EntryID: Set<String>] = [:]
    for fact in facts { for older in fact.over { seen[older, default: []].insert(fact.value) } }
    return seen.values.filter { $0.count > 1 }.count
  }
}
