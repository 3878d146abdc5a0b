import Sync

/// Which status stands, and what stands against it: docs/protocol-formats.md, “Status”.
extension ModelDossier {
  struct StandingStatus {
    let to: Int
    /// Changes to other states that were made at once with the one that stands, and lost.
    let overruled: Set<EntryID>
  }

  private enum Speaker { case receiving, competent, returning }

  /// The table under “Life cycle”: rank, who speaks, and the states it normally leads to.
  private static let table: [Int: (rank: Int, speaker: Speaker, ways: Set<Int>)] = [
    1: (1, .receiving, [2, 3, 5, 6, 7]), 2: (2, .receiving, [4, 5, 6, 7, 8, 9]),
    3: (10, .receiving, []), 4: (3, .competent, [5, 6, 7, 8, 9]),
    5: (4, .competent, [1, 2, 4, 7, 8]), 6: (5, .competent, [1, 2, 4, 7, 8]),
    7: (9, .receiving, []), 8: (8, .competent, []), 9: (6, .competent, [10]),
    10: (7, .returning, []),
  ]

  var standingStatus: StandingStatus {
    let pasts = Dictionary(uniqueKeysWithValues: statuses.map { ($0.entry, statusPast($0)) })
    let heads = statusHeads()
    let order = statusOrder()
    guard let last = order.last else { return StandingStatus(to: 0, overruled: []) }
    let base = order.lastIndex { change in
      heads.allSatisfy { pasts[$0.entry, default: []].contains(change.entry) }
    }
    let tail = order[(base ?? 0)...]
    let isSmooth = zip(tail, tail.dropFirst()).allSatisfy { one, next in
      one.to == next.to || next.over.contains(one.entry) || Self.ways(one.to).contains(next.to)
    }
    if heads.count == 1 || isSmooth && heads.allSatisfy({ Self.leads($0.to, last.to) }) {
      return StandingStatus(to: last.to, overruled: [])
    }
    let phase = base.flatMap { Self.table[order[$0].to]?.speaker }
    func weight(_ change: StatusFact) -> [Int] {
      let own = Self.table[change.to]
      return [phase, own?.speaker].map { speaks(change, as: $0) ? 1 : 0 } + [own?.rank ?? 0]
    }
    let first = heads.min { left, right in
      let (one, two) = (weight(left), weight(right))
      return one == two ? left.entry < right.entry : two.lexicographicallyPrecedes(one)
    }
    let to = first?.to ?? 0
    return StandingStatus(to: to, overruled: Set(heads.filter { $0.to != to }.map(\.entry)))
  }

  /// Units it concerns: of those named, the ones nobody named another one over for the same.
  var units: Set<String> { Set([unit] + UnitRole.allCases.flatMap { named($0) }) }

  /// The units named last, of those named at once all, by the entries in `seen` (all: `nil`).
  func named(_ role: UnitRole, seen: Set<EntryID>? = nil) -> [String] {
    let naming = statuses.filter { $0.named[role] != nil && seen?.contains($0.entry) ?? true }
    guard naming.count > 1 else { return naming.compactMap { $0.named[role] } }
    let elder = naming.reduce(into: Set<EntryID>()) { $0.formUnion(statusPast($1)) }
    return naming.filter { !elder.contains($0.entry) }.compactMap { $0.named[role] }
  }

  func statusPast(_ change: StatusFact) -> Set<EntryID> {
    Self.past(of: change.over, Dictionary(statuses.map { ($0.entry, $0.over) }) { $1 })
  }

  /// Each behind all it replaces; of those that could be next the lowest rank, then the lowest id.
  private func statusOrder() -> [StatusFact] {
    var order: [StatusFact] = []
    var left = statuses.sorted {
      (Self.table[$0.to]?.rank ?? 0, $0.entry) < (Self.table[$1.to]?.rank ?? 0, $1.entry)
    }
    while let index = left.firstIndex(where: { change in
      !left.contains { change.over.contains($0.entry) }
    }) {
      order.append(left.remove(at: index))
    }
    return order
  }

  /// The province speaks for what another authority decides, the commune for all else.
  private func speaks(_ change: StatusFact, as speaker: Speaker?) -> Bool {
    switch speaker {
    case .competent: change.isByProvince == (unit != authority)
    case .receiving, .returning: !change.isByProvince
    case nil: false
    }
  }

  private static func ways(_ from: Int) -> Set<Int> { table[from]?.ways ?? [] }

  private static func leads(_ from: Int, _ to: Int) -> Bool {
    var reached: Set<Int> = [from]
    while !reached.contains(to) {
      let further = reached.union(reached.flatMap(ways))
      if further == reached { return false }
      reached = further
    }
    return true
  }
}
