/// Values that name the values they replace. The heads are those no other replaces, directly or
/// through others; a value whose predecessor has not arrived yet is a head until it does.
struct Versions<Value: Sendable>: Sendable {
  private(set) var nodes: [EntryID: (value: Value, over: Set<EntryID>)] = [:]

  mutating func add(_ value: Value, by entry: EntryID, over: some Sequence<EntryID>) {
    nodes[entry] = (value, Set(over).subtracting([entry]))
  }

  /// In order of entry id.
  var heads: [EntryID] {
    if nodes.count == 1 { return Array(nodes.keys) }
    // What one replaces through others, one of those replaces itself.
    let replaced = nodes.values.reduce(into: Set<EntryID>()) { $0.formUnion($1.over) }
    return nodes.keys.filter { !replaced.contains($0) }.sorted()
  }

  /// Everything a value replaces, directly or through others. A value in a circle, which only a
  /// forger can make, does not replace itself.
  func ancestors(of entry: EntryID) -> Set<EntryID> {
    var found: Set<EntryID> = []
    var pending = nodes[entry].map { Array($0.over) } ?? []
    while let next = pending.popLast() {
      guard next != entry, nodes[next] != nil, found.insert(next).inserted else { continue }
      pending.append(contentsOf: nodes[next]?.over ?? [])
    }
    return found
  }
}
