import Sync

/// Answers and the units they belong to: docs/protocol-formats.md, “Paths, units, sources” and
/// “Answers”.
extension ModelDossier {
  /// The path up to the first name behind its section or, if it is in rows, behind the innermost
  /// row.
  static func unit(of path: String) -> String {
    let names = path.split(separator: "/")
    let place = names.lastIndex { $0.hasSuffix("]") } ?? 0
    return names.prefix(place + 2).joined(separator: "/")
  }

  /// The versions of a unit that no other replaces, of the entries in `seen` (all: `nil`).
  func heads(of unit: String, seen: Set<EntryID>? = nil) -> [VersionFact] {
    heads(of: versions[unit] ?? [], seen: seen)
  }

  /// Adds what an entry says of answers, over what it names of each of their units.
  mutating func add(_ answers: [String: Said], over: Set<EntryID>, by entry: EntryID) {
    for (unit, paths) in Dictionary(grouping: answers.keys, by: Self.unit) {
      let said = answers.filter { paths.contains($0.key) }
      versions[unit, default: []].append(VersionFact(entry: entry, answers: said, over: over))
    }
  }

  /// Paths with a dispute, by unit; rows that are gone left out.
  var disputedAnswers: [String: Set<String>] {
    versions.keys.filter { !isGone($0) }.reduce(into: [:]) { result, unit in
      let views = heads(of: unit).map { self.views(of: $0, unit) }
      let disputed = Set(paths(of: unit)).filter { path in
        Set(views.map { Self.strongest($0[path])?.value }).count > 1
          || views.contains { Set(($0[path] ?? []).map(\.said.value)).count > 1 }
      }
      if !disputed.isEmpty { result[unit] = disputed }
    }
  }

  /// What stands: the unit as the head with the strongest source among its own changes saw it,
  /// then the one with the lowest entry id.
  func standing(_ path: String) -> String? {
    let unit = Self.unit(of: path)
    let heads = heads(of: unit)
    if heads.count == 1, versions[unit]?.count == 1 { return heads[0].answers[path]?.value }
    let strongest = heads.map(\.source).max()
    let head = heads.filter { $0.source == strongest }.min { $0.entry < $1.entry }
    return head.flatMap { Self.strongest(views(of: $0, unit)[path])?.value }
  }

  /// The unit as the author of a version saw it, every answer anybody gave of it.
  func seen(by version: VersionFact, _ unit: String) -> [String: Said] {
    let views = views(of: version, unit)
    return paths(of: unit).reduce(into: [:]) { result, path in
      result[path] = Self.strongest(views[path]) ?? Said(value: nil, source: version.source)
    }
  }

  func paths(of unit: String) -> Set<String> {
    Set((versions[unit] ?? []).flatMap(\.answers.keys))
  }

  /// Of a unit the named versions and all they replace.
  func past(of named: Set<EntryID>, _ unit: String) -> Set<EntryID> {
    Self.past(of: named, Dictionary((versions[unit] ?? []).map { ($0.entry, $0.over) }) { $1 })
  }

  private typealias View = [(entry: EntryID, said: Said)]

  /// By path, the values among a version and those it replaces that none of these replaces.
  private func views(of version: VersionFact, _ unit: String) -> [String: View] {
    let past = past(of: version.over, unit).union([version.entry])
    let known = (versions[unit] ?? []).filter { past.contains($0.entry) }
    return paths(of: unit).reduce(into: [:]) { result, path in
      let given = known.filter { $0.answers[path] != nil }
      let replaced = given.map { self.past(of: $0.over, unit) }
      result[path] = given.compactMap { fact in
        replaced.contains { $0.contains(fact.entry) }
          ? nil : fact.answers[path].map { (fact.entry, $0) }
      }
    }
  }

  /// Of several values the strongest source, then the lowest id.
  private static func strongest(_ view: View?) -> Said? {
    let strongest = view?.map(\.said.source).max()
    return view?.filter { $0.said.source == strongest }.min { $0.entry < $1.entry }?.said
  }

  private func isGone(_ unit: String) -> Bool {
    rows.keys.contains { unit.hasPrefix("\($0)/") && outcome(ofRow: $0) == .gone }
  }
}
