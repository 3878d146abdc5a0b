extension LifeCycleTable {
  /// The table an office works by when its file is missing or broken, from the permissions of the
  /// roles; `Forms/life-cycle.json` ships with the same content.
  package static let national = LifeCycleTable(
    version: "national",
    rules: LifeCycle.transitions.map { transition in
      let voice = voice(transition)
      return Rule(
        transition: transition, roles: roles(transition),
        elsewhere: Dictionary(
          uniqueKeysWithValues: Authority.allCases.filter { $0 != .commune }.map { ($0, voice) }))
    },
    desks: [
      DeskRule(
        desk: .reception, roles: [.receptionOfficer, .headOfUnit],
        to: [.specialist, .leader, .authority]),
      DeskRule(
        desk: .specialist, roles: [.specialist, .headOfUnit],
        to: [.leader, .reception, .authority]),
      DeskRule(
        desk: .leader, roles: [.signingLeader, .headOfUnit],
        to: [.reception, .specialist, .authority]),
      DeskRule(
        desk: .authority, roles: [.receptionOfficer, .specialist, .headOfUnit],
        to: [.reception, .specialist]),
    ])

  private static func roles(_ transition: LifeCycle.Transition) -> Set<OfficerRole> {
    let all = OfficerRole.allCases
    if transition.kind == .correction { return Set(all.filter { $0.may(.correct) }) }
    switch (transition.from, transition.to) {
    case (.supplementAsked, .processing), (.paymentAsked, .processing):
      // What the resident brings to the counter lets the work go on where it stood.
      return Set(all.filter { $0.may(.process) || $0.may(.receive) })
    default: return Set(all.filter { $0.may(transition.to.permission) })
    }
  }

  private static func voice(_ transition: LifeCycle.Transition) -> Voice {
    if transition.kind == .correction { return .refused }
    switch (transition.from, transition.to) {
    case (.received, .processing), (_, .stopped), (_, .done): return .notice
    default: return .own
    }
  }
}

extension DossierStatus {
  /// What an officer must be allowed to bring a dossier to this status.
  package var permission: Permission {
    switch self {
    case .registered, .received: .receive
    case .notAccepted: .refuse
    case .processing: .process
    case .supplementAsked: .askSupplement
    case .paymentAsked: .takeFees
    case .withdrawn: .withdraw
    case .stopped: .stop
    case .done: .finish
    case .returned: .returnResult
    }
  }
}
