import Dossiers
import Identity

/// Where the papers are and at which desk the dossier is. Counts of moves are summed, so that the
/// order entries come in does not matter; the desk is what no later passing replaces.
struct CustodyFold {
  private var handedIn: [PaperTally] = []
  private var first: Entry?
  private var moves: [PaperMove] = []
  private var passes = Versions<PassEvent>()

  /// What was only shown is never held.
  mutating func start(_ entry: Entry, _ body: JSONValue) {
    first = entry
    handedIn = (body["components"]?.array ?? []).compactMap(ComponentState.init).map {
      PaperTally(
        component: $0.id, original: $0.original, certified: $0.certified, copy: $0.copy)
    }
  }

  mutating func take(_ entry: Entry, _ body: JSONValue) -> Bool {
    DossierKind(rawValue: entry.kind) == .passed
      ? takePassed(entry, body) : takePapers(entry, body)
  }

  private mutating func takePassed(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let from = body["from"]?.string.flatMap(WorkDesk.init(rawValue:)),
      let to = body["to"]?.string.flatMap(WorkDesk.init(rawValue:)),
      let papers = Self.papers(body["papers"])
    else { return false }
    func text(_ key: String) -> String { body[key]?.string ?? "" }
    passes.add(
      PassEvent(
        entry: entry.id, from: from, to: to, officer: text("officer"),
        authority: text("authority"), giver: text("giver"), taker: text("taker"),
        result: text("result"), note: text("note"), papers: papers, time: entry.head.time,
        actor: entry.head.actor),
      by: entry.id, over: entry.head.replaces)
    return true
  }

  private mutating func takePapers(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let from = body["from"]?.string.flatMap(PaperPlace.init(rawValue:)),
      let to = body["to"]?.string.flatMap(PaperPlace.init(rawValue:)),
      let papers = Self.papers(body["papers"])
    else { return false }
    moves.append(
      PaperMove(
        entry: entry.id, from: from, to: to, papers: papers,
        person: body["person"]?.string ?? "", identity: body["identity"]?.string ?? "",
        reason: body["reason"]?.string ?? "", time: entry.head.time, actor: entry.head.actor))
    return true
  }

  /// `nil` when one of them cannot be read: then the whole entry is kept for a newer program.
  private static func papers(_ json: JSONValue?) -> [PaperTally]? {
    let list = json?.array ?? []
    let papers = list.compactMap(PaperTally.init)
    return papers.count == list.count ? papers : nil
  }

  func finish(_ state: inout DossierState) {
    state.paperMoves = moves
    state.passes = ordered()
    state.passHeads = passes.heads
    state.desks = passes.heads.compactMap { passes.nodes[$0]?.value }.map {
      DeskState(
        desk: $0.to, officer: $0.officer, authority: $0.authority, since: $0.time, entry: $0.entry)
    }
    if state.desks.isEmpty, let first {
      state.desks = [
        DeskState(
          desk: .reception, officer: "", authority: "", since: first.head.time, entry: nil)
      ]
    }
    holdings(&state)
  }

  /// Each after those it replaces; of several that could be next, the lowest entry id.
  private func ordered() -> [PassEvent] {
    var open = passes.nodes.keys.sorted()
    var placed: Set<EntryID> = []
    var result: [PassEvent] = []
    while !open.isEmpty {
      let next =
        open.firstIndex { id in
          passes.nodes[id]?.over.allSatisfy { placed.contains($0) || passes.nodes[$0] == nil }
            ?? true
        } ?? 0
      let id = open.remove(at: next)
      placed.insert(id)
      if let node = passes.nodes[id] { result.append(node.value) }
    }
    return result
  }

  private func holdings(_ state: inout DossierState) {
    var places: [PaperPlace: [String: PaperTally]] = [:]
    func book(_ papers: [PaperTally], at place: PaperPlace, times factor: Int) {
      for paper in papers {
        places[place, default: [:]][
          paper.component, default: PaperTally(component: paper.component)
        ].add(paper, times: factor)
      }
    }
    book(handedIn, at: .counter, times: 1)
    let passed = passes.nodes.values.map {
      ($0.value.from.place, $0.value.to.place, $0.value.papers)
    }
    for (from, to, papers) in moves.map({ ($0.from, $0.to, $0.papers) }) + passed {
      // What a resident brings was counted nowhere before.
      if from != .owner { book(papers, at: from, times: -1) }
      book(papers, at: to, times: 1)
    }
    state.custody = PaperPlace.allCases.compactMap { place in
      let papers = (places[place] ?? [:]).values.filter { !$0.isEmpty }
        .sorted { $0.component.utf8.lexicographicallyPrecedes($1.component.utf8) }
      return papers.isEmpty ? nil : PaperHolding(place: place, papers: papers)
    }
    state.isCustodyUnclear = state.custody.contains { holding in
      holding.papers.contains { $0.original < 0 || $0.certified < 0 || $0.copy < 0 }
    }
  }
}
