package import Dossiers
package import Sync

/// Why a dossier that ended counts as late.
package enum Lateness: String, Sendable, Hashable, CaseIterable {
  case pastDue
  /// Papers were asked for more often than once.
  case askedTwice
  /// The promise was moved after it was broken.
  case extendedLate
}

/// How the work on a dossier ended, if it did.
package enum ServiceOutcome: Sendable, Hashable {
  package enum Timing: String, Sendable, Hashable, CaseIterable {
    /// On a day before the promised one.
    case early
    case onTime
    case late
    /// Nothing was promised to compare with.
    case unpromised
  }

  case open
  case ended(at: Instant, by: String, Timing)
  case withdrawn(at: Instant)
  /// Not taken in; no term ever ran.
  case refused(at: Instant)

  package var end: Instant? {
    switch self {
    case .open: nil
    case .ended(let time, _, _), .withdrawn(let time), .refused(let time): time
    }
  }
}

/// A dossier as the service index and the monthly report count it: computed from its entries and
/// the definitions, from nothing else.
package struct ServiceCase: Sendable {
  private struct Step: Sendable {
    let time: Instant
    let status: DossierStatus
  }

  package let code: String
  package let procedure: String
  package let unit: String
  package let receiver: String
  package let channel: ServiceChannel
  /// When the term began; `nil` while it is only registered.
  package let accepted: Instant?
  package let due: Instant?
  package let outcome: ServiceOutcome
  package let lateness: Set<Lateness>
  /// Milliseconds of work from being taken in to the end, without pauses; `nil` unless it ended.
  package let worked: Int64?
  package let isOfferedOnline: Bool
  package let isPayable: Bool
  package let isPaidOnline: Bool
  package let payments: [PaymentClaim]
  /// Kinds of paper handed in, and those of them with a file.
  package let papers: Int
  package let digitised: Int
  /// Changes of state in order, for what stood at an earlier time.
  private let steps: [Step]

  package init(_ state: DossierState, procedure: Procedure?, _ definitions: IndexDefinitions) {
    code = state.code
    self.procedure = state.procedure
    unit = state.unit
    receiver = state.receivedBy ?? ""
    channel = ServiceChannel(rawValue: state.channel) ?? .standard
    accepted = state.acceptedAt.map(Instant.init(milliseconds:))
    due = Self.promise(of: state, definitions.onTime.promise)
    let events = state.timeline.filter { !$0.isOverruled }
    let ending = Self.ending(events, status: state.status)
    let end = ending?.moment
    var reasons: Set<Lateness> = []
    if let due, let end, end > due { reasons.insert(.pastDue) }
    if state.supplementRounds > definitions.onTime.supplementRequests {
      reasons.insert(.askedTwice)
    }
    if state.extensions.contains(where: \.isLate) { reasons.insert(.extendedLate) }
    outcome = Self.outcome(ending, accepted: accepted, due: due, isLate: !reasons.isEmpty)
    if case .ended(_, _, let timing) = outcome, timing != .unpromised {
      lateness = reasons
    } else {
      lateness = []
    }
    steps = events.compactMap { event in
      DossierStatus(rawValue: event.to).map { Step(time: event.moment, status: $0) }
    }
    if case .ended(let end, _, _) = outcome, let accepted {
      worked = Self.worked(from: accepted, to: end, steps, paused: definitions.paused)
    } else {
      worked = nil
    }
    isOfferedOnline =
      procedure.map { definitions.onlineLevels.contains($0.level.new) } ?? false
    isPayable = state.payment.due > .zero
    isPaidOnline = state.payment.claims.contains { claim in
      guard case .confirmed(.statement) = claim.standing else { return false }
      return definitions.onlineMethods.contains(claim.method.rawValue) && claim.net > .zero
    }
    payments = state.payment.claims
    let given = state.components.filter { $0.original + $0.certified + $0.copy > 0 }
    let filed = Set(state.files.map(\.component))
    papers = given.count
    digitised = given.count { filed.contains($0.id) }
  }

  /// The state it was in at a moment; `nil` before its first.
  package func status(at moment: Instant) -> DossierStatus? {
    steps.last { $0.time <= moment }?.status
  }

  /// Whether it waited for an end at a moment.
  package func isOpen(at moment: Instant) -> Bool {
    guard let accepted, accepted <= moment else { return false }
    return outcome.end.map { $0 > moment } ?? true
  }

  /// Whether it was open then and its promise broken while the clock ran.
  package func isOverdue(at moment: Instant) -> Bool {
    guard isOpen(at: moment), let due, due < moment else { return false }
    return status(at: moment)?.clock == .running
  }

  private static func promise(
    of state: DossierState, _ rule: IndexDefinitions.Promise
  ) -> Instant? {
    let first = state.extensions.min { ($0.time, $0.entry) < ($1.time, $1.entry) }
    let instant =
      rule == .beforeExtension ? first?.before ?? state.due?.instant : state.due?.instant
    return instant.map(Instant.init(milliseconds:))
  }

  /// The first time it was done, else handed over, else stopped or refused (domain notes 1.6); what
  /// is open again has no end.
  private static func ending(_ events: [StatusEvent], status: Int) -> StatusEvent? {
    let ended: [DossierStatus] = [.notAccepted, .withdrawn, .stopped, .done, .returned]
    guard let now = DossierStatus(rawValue: status), ended.contains(now) else { return nil }
    func first(_ status: DossierStatus) -> StatusEvent? {
      events.first { $0.to == status.rawValue }
    }
    switch now {
    case .withdrawn: return first(.withdrawn)
    case .notAccepted: return first(.notAccepted)
    default: return first(.done) ?? first(.returned) ?? first(.stopped)
    }
  }

  private static func outcome(
    _ ending: StatusEvent?, accepted: Instant?, due: Instant?, isLate: Bool
  ) -> ServiceOutcome {
    guard let ending else { return .open }
    let end = ending.moment
    if ending.to == DossierStatus.withdrawn.rawValue { return .withdrawn(at: end) }
    guard accepted != nil else { return .refused(at: end) }
    let timing: ServiceOutcome.Timing
    if let due {
      timing = isLate ? .late : end.civil.date < due.civil.date ? .early : .onTime
    } else {
      timing = .unpromised
    }
    return .ended(at: end, by: ending.actor, timing)
  }

  private static func worked(
    from start: Instant, to end: Instant, _ steps: [Step], paused: [Int]
  ) -> Int64 {
    var total: Int64 = 0
    var since: Instant? = start
    for step in steps where step.time >= start && step.time <= end {
      let runs = !paused.contains(step.status.rawValue)
      if let begun = since, !runs {
        total += step.time.milliseconds - begun.milliseconds
        since = nil
      } else if since == nil, runs {
        since = step.time
      }
    }
    if let since { total += max(0, end.milliseconds - since.milliseconds) }
    return total
  }
}

extension StatusEvent {
  /// When it took effect, which may be before somebody recorded it.
  fileprivate var moment: Instant {
    let data: [TransitionDatum] = [.supplementReceivedAt, .finishedAt, .returnedAt]
    return data.lazy.compactMap { self.data[$0.rawValue].flatMap { Instant(rfc3339: $0) } }.first
      ?? Instant(milliseconds: time)
  }
}
