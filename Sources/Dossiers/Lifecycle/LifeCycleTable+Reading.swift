extension LifeCycleTable: Decodable {
  package static let fileName = "life-cycle.json"

  private enum CodingKeys: String, CodingKey { case version, states, transitions, desks }

  /// Reads the table and compares it with the national one.
  /// - Throws: ``DossierError`` that names the first thing that differs.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(String.self, forKey: .version)
    try Self.check(try container.decode([StateRow].self, forKey: .states))
    rules = try container.decode([TransitionRow].self, forKey: .transitions).map(\.rule)
    desks = try container.decode([DeskRow].self, forKey: .desks).map(\.rule)
    try checkWays()
    guard Set(desks.map(\.desk)) == Set(WorkDesk.allCases), desks.count == WorkDesk.allCases.count
    else {
      throw DossierError(
        .badInput, vi: "mỗi bàn việc phải có đúng một dòng trong desks.",
        en: "desks names each desk exactly once.")
    }
  }

  private static func check(_ states: [StateRow]) throws {
    let known = Dictionary(states.map { ($0.code, $0) }) { first, _ in first }
    guard states.count == known.count, known.count == DossierStatus.allCases.count else {
      throw DossierError(
        .badInput, vi: "states phải có đủ mười trạng thái, mỗi trạng thái một lần.",
        en: "states lists the ten states, each once.")
    }
    for status in DossierStatus.allCases {
      guard let row = known[status.rawValue], row.rank == status.rank, row.clock == status.clock,
        row.owner == LifeCycle.authority(to: status)
      else {
        throw DossierError(
          .badInput,
          vi: "trạng thái \(status.rawValue) khác quy định chung của cả nước.",
          en: "state \(status.rawValue) is not as the national rules say.")
      }
    }
  }

  private func checkWays() throws {
    for rule in rules where rules.count(where: { $0.way == rule.way }) > 1 {
      throw DossierError(
        .badInput, vi: "bước \(rule.way) ghi hai lần.", en: "the way \(rule.way) stands twice.")
    }
    let ways = Dictionary(uniqueKeysWithValues: rules.map { ($0.way, $0.transition.kind) })
    let national = Dictionary(uniqueKeysWithValues: Self.national.rules.map { ($0.way, $0) })
    for (way, rule) in national.sorted(by: { $0.key < $1.key })
    where ways[way] != rule.transition.kind {
      throw DossierError(
        .badInput, vi: "thiếu bước \(way) hoặc bước này sai loại.",
        en: "the way \(way) is missing or of the wrong kind.")
    }
    if let extra = ways.keys.sorted().first(where: { national[$0] == nil }) {
      throw DossierError(
        .badInput, vi: "bước \(extra) không có trong quy định chung của cả nước.",
        en: "the way \(extra) is not one of the national rules.")
    }
  }
}

extension LifeCycleTable.Rule {
  /// "2→4"; "0→2" for a dossier that begins.
  fileprivate var way: String {
    "\(transition.from?.rawValue ?? 0)→\(transition.to.rawValue)"
  }
}

private struct StateRow: Decodable {
  let code: Int
  let clock: DossierStatus.Clock
  let rank: Int
  let owner: PhaseAuthority
}

private struct TransitionRow: Decodable {
  let rule: LifeCycleTable.Rule

  private enum CodingKeys: String, CodingKey {
    case from, to, kind, requires, roles, decidedElsewhere
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let from = try container.decode(DossierStatus?.self, forKey: .from)
    let to = try container.decode(DossierStatus.self, forKey: .to)
    let roles = try container.decode([OfficerRole].self, forKey: .roles)
    let voices = try container.decode(
      [String: LifeCycleTable.Voice].self, forKey: .decidedElsewhere)
    var elsewhere: [Authority: LifeCycleTable.Voice] = [:]
    for authority in Authority.allCases where authority != .commune {
      guard let voice = voices[authority.rawValue] else {
        throw DossierError(
          .badInput, vi: "bước sang \(to.rawValue) thiếu decidedElsewhere.\(authority.rawValue).",
          en: "a way to \(to.rawValue) lacks decidedElsewhere.\(authority.rawValue).")
      }
      elsewhere[authority] = voice
    }
    guard !roles.isEmpty, !roles.contains(.administrator) else {
      throw DossierError(
        .badInput, vi: "bước sang \(to.rawValue) phải có vai trò, không phải quản trị viên.",
        en: "a way to \(to.rawValue) names roles, and not the administrator.")
    }
    rule = LifeCycleTable.Rule(
      transition: LifeCycle.Transition(
        from: from, to: to,
        kind: try container.decode(LifeCycle.Transition.Kind.self, forKey: .kind),
        requires: try container.decode([TransitionDatum].self, forKey: .requires)),
      roles: Set(roles), elsewhere: elsewhere)
  }
}

private struct DeskRow: Decodable {
  let desk: WorkDesk
  let roles: [OfficerRole]
  let to: [WorkDesk]

  var rule: LifeCycleTable.DeskRule {
    LifeCycleTable.DeskRule(desk: desk, roles: Set(roles), to: to)
  }
}
