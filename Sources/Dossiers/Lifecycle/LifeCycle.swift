/// Which states may follow which, and what must be known for it: the nation's table, by which
/// changes made at once are put in order on every machine. ``LifeCycleTable`` says who may do what.
package enum LifeCycle {
  package struct Transition: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, Codable {
      case normal
      /// Only as a correction recorded as such, by someone who may correct.
      case correction
    }

    /// `nil`: the dossier begins.
    package let from: DossierStatus?
    package let to: DossierStatus
    package let kind: Kind
    package let requires: [TransitionDatum]
  }

  /// Every transition there is (domain notes, life cycle; NĐ 118/2025 and practice).
  package static let transitions: [Transition] =
    rows(nil, [.registered, .received, .notAccepted])
    + rows(.registered, [.received, .notAccepted, .supplementAsked, .paymentAsked, .withdrawn])
    + rows(
      .received, [.processing, .supplementAsked, .paymentAsked, .withdrawn, .stopped, .done])
    + rows(.processing, [.supplementAsked, .paymentAsked, .withdrawn, .stopped, .done])
    + rows(.supplementAsked, [.registered, .received, .processing, .withdrawn, .stopped])
    + rows(.paymentAsked, [.registered, .received, .processing, .withdrawn, .stopped])
    + rows(.done, [.returned])
    + [
      Transition(from: .stopped, to: .processing, kind: .correction, requires: [.reason, .signer]),
      Transition(from: .done, to: .processing, kind: .correction, requires: [.reason, .signer]),
    ]

  /// Whether `to` normally follows `from`; `nil` is a dossier that begins.
  package static func allows(from: DossierStatus?, to: DossierStatus) -> Bool {
    transition(from: from, to: to)?.kind == .normal
  }

  package static func transition(from: DossierStatus?, to: DossierStatus) -> Transition? {
    transitions.first { $0.from == from && $0.to == to }
  }

  /// The normal ways on from a state, in the order of their numbers.
  package static func next(from: DossierStatus?) -> [Transition] {
    transitions.filter { $0.from == from && $0.kind == .normal }
      .sorted { $0.to.rawValue < $1.to.rawValue }
  }

  /// Whether `to` is `from`, or follows it through any number of normal changes.
  package static func leads(from: DossierStatus, to: DossierStatus) -> Bool {
    var reached: Set<DossierStatus> = [from]
    var open = [from]
    while let status = open.popLast(), !reached.contains(to) {
      open += next(from: status).map(\.to).filter { reached.insert($0).inserted }
    }
    return reached.contains(to)
  }

  /// Refuses, in one sentence, a change the life cycle does not know or whose data is missing.
  package static func check(
    from: DossierStatus?, to: DossierStatus, data: [TransitionDatum: String],
    correction: Bool = false
  ) throws {
    let transition = try known(transition(from: from, to: to), from: from, to: to)
    try check(transition, requires: transition.requires, data: data, correction: correction)
  }

  /// - Throws: one sentence when there is no such way.
  static func known<Way>(_ way: Way?, from: DossierStatus?, to: DossierStatus) throws -> Way {
    if let way { return way }
    let (old, new) = (from?.name ?? start, to.name)
    throw DossierError(
      .refused, vi: "Không thể chuyển hồ sơ từ “\(old.vi)” sang “\(new.vi)”.",
      en: "A dossier cannot go from “\(old.en)” to “\(new.en)”.")
  }

  static func check(
    _ transition: Transition, requires: [TransitionDatum], data: [TransitionDatum: String],
    correction: Bool
  ) throws {
    let (old, new) = (transition.from?.name ?? start, transition.to.name)
    guard transition.kind == .normal || correction else {
      throw DossierError(
        .refused,
        vi: "Từ “\(old.vi)” về “\(new.vi)” chỉ được làm bằng một đính chính có ghi lại.",
        en: "Going from “\(old.en)” back to “\(new.en)” takes a recorded correction.")
    }
    let missing = requires.filter { datum in
      data[datum]?.allSatisfy(\.isWhitespace) ?? true
    }
    guard missing.isEmpty else {
      let vi = missing.map(\.name.vi).joined(separator: ", ")
      let en = missing.map(\.name.en).joined(separator: ", ")
      throw DossierError(
        .badInput, vi: "Chuyển sang “\(new.vi)” còn thiếu: \(vi).",
        en: "To change to “\(new.en)”, give \(en).")
    }
  }

  private static let start = LocalizedText(vi: "hồ sơ mới", en: "new dossier")

  private static func rows(_ from: DossierStatus?, _ targets: [DossierStatus]) -> [Transition] {
    targets.map { to in
      Transition(from: from, to: to, kind: .normal, requires: required(from: from, to: to))
    }
  }

  private static func required(from: DossierStatus?, to: DossierStatus) -> [TransitionDatum] {
    switch (from, to) {
    case (_, .notAccepted): [.reason, .signer]
    case (_, .supplementAsked): [.reason, .papers, .requestNumber]
    case (_, .paymentAsked): [.amounts]
    case (_, .withdrawn): [.ownerRequest, .identityCheck]
    case (_, .stopped): [.reason, .legalBasis]
    case (_, .done): [.result, .finishedAt]
    case (_, .returned): [.returnedAt, .takenBy, .returnForm, .ledgerSignature]
    case (.supplementAsked, .received), (.supplementAsked, .processing):
      [.supplementReceivedAt, .newDue]
    case (.supplementAsked, .registered): [.supplementReceivedAt]
    case (.paymentAsked, .registered), (.paymentAsked, .received), (.paymentAsked, .processing):
      [.paymentProof]
    default: []
    }
  }
}
