import Dossiers
import Identity

/// Changes of status: in which order they are told and which of them stands.
struct StatusFold {
  private struct Node: Sendable {
    let to: DossierStatus
    let entry: Entry
  }

  private var versions = Versions<Node>()
  private var decisions: [(entry: Entry, keep: EntryID, over: [EntryID])] = []
  private var settled: [SettledDispute] = []
  private(set) var named: Set<EntryID> = []

  static func status(_ number: Int64) -> DossierStatus? {
    Int(exactly: number).flatMap(DossierStatus.init(rawValue:))
  }

  mutating func start(_ entry: Entry, _ status: DossierStatus) { add(entry, status, over: []) }

  mutating func add(_ entry: Entry, _ to: DossierStatus, over: [EntryID]) {
    versions.add(Node(to: to, entry: entry), by: entry.id, over: over)
  }

  /// `{"status": entry id, "over": [entry ids]}`: one of the changes made at once is chosen.
  mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let keep = body["status"]?.string.flatMap({ EntryID($0) }),
      let over = body["over"] == nil ? entry.head.replaces : ValueFold.ids(body["over"])
    else { return false }
    named.formUnion(over + [keep])
    decisions.append((entry, keep, over))
    return true
  }

  /// Takes in decisions, those first whose choice is known. A decision may keep what another chose.
  mutating func decide() {
    while let index = decisions.firstIndex(where: { versions.nodes[$0.keep] != nil }) {
      let decision = decisions.remove(at: index)
      guard let kept = versions.nodes[decision.keep]?.value else { continue }
      add(decision.entry, kept.to, over: decision.over + [decision.keep])
      settled.append(
        SettledDispute(
          matter: .status, entry: decision.entry.id, actor: decision.entry.head.actor,
          reason: decision.entry.content?["reason"]?.string ?? "",
          since: time(of: decision.over) ?? decision.entry.head.time,
          settled: decision.entry.head.time))
    }
  }

  private func time(of entries: [EntryID]) -> Int64? {
    entries.compactMap { versions.nodes[$0]?.value.entry.head.time }.max()
  }

  func ancestors(of entry: EntryID) -> Set<EntryID> { versions.ancestors(of: entry) }

  func finish(_ state: inout DossierState, _ authorship: Authorship) {
    let heads = versions.heads
    let order = order()
    state.statusHeads = heads
    let winner: EntryID?
    if heads.count < 2 || isLegal(order, since: base(of: heads)) && lead(heads, to: order.last) {
      winner = order.last
    } else {
      winner = heads.min { precedes($0, $1, heads, authorship) }
      let others = heads.filter { status($0) != winner.flatMap(status) }
      // By whatever ways they came to one state, nothing is left to decide.
      if let winner, !others.isEmpty {
        state.statusConflict = StatusConflict(winner: winner, others: others)
      }
    }
    state.settled += settled
    if let conflict = state.statusConflict { state.disputes.append(dispute(conflict)) }
    state.status = winner.flatMap { status($0)?.rawValue } ?? 0
    let overruled = Set(state.statusConflict?.others ?? [])
    state.timeline = order.compactMap { event($0, isOverruled: overruled.contains($0)) }
    describeSupplement(&state, heads)
  }

  private func dispute(_ conflict: StatusConflict) -> Dispute {
    let sides = ([conflict.winner] + conflict.others).sorted()
    return Dispute(
      matter: .status,
      sides: sides.compactMap { id in
        versions.nodes[id].map { node in
          let head = node.value.entry.head
          return Dispute.Side(
            entry: id, answers: [:], source: nil, other: String(node.value.to.rawValue),
            time: head.time, actor: head.actor, stands: id == conflict.winner)
        }
      })
  }

  private func status(_ id: EntryID) -> DossierStatus? { versions.nodes[id]?.value.to }

  /// Every change after those it replaces; of several that could be next, the lowest rank, then
  /// the lowest entry id.
  private func order() -> [EntryID] {
    var open = versions.nodes.keys.sorted { rank($0) < rank($1) }
    var placed: Set<EntryID> = []
    var result: [EntryID] = []
    while !open.isEmpty {
      let next =
        open.firstIndex { id in
          versions.nodes[id]?.over.allSatisfy { placed.contains($0) || versions.nodes[$0] == nil }
            ?? true
        } ?? 0
      let id = open.remove(at: next)
      placed.insert(id)
      result.append(id)
    }
    return result
  }

  private func rank(_ id: EntryID) -> (Int, EntryID) { (status(id)?.rank ?? 0, id) }

  /// The last change all heads know of.
  private func base(of heads: [EntryID]) -> EntryID? {
    let known = heads.map { versions.ancestors(of: $0) }
    guard let first = known.first else { return nil }
    let shared = known.dropFirst().reduce(first) { $0.intersection($1) }
    return order().last { shared.contains($0) }
  }

  /// Whether each change after `base` may follow the one before it. What an office did knowing
  /// the state before, a correction for instance, is not questioned here; nor is the same state
  /// said twice.
  private func isLegal(_ order: [EntryID], since base: EntryID?) -> Bool {
    let start = base.flatMap { order.firstIndex(of: $0) } ?? 0
    let tail = order[start...]
    return zip(tail, tail.dropFirst()).allSatisfy { before, after in
      status(before) == status(after)
        || versions.nodes[after]?.over.contains(before) ?? false
        || status(after).map { LifeCycle.allows(from: status(before), to: $0) } ?? false
    }
  }

  /// Whether the life cycle leads from the state of each head to that of `last`: whoever wrote
  /// another head did not know of it, even if he knew somebody else say the same.
  private func lead(_ heads: [EntryID], to last: EntryID?) -> Bool {
    guard let last = last.flatMap(status) else { return false }
    return heads.allSatisfy { head in
      status(head).map { LifeCycle.leads(from: $0, to: last) } ?? false
    }
  }

  /// Whether the left head stands against the right one: first the authority of the phase the
  /// dossier was in, then a change by the authority for just that change, then the higher rank,
  /// then the lower entry id.
  private func precedes(
    _ left: EntryID, _ right: EntryID, _ heads: [EntryID], _ authorship: Authorship
  ) -> Bool {
    let phase = base(of: heads).flatMap { status($0) }.map(LifeCycle.authority(to:))
    func weight(_ id: EntryID) -> (Int, Int, Int) {
      guard let node = versions.nodes[id]?.value else { return (0, 0, 0) }
      let own = LifeCycle.authority(to: node.to)
      func speaks(_ authority: PhaseAuthority?) -> Int {
        let head = node.entry.head
        return switch authority {
        case .competentAuthority: authorship.isCompetent(head) ? 1 : 0
        case .receivingUnit, .returnUnit: head.isBy(hub: authorship.hub) ? 0 : 1
        case nil: 0
        }
      }
      return (speaks(phase), speaks(own), node.to.rank)
    }
    let (one, two) = (weight(left), weight(right))
    return one == two ? left < right : one > two
  }

  private func event(_ id: EntryID, isOverruled: Bool) -> StatusEvent? {
    guard let node = versions.nodes[id]?.value else { return nil }
    let head = node.entry.head
    let isSaid = node.entry.kind != DossierKind.received.rawValue
    let body = isSaid ? node.entry.content : nil
    return StatusEvent(
      entry: id, to: node.to.rawValue, reason: body?["reason"]?.string ?? "",
      note: body?["note"]?.string,
      data: (body?["data"]?.object ?? [:]).compactMapValues(\.string), time: head.time,
      clock: head.clock, actor: head.actor, isOverruled: isOverruled)
  }

  /// Requests neither of which knew the other are one request with both lists.
  private func describeSupplement(_ state: inout DossierState, _ heads: [EntryID]) {
    let asked = versions.nodes.keys.filter { status($0) == .supplementAsked }.sorted()
    state.supplementRounds = rounds(asked)
    guard state.status == DossierStatus.supplementAsked.rawValue else { return }
    let standing = asked.filter(heads.contains)
    var papers: [String] = []
    var reasons: [String] = []
    for id in standing {
      guard let body = versions.nodes[id]?.value.entry.content else { continue }
      for paper in Self.papers(body["data"]?["papers"]) where !papers.contains(paper) {
        papers.append(paper)
      }
      if let reason = body["reason"]?.string, !reason.isEmpty, !reasons.contains(reason) {
        reasons.append(reason)
      }
    }
    state.supplement = SupplementRequest(entries: standing, papers: papers, reasons: reasons)
  }

  /// The longest row of requests of which each knew the one before.
  private func rounds(_ asked: [EntryID]) -> Int {
    if asked.isEmpty { return 0 }
    var depth: [EntryID: Int] = [:]
    for id in order() where asked.contains(id) {
      depth[id] = 1 + (versions.ancestors(of: id).compactMap { depth[$0] }.max() ?? 0)
    }
    return depth.values.max() ?? 0
  }

  /// A list, or lines of one text.
  private static func papers(_ json: JSONValue?) -> [String] {
    if let list = json?.array { return list.compactMap(\.string) }
    return (json?.string ?? "").split(separator: "\n").map(String.init)
  }
}
