import Identity

/// What one value of an answer is and who gave it.
struct AnswerNode: Sendable {
  let value: String?
  let source: ValueSource
  let time: Int64
  let actor: String
}

/// The versions of one unit of answers. A version changes some of the unit's answers and stands
/// for the whole unit as its author saw it, so that an address is never put together of two.
struct UnitVersions: Sendable {
  private(set) var versions = Versions<[String: AnswerNode]>()
  private(set) var paths: Set<String> = []

  mutating func add(
    _ values: [String: AnswerNode], by entry: EntryID, over: some Sequence<EntryID>
  ) {
    paths.formUnion(values.keys)
    versions.add(values, by: entry, over: over)
  }

  var heads: [EntryID] { versions.heads }

  func contains(_ entry: EntryID) -> Bool { versions.nodes[entry] != nil }

  /// The whole unit as the author of a version saw it: each answer's value that no other version
  /// he knew of replaced; of several, that of the strongest source, then lowest entry id.
  func seen(by head: EntryID) -> [String: AnswerNode] {
    let known = versions.ancestors(of: head).union([head])
    return paths.reduce(into: [:]) { result, path in
      result[path] = Self.strongest(rivals(at: path, among: known))?.node
    }
  }

  /// The values of one answer among `known` versions that none of them replaces, by entry id.
  func rivals(at path: String, among known: Set<EntryID>) -> [(entry: EntryID, node: AnswerNode)] {
    let given = known.filter { versions.nodes[$0]?.value[path] != nil }
    // One alone is not replaced, also not by itself.
    let replaced =
      given.count < 2
      ? [] : given.reduce(into: Set<EntryID>()) { $0.formUnion(versions.ancestors(of: $1)) }
    return given.subtracting(replaced).sorted().compactMap { entry in
      versions.nodes[entry]?.value[path].map { (entry, $0) }
    }
  }

  /// Adds a decision for the whole unit as the author of `kept` saw it.
  mutating func choose(
    _ kept: EntryID, by entry: EntryID, over: [EntryID], at time: Int64, actor: String
  ) {
    let seen = seen(by: kept)
    let source = source(of: kept)
    let values = paths.reduce(into: [String: AnswerNode]()) { values, path in
      values[path] = AnswerNode(
        value: seen[path]?.value, source: seen[path]?.source ?? source, time: time, actor: actor)
    }
    add(values, by: entry, over: over + [kept])
  }

  /// Every version an entry builds upon, also those that have not arrived.
  func mentioned(by entry: EntryID) -> Set<EntryID> {
    var found: Set<EntryID> = [entry]
    var pending = [entry]
    while let next = pending.popLast() {
      for id in versions.nodes[next]?.over ?? [] where found.insert(id).inserted {
        pending.append(id)
      }
    }
    return found
  }

  /// The strongest source a version speaks with.
  func source(of head: EntryID) -> ValueSource {
    versions.nodes[head]?.value.values.map(\.source).max() ?? .resident
  }

  static func strongest(_ rivals: [(entry: EntryID, node: AnswerNode)])
    -> (entry: EntryID, node: AnswerNode)?
  {
    let source = rivals.map(\.node.source).max()
    return rivals.first { $0.node.source == source }
  }
}

extension UnitVersions {
  /// The state of every answer of the unit.
  func fields() -> [String: FieldState] {
    let heads = heads
    if heads.count == 1, versions.nodes.count == 1, let only = heads.first,
      let values = versions.nodes[only]?.value
    {
      return values.mapValues { Self.field(only, $0) }
    }
    let views = heads.map { View(self, $0) }
    let strongest = heads.map(source(of:)).max()
    let standing = heads.firstIndex { source(of: $0) == strongest } ?? 0
    return paths.reduce(into: [:]) { $0[$1] = field($1, views, standing: standing) }
  }

  /// The state of an answer that was given once.
  static func field(_ entry: EntryID, _ node: AnswerNode) -> FieldState {
    FieldState(heads: [head(entry, node)], value: node.value, isDisputed: false)
  }

  /// What the author of one head knew.
  private struct View {
    let head: EntryID
    let known: Set<EntryID>

    init(_ unit: UnitVersions, _ head: EntryID) {
      self.head = head
      known = unit.versions.ancestors(of: head).union([head])
    }
  }

  private func field(_ path: String, _ views: [View], standing: Int) -> FieldState {
    let rivals = views.map { self.rivals(at: path, among: $0.known) }
    let said = rivals.map { Self.strongest($0)?.node.value }
    let isDisputed =
      Set(said).count > 1 || rivals.contains { Set($0.map(\.node.value)).count > 1 }
    var heads: [EntryID: FieldState.Head] = [:]
    for (view, rivals) in zip(views, rivals) {
      if isDisputed, views.count > 1, rivals.count < 2 {
        heads[view.head] = head(view.head, rivals.first?.node)
      } else {
        for rival in rivals { heads[rival.entry] = Self.head(rival.entry, rival.node) }
      }
    }
    return FieldState(
      heads: heads.values.sorted { $0.entry < $1.entry }, value: said[standing],
      isDisputed: isDisputed)
  }

  /// The unit's version `entry` as a side of a dispute, with the value its author saw.
  private func head(_ entry: EntryID, _ seen: AnswerNode?) -> FieldState.Head {
    let own = versions.nodes[entry]?.value.values.max { $0.source < $1.source }
    return FieldState.Head(
      entry: entry, value: seen?.value, source: source(of: entry),
      time: own?.time ?? seen?.time ?? 0, actor: own?.actor ?? seen?.actor ?? "")
  }

  private static func head(_ entry: EntryID, _ node: AnswerNode) -> FieldState.Head {
    FieldState.Head(
      entry: entry, value: node.value, source: node.source, time: node.time, actor: node.actor)
  }
}
