import Identity

/// Answers: what each unit's versions are and which of them stand.
struct ValueFold {
  let authorship: Authorship
  /// Answers somebody changed or decided about, and those of rows; complete, with what was
  /// decided, from `gather` on.
  private(set) var units: [String: UnitVersions] = [:]
  /// All others: most answers are given once, in the first entry, and never again.
  private var only: (entry: EntryID, nodes: [String: AnswerNode])?
  /// Entries that changes say they saw.
  private(set) var named: Set<EntryID> = []
  private var decisions: [Decision] = []
  private var reasons: [EntryID: (reason: String, time: Int64, actor: String)] = [:]

  private struct Decision {
    let entry: Entry
    let unit: String
    let keep: EntryID
    let over: [EntryID]
  }

  init(authorship: Authorship) { self.authorship = authorship }

  mutating func takeReceived(_ entry: Entry, _ answers: [String: JSONValue], _ body: JSONValue) {
    let source = source(body["source"]?.string, entry.head)
    let nodes = answers.compactMapValues { value in
      value.string.map {
        AnswerNode(value: $0, source: source, time: entry.head.time, actor: entry.head.actor)
      }
    }
    only = (entry.id, nodes)
  }

  /// Puts the first entry's answers beside what was said about them later, and what was decided.
  mutating func gather() {
    defer { units = resolved() }
    guard let received = only else { return }
    let decided = Set(decisions.map(\.unit))
    var first: [String: [String: AnswerNode]] = [:]
    for (path, node) in received.nodes {
      let unit = AnswerUnit.of(path)
      guard units[unit] != nil || decided.contains(unit) || AnswerUnit.isInRow(unit) else {
        continue
      }
      first[unit, default: [:]][path] = node
      only?.nodes[path] = nil
    }
    for (unit, nodes) in first {
      units[unit, default: UnitVersions()].add(nodes, by: received.entry, over: [])
    }
  }

  /// `{path: {"v": value or null, "over": [entry ids]}}`; nothing is taken if any part of it has
  /// another shape.
  mutating func takeEdited(
    _ entry: Entry, _ changes: [String: JSONValue], source: String?, reason: String?
  ) -> Bool {
    var changed: [String: (values: [String: AnswerNode], over: Set<EntryID>)] = [:]
    for (path, change) in changes {
      guard let members = change.object, let value = members["v"],
        value == .null || value.string != nil, let over = Self.ids(members["over"])
      else { return false }
      let unit = AnswerUnit.of(path)
      changed[unit, default: ([:], [])].values[path] = node(entry, value.string, source: source)
      changed[unit, default: ([:], [])].over.formUnion(over)
    }
    for (unit, change) in changed {
      named.formUnion(change.over)
      units[unit, default: UnitVersions()].add(change.values, by: entry.id, over: change.over)
    }
    reasons[entry.id] = (reason ?? "", entry.head.time, entry.head.actor)
    return true
  }

  /// `{"field": path or group, "keep": entry id, "over": [entry ids]}`: one version is chosen.
  mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let field = body["field"]?.string,
      let keep = body["keep"]?.string.flatMap({ EntryID($0) }),
      let over = body["over"] == nil ? entry.head.replaces : Self.ids(body["over"])
    else { return false }
    named.formUnion(over + [keep])
    decisions.append(
      Decision(entry: entry, unit: AnswerUnit.of(field), keep: keep, over: over))
    reasons[entry.id] = (body["reason"]?.string ?? "", entry.head.time, entry.head.actor)
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
    if let only {
      state.fields.reserveCapacity(only.nodes.count)
      for (path, node) in only.nodes {
        state.fields[path] = UnitVersions.field(only.entry, node)
        state.answerHeads[AnswerUnit.of(path)] = [only.entry]
      }
    }
    for (name, unit) in units {
      let fields = unit.fields()
      state.fields.merge(fields) { _, new in new }
      state.answerHeads[name] = unit.heads
      if let dispute = Self.dispute(name, unit, fields) { state.disputes.append(dispute) }
      state.settled += settled(name, unit)
    }
  }

  private static func dispute(_ name: String, _ unit: UnitVersions, _ fields: [String: FieldState])
    -> Dispute?
  {
    let disputed = fields.filter(\.value.isDisputed)
    guard !disputed.isEmpty else { return nil }
    var sides: [EntryID: (head: FieldState.Head, answers: [String: String?])] = [:]
    for (path, field) in disputed {
      for head in field.heads {
        sides[head.entry, default: (head, [:])].answers[path] = .some(head.value)
      }
    }
    let source = sides.values.map(\.head.source).max()
    let standing = sides.keys.sorted().first { sides[$0]?.head.source == source }
    return Dispute(
      matter: .answers(name),
      sides: sides.sorted { $0.key < $1.key }.map { entry, side in
        Dispute.Side(
          entry: entry, answers: side.answers, source: side.head.source, other: nil,
          time: side.head.time, actor: side.head.actor, stands: entry == standing)
      })
  }

  /// Versions that knew of several unequal ones and replaced them all.
  private func settled(_ name: String, _ unit: UnitVersions) -> [SettledDispute] {
    unit.versions.nodes.compactMap { entry, node in
      let direct = node.over.filter(unit.contains)
      guard direct.count > 1, let said = reasons[entry] else { return nil }
      let elder = direct.reduce(into: Set<EntryID>()) {
        $0.formUnion(unit.versions.ancestors(of: $1))
      }
      let sides = direct.subtracting(elder)
      let values = sides.map { side in unit.seen(by: side).mapValues(\.value) }
      guard Set(values).count > 1 else { return nil }
      let times = sides.compactMap { unit.versions.nodes[$0]?.value.values.first?.time }
      return SettledDispute(
        matter: .answers(name), entry: entry, actor: said.actor, reason: said.reason,
        since: times.max() ?? said.time, settled: said.time)
    }
  }

  /// The units with what decisions chose. A decision may keep what another decided, so each waits
  /// for those its choice builds upon; decisions in a circle, which only a forger can make, are
  /// taken by entry id.
  private func resolved() -> [String: UnitVersions] {
    var units = units
    var open = decisions
    while !open.isEmpty {
      let known = open.indices.filter { units[open[$0].unit]?.contains(open[$0].keep) ?? false }
      guard let fallback = known.first else { return units }
      let next = known.first { index in
        let built = units[open[index].unit]?.mentioned(by: open[index].keep) ?? []
        return !open.contains { $0.unit == open[index].unit && built.contains($0.entry.id) }
      }
      let decision = open.remove(at: next ?? fallback)
      units[decision.unit]?.choose(
        decision.keep, by: decision.entry.id, over: decision.over,
        at: decision.entry.head.time, actor: decision.entry.head.actor)
    }
    return units
  }

  private func node(_ entry: Entry, _ value: String?, source: String?) -> AnswerNode {
    let head = entry.head
    return AnswerNode(
      value: value, source: self.source(source, head), time: head.time, actor: head.actor)
  }

  private func source(_ name: String?, _ head: EntryHead) -> ValueSource {
    switch name {
    case "chip", "database": .verified
    case "resident": .resident
    default: authorship.isCompetent(head) ? .competentAuthority : .officer
    }
  }
}
