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
    let time: Int64
    let actor: String
  }

  private var rows: [String: [String: Row]] = [:]
  private var removals: [String: [String: [Removal]]] = [:]
  private var decisions: [RowDecision] = []
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
          .append(
            Removal(entry: entry.id, seen: seen, time: entry.head.time, actor: entry.head.actor))
      }
    }
    return true
  }

  /// `{"row": "giayTo[k3]", "keep": entry id, "over": [entry ids]}`: `keep` is a removal, then the
  /// row goes, or a change of it, then it stays; `over` names the removals and changes seen.
  mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let row = body["row"]?.string, row.hasSuffix("]"),
      let keep = body["keep"]?.string.flatMap({ EntryID($0) }),
      let over = body["over"] == nil ? entry.head.replaces : ValueFold.ids(body["over"])
    else { return false }
    named.formUnion(over + [keep])
    decisions.append(
      RowDecision(entry: entry, row: row, keep: keep, over: Set(over).union([keep])))
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
        switch standing(row, members[id], removals[repeated]?[id] ?? [], values) {
        case .stays: kept.append(id)
        case .goes: removed.append(row)
        case .disputed(let dispute):
          kept.append(id)
          state.disputes.append(dispute)
        }
      }
      state.rows[repeated] = kept
    }
    state.settled += decisions.map { decision in
      SettledDispute(
        matter: .row(decision.row), entry: decision.entry.id, actor: decision.entry.head.actor,
        reason: decision.entry.content?["reason"]?.string ?? "",
        since: since(decision, values), settled: decision.entry.head.time)
    }
    for decision in decisions
    where !decisions.contains(where: { $0.over.contains(decision.entry.id) }) {
      state.rowHeads[decision.row, default: []].append(decision.entry.id)
    }
    for row in removed {
      state.fields = state.fields.filter { !$0.key.hasPrefix(row + "/") }
      state.answerHeads = state.answerHeads.filter { !$0.key.hasPrefix(row + "/") }
      state.rows = state.rows.filter { !$0.key.hasPrefix(row + "/") }
      state.disputes.removeAll { $0.matter.name.hasPrefix(row + "/") }
    }
  }

  private enum Standing {
    case stays, goes
    case disputed(Dispute)
  }

  private func standing(
    _ row: String, _ added: Row?, _ removals: [Removal], _ values: ValueFold
  ) -> Standing {
    let changes = changes(of: row, values).filter { $0.entry != added?.entry }
    let verdict = RowVerdict(decisions.filter { $0.row == row }, removals.map(\.entry))
    if verdict.isSplit {
      return .disputed(dispute(row, [], [], verdict))
    }
    if verdict.isGone {
      let judged = removals.filter { verdict.known.contains($0.entry) }
      let later = changes.filter { change in
        !isCovered(change, by: verdict.known, values)
          && judged.allSatisfy { isUnseen(change, by: $0, values) }
      }
      return later.isEmpty ? .goes : .disputed(dispute(row, removals, later, verdict))
    }
    let open = removals.filter { removal in
      !verdict.known.contains(removal.entry)
        && !changes.contains { $0.over.contains(removal.entry) }
    }
    if open.isEmpty { return .stays }
    let unseen = open.map { removal in changes.filter { isUnseen($0, by: removal, values) } }
    let isSettled = zip(open, unseen).contains { removal, unseen in
      unseen.isEmpty && verdict.last.allSatisfy { removal.seen.contains($0.entry.id) }
    }
    return isSettled ? .goes : .disputed(dispute(row, open, unseen.flatMap { $0 }, verdict))
  }

  private func dispute(
    _ row: String, _ removals: [Removal], _ changes: [Change], _ verdict: RowVerdict
  ) -> Dispute {
    var sides: [EntryID: Dispute.Side] = [:]
    for change in changes {
      sides[change.entry] = Dispute.Side(
        entry: change.entry, answers: change.answers.mapValues(\.value), source: nil,
        other: "kept", time: change.answers.values.first?.time ?? 0,
        actor: change.answers.values.first?.actor ?? "", stands: true)
    }
    for removal in removals {
      sides[removal.entry] = Dispute.Side(
        entry: removal.entry, answers: [:], source: nil, other: "removed", time: removal.time,
        actor: removal.actor, stands: false)
    }
    for decision in verdict.last {
      let isGone = verdict.isGone(decision)
      sides[decision.entry.id] = Dispute.Side(
        entry: decision.entry.id, answers: [:], source: nil, other: isGone ? "removed" : "kept",
        time: decision.entry.head.time, actor: decision.entry.head.actor, stands: !isGone)
    }
    return Dispute(matter: .row(row), sides: sides.values.sorted { $0.entry < $1.entry })
  }

  private func since(_ decision: RowDecision, _ values: ValueFold) -> Int64 {
    let changed = changes(of: decision.row, values).filter { decision.over.contains($0.entry) }
      .compactMap { $0.answers.values.first?.time }
    let removed = removals.values.flatMap { $0.values.flatMap { $0 } }
      .filter { decision.over.contains($0.entry) }.map(\.time)
    return (changed + removed).max() ?? decision.entry.head.time
  }

  /// Whether the row was changed by an entry the remover had not seen.
  private func isUnseen(_ change: Change, by removal: Removal, _ values: ValueFold) -> Bool {
    let entry = change.entry
    let isOwn = entry.author == removal.entry.author && entry <= removal.entry
    return !isOwn && !isCovered(change, by: removal.seen, values)
  }

  private struct Change {
    let unit: String
    let entry: EntryID
    let over: Set<EntryID>
    let answers: [String: AnswerNode]
  }

  private func isCovered(_ change: Change, by seen: Set<EntryID>, _ values: ValueFold) -> Bool {
    guard let versions = values.units[change.unit]?.versions else { return false }
    return seen.contains(change.entry)
      || seen.contains { versions.ancestors(of: $0).contains(change.entry) }
  }

  private func changes(of row: String, _ values: ValueFold) -> [Change] {
    values.units.filter { $0.key.hasPrefix(row + "/") }.flatMap { unit, versions in
      versions.versions.nodes.map {
        Change(unit: unit, entry: $0.key, over: $0.value.over, answers: $0.value.value)
      }
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
