import Identity

/// Answers: what each path's values are and which of them stand.
struct ValueFold {
  struct Node: Sendable {
    let value: String?
    let source: ValueSource
    let time: Int64
    let actor: String
  }

  let isDecidedByCommune: Bool
  private(set) var paths: [String: Versions<Node>] = [:]
  /// Entries that changes say they saw.
  private(set) var named: Set<EntryID> = []
  private var decisions: [(entry: Entry, path: String, keep: EntryID, over: [EntryID])] = []

  init(isDecidedByCommune: Bool) { self.isDecidedByCommune = isDecidedByCommune }

  mutating func takeReceived(_ entry: Entry, _ answers: [String: JSONValue], _ body: JSONValue) {
    for (path, value) in answers {
      guard let value = value.string else { continue }
      let node = node(entry, value, source: body["source"]?.string)
      paths[path, default: Versions()].add(node, by: entry.id, over: [])
    }
  }

  /// `{path: {"v": value or null, "over": [entry ids]}}`; nothing is taken if any part of it has
  /// another shape.
  mutating func takeEdited(_ entry: Entry, _ changes: [String: JSONValue], source: String?) -> Bool
  {
    var parsed: [(path: String, value: String?, over: [EntryID])] = []
    for (path, change) in changes {
      guard let members = change.object, let value = members["v"],
        value == .null || value.string != nil, let over = Self.ids(members["over"])
      else { return false }
      parsed.append((path, value.string, over))
    }
    for change in parsed {
      named.formUnion(change.over)
      paths[change.path, default: Versions()].add(
        node(entry, change.value, source: source), by: entry.id, over: change.over)
    }
    return true
  }

  /// `{"field": path, "keep": entry id, "over": [entry ids]}`: one of the values is chosen.
  mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let path = body["field"]?.string,
      let keep = body["keep"]?.string.flatMap({ EntryID($0) }),
      let over = body["over"] == nil ? entry.head.replaces : Self.ids(body["over"])
    else { return false }
    named.formUnion(over + [keep])
    decisions.append((entry, path, keep, over))
    return true
  }

  /// A list of entry ids; absent is empty, anything else `nil`.
  static func ids(_ json: JSONValue?) -> [EntryID]? {
    guard let json, json != .null else { return [] }
    guard let array = json.array else { return nil }
    let ids = array.compactMap { $0.string.flatMap { EntryID($0) } }
    return ids.count == array.count ? ids : nil
  }

  func finish(_ state: inout DossierState) {
    for (path, versions) in resolved() {
      let nodes = versions.nodes
      let heads = versions.heads.compactMap { id in
        nodes[id].map { node in
          FieldState.Head(
            entry: id, value: node.value.value, source: node.value.source, time: node.value.time,
            actor: node.value.actor)
        }
      }
      let strongest = heads.map(\.source).max()
      let standing = heads.first { $0.source == strongest }
      state.fields[path] = FieldState(
        heads: heads, value: standing?.value, isDisputed: Set(heads.map(\.value)).count > 1)
    }
  }

  /// The values with those that decisions chose. A decision may keep what another decided.
  private func resolved() -> [String: Versions<Node>] {
    var paths = paths
    var open = decisions
    while true {
      let before = open.count
      open.removeAll { decision in
        guard let kept = paths[decision.path]?.nodes[decision.keep]?.value else { return false }
        let chosen = Node(
          value: kept.value, source: kept.source, time: decision.entry.head.time,
          actor: decision.entry.head.actor)
        paths[decision.path]?.add(
          chosen, by: decision.entry.id, over: decision.over + [decision.keep])
        return true
      }
      if open.count == before || open.isEmpty { return paths }
    }
  }

  private func node(_ entry: Entry, _ value: String?, source: String?) -> Node {
    let head = entry.head
    return Node(
      value: value, source: Self.source(source, head, isDecidedByCommune: isDecidedByCommune),
      time: head.time, actor: head.actor)
  }

  private static func source(_ name: String?, _ head: EntryHead, isDecidedByCommune: Bool)
    -> ValueSource
  {
    switch name {
    case "chip", "database": .verified
    case "resident": .resident
    default: head.isByHub != isDecidedByCommune ? .competentAuthority : .officer
    }
  }
}
