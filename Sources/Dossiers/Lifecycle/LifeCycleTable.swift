/// What an office may correct of the life cycle: who makes which change, what must be known for
/// it, and how far it speaks for another authority. The ways between the states are the nation's;
/// a table with other ones is refused.
package struct LifeCycleTable: Sendable, Hashable {
  /// How the commune takes part in a change of a dossier another authority decides.
  package enum Voice: String, Sendable, Hashable, Codable {
    /// Its own act, as always.
    case own
    /// It records what that authority told it, naming the notice.
    case notice
    case refused
  }

  package struct Rule: Sendable, Hashable {
    package let transition: LifeCycle.Transition
    package let roles: Set<OfficerRole>
    /// For every authority but the commune.
    package let elsewhere: [Authority: Voice]

    /// For several bodies the narrowest of what the table says about each.
    package func voice(decidedBy deciders: Deciders) -> Voice {
      let voices = deciders.all.map { $0 == .commune ? .own : elsewhere[$0] ?? .refused }
      return [Voice.refused, .notice].first(where: voices.contains) ?? .own
    }
  }

  /// Which roles sit at a desk and where they may pass a dossier.
  package struct DeskRule: Sendable, Hashable {
    package let desk: WorkDesk
    package let roles: Set<OfficerRole>
    package let to: [WorkDesk]
  }

  package let version: String
  package let rules: [Rule]
  package let desks: [DeskRule]

  package func rule(from: DossierStatus?, to: DossierStatus) -> Rule? {
    rules.first { $0.transition.from == from && $0.transition.to == to }
  }

  /// The changes this officer may make now, corrections too, in the order of the states' numbers.
  /// - Parameter role: `nil` for the administrator at the machine, who may do what any role may.
  package func ways(
    from: DossierStatus?, decidedBy deciders: Deciders, role: OfficerRole?
  ) -> [Rule] {
    rules.filter { rule in
      rule.transition.from == from && rule.voice(decidedBy: deciders) != .refused
        && (role.map(rule.roles.contains) ?? true)
    }.sorted { $0.transition.to.rawValue < $1.transition.to.rawValue }
  }

  /// Refuses, in one sentence, a change that the life cycle does not know, that this role or this
  /// commune may not make, or whose data is missing.
  package func check(
    from: DossierStatus?, to: DossierStatus, data: [TransitionDatum: String],
    correction: Bool = false, decidedBy deciders: Deciders = .commune, role: OfficerRole? = nil
  ) throws {
    let rule = try LifeCycle.known(rule(from: from, to: to), from: from, to: to)
    if let role, !rule.roles.contains(role) {
      throw DossierError(
        .refused,
        vi: "Vai trò \(role.name.vi) không được làm việc này (“\(to.name.vi)”).",
        en: "The role \(role.name.en) may not do this (“\(to.name.en)”).")
    }
    let voice = rule.voice(decidedBy: deciders)
    guard voice != .refused else {
      throw DossierError(
        .refused,
        vi: "Hồ sơ do \(deciders.name.vi) giải quyết; xã không được chuyển sang “\(to.name.vi)”.",
        en: "\(deciders.name.en) decides this dossier; the commune cannot make it “\(to.name.en)”."
      )
    }
    let required = rule.transition.requires + (voice == .notice ? [.authorityNotice] : [])
    try LifeCycle.check(rule.transition, requires: required, data: data, correction: correction)
  }

  package func desk(_ desk: WorkDesk) -> DeskRule? { desks.first { $0.desk == desk } }

  /// The desks at which a role works.
  package func desks(of role: OfficerRole) -> [WorkDesk] {
    desks.filter { $0.roles.contains(role) }.map(\.desk)
  }
}
