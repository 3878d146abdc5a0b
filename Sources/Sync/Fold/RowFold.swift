import Identity

/// Rows of repeats: added, removed and in which order.
struct RowFold {
  private struct Row {
    let after: String?
    let entry: EntryID
    /// Place in its entry, so that one entry may add several rows.
    let index: Int
    let isOriginal: Bool
  }

  private struct Removal {
    let entry: EntryID
    let seen: Set<EntryID>
  }

  private var rows: [String: [String: Row]] = [:]
  private var removals: [String: [String: [Removal]]] = [:]
  private(set) var named: Set<EntryID> = []

  mutating func takeReceived(_ entry: Entry, _ json: JSONValue?) {
    for (repeated, ids) in json?.object ?? [:] {
      var last: String?
      for (index, id) in (ids.array ?? []).compactMap(\.string).enumerated() {
        add(id, to: repeated, after: last, entry, index, isOriginal: true)
        last = id
      }
    }
  }

  /// `{repeat: {"add": [{"id", "after"}], "delete": [id or {"id", "over"}]}}`.
  mutating func takeEdited(_ entry: Entry, _ json: JSONValue?, changes: [String: JSONValue])
    -> Bool
  {
    guard let json, json != .null else { return true }
    guard let members = json.object else { return false }
    for (repeated, change) in members {
      for (index, row) in (change["add"]?.array ?? []).enumerated() {
        guard let id = row["id"]?.string else { continue }
        add(id, to: repeated, after: row["after"]?.string, entry, index, isOriginal: false)
      }
      for row in change["delete"]?.array ?? [] {
        guard let id = row.string ?? row["id"]?.string else { continue }
        let seen = Set(ValueFold.ids(row["over"]) ?? [])
        named.formUnion(seen)
        removals[repeated, default: [:]][id, default: []]
          .append(Removal(entry: entry.id, seen: seen))
      }
    }
    return true
  }

  private mutating func add(
    _ id: String, to repeated: String, after: String?, _ entry: Entry, _ index: Int,
    isOriginal: Bool
  ) {
    // The same row id twice is one row, placed where the lowest entry put it.
    if let known = rows[repeated]?[id], (known.entry, known.index) <= (entry.id, index) { return }
    rows[repeated, default: [:]][id] = Row(
      after: after, entry: entry.id, index: index, isOriginal: isOriginal)
  }

  /// Orders the rows, leaves out removed ones with their answers, and lists rows that one side
  /// removed while another changed them; those stay until somebody decides.
  func finish(_ state: inout DossierState, values: ValueFold) {
    var removed: [String] = []
    for (repeated, members) in rows {
      var kept: [String] = []
      for id in order(members) {
        let row = "\(repeated)[\(id)]"
        let open = (removals[repeated]?[id] ?? []).filter { !isAnswered($0, row, values) }
        if open.isEmpty {
          kept.append(id)
        } else if open.contains(where: { !isUnseen($0, row, members[id], values) }) {
          removed.append(row)
        } else {
          kept.append(id)
          state.disputedRows.append(row)
        }
      }
      state.rows[repeated] = kept
    }
    state.disputedRows.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for row in removed {
      state.fields = state.fields.filter { !$0.key.hasPrefix(row + "/") }
      state.rows = state.rows.filter { !$0.key.hasPrefix(row + "/") }
      state.disputedRows.removeAll { $0.hasPrefix(row + "/") }
    }
  }

  /// Whether a later change of the row names the removal: the row was wanted after all.
  private func isAnswered(_ removal: Removal, _ row: String, _ values: ValueFold) -> Bool {
    changes(of: row, values).contains { $0.over.contains(removal.entry) }
  }

  /// Whether the row was changed by an entry the remover had not seen.
  private func isUnseen(_ removal: Removal, _ row: String, _ added: Row?, _ values: ValueFold)
    -> Bool
  {
    changes(of: row, values).contains { change in
      let entry = change.entry
      let isOwn =
        entry.author == removal.entry.author && entry <= removal.entry
      return !isOwn && entry != added?.entry && !change.covered(by: removal.seen, values)
    }
  }

  private struct Change {
    let path: String
    let entry: EntryID
    let over: Set<EntryID>

    func covered(by seen: Set<EntryID>, _ values: ValueFold) -> Bool {
      guard let versions = values.paths[path] else { return false }
      return seen.contains(entry) || seen.contains { versions.ancestors(of: $0).contains(entry) }
    }
  }

  private func changes(of row: String, _ values: ValueFold) -> [Change] {
    values.paths.filter { $0.key.hasPrefix(row + "/") }.flatMap { path, versions in
      versions.nodes.map { Change(path: path, entry: $0.key, over: $0.value.over) }
    }
  }

  /// Depth first: each row stands after the row it was put behind. Of several behind the same
  /// row, later additions come before the rows received first, then by entry id.
  private func order(_ members: [String: Row]) -> [String] {
    var behind: [String?: [String]] = [:]
    for (id, row) in members {
      let parent = row.after.flatMap { members[$0] == nil ? nil : $0 }
      behind[parent, default: []].append(id)
    }
    func precedes(_ left: String, _ right: String) -> Bool {
      guard let one = members[left], let two = members[right] else { return false }
      if one.isOriginal != two.isOriginal { return two.isOriginal }
      return (one.entry, one.index) < (two.entry, two.index)
    }
    var result: [String] = []
    var pending = (behind[nil] ?? []).sorted { precedes($1, $0) }
    while let next = pending.popLast() {
      result.append(next)
      pending.append(contentsOf: (behind[next] ?? []).sorted { precedes($1, $0) })
    }
    // Rows put behind each other in a circle, which only a forger can make, come last.
    return result + members.keys.filter { !result.contains($0) }.sorted(by: precedes)
  }
}
