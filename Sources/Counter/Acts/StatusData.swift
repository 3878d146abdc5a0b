import Dossiers
import Identity
import Sync

extension OneStopOffice {
  /// Data the office itself knows: the time, who acts, which request this is.
  func completed(
    _ request: StatusRequest, state: DossierState, promise: PromisedDate?, by actor: Actor
  ) -> [TransitionDatum: String] {
    var data = state.namingAnew(request.data.filter { !$0.value.isEmpty })
    if !request.reason.isEmpty { data[.reason] = data[.reason] ?? request.reason }
    func give(_ datum: TransitionDatum, _ value: String) {
      if data[datum] == nil, !value.isEmpty { data[datum] = value }
    }
    // One text may say all there is to say: the reason then stands for the list, the result or
    // the person it names.
    switch request.to {
    case .supplementAsked:
      give(.requestNumber, String(state.supplementRounds + 1))
      give(.papers, request.reason)
    case .done:
      give(.finishedAt, now.rfc3339)
      give(.result, request.reason)
    case .returned:
      give(.returnedAt, now.rfc3339)
      give(.takenBy, request.reason)
      give(.returnWay, (state.delivery?.way ?? .counter).rawValue)
      give(.returnForm, "Tại quầy")
      give(.ledgerSignature, "Sổ điện tử")
    case .stopped: give(.legalBasis, request.reason)
    case .withdrawn: give(.ownerRequest, request.reason)
    case .notAccepted: give(.signer, actor.displayName)
    case .processing where request.isCorrection: give(.signer, actor.displayName)
    default: break
    }
    if request.to == .paymentAsked { give(.amounts, Self.amountsDue(state.payment) ?? "") }
    if state.status == DossierStatus.paymentAsked.rawValue {
      give(.paymentProof, Self.paymentProof(state.payment) ?? "")
    }
    if state.status == DossierStatus.supplementAsked.rawValue {
      give(.supplementReceivedAt, now.rfc3339)
      if let promise { data[.newDue] = promise.due.rfc3339 }
    }
    return data
  }

  /// The promise a change brings: the first when a dossier is taken in at last, else what a
  /// supplement leaves of the term (R6), from the promise an earlier supplement or extension left.
  func promise(
    after request: StatusRequest, from: DossierStatus, _ state: DossierState,
    _ procedure: Procedure
  ) throws -> PromisedDate? {
    guard request.to == .received || request.to == .processing else { return nil }
    let given = request.data[.supplementReceivedAt].flatMap { Instant(rfc3339: $0) }
    let received = given.map { min($0, now) } ?? now
    guard let start = state.acceptedAt else {
      try requireClock()
      return try promises.promise(received: received, term: procedure.term)
    }
    guard from == .supplementAsked else { return nil }
    let first = try promises.promise(
      received: Instant(milliseconds: start), term: procedure.term)
    return try resumed(first, state, at: received)
  }

  private func resumed(_ first: PromisedDate, _ state: DossierState, at received: Instant) throws
    -> PromisedDate?
  {
    var promise = first
    var pause: Instant?
    var extensions = state.extensions.sorted { ($0.time, $0.entry) < ($1.time, $1.entry) }
    for event in state.timeline where !event.isOverruled {
      while let moved = extensions.first, moved.time <= event.time {
        promise = promise.moved(to: moved)
        extensions.removeFirst()
      }
      let time = event.moment
      if event.to == DossierStatus.supplementAsked.rawValue {
        pause = pause ?? Instant(milliseconds: event.time)
      } else if let asked = pause {
        promise = try promises.resume(promise, asked: asked, received: max(asked, time))
        pause = nil
      }
    }
    guard let asked = pause else { return nil }
    return try promises.resume(promise, asked: asked, received: max(asked, received))
  }
}

extension StatusEvent {
  /// When it took effect: papers may have come before somebody recorded it.
  fileprivate var moment: Instant {
    data[TransitionDatum.supplementReceivedAt.rawValue].flatMap { Instant(rfc3339: $0) }
      ?? Instant(milliseconds: time)
  }
}

extension PromisedDate {
  /// A promise as entries carry it: `due` of `dossier.received` and `dossier.status`.
  /// - Parameter over: the promises it takes the place of.
  func json(over: [EntryID] = []) -> JSONValue {
    var fields: [String: JSONValue] = [
      "instant": .integer(due.milliseconds), "rule": .string(rule.rawValue),
      "calendar": .string(calendarVersion), "vi": .string(explanation.vi),
      "en": .string(explanation.en),
    ]
    if !over.isEmpty { fields["over"] = .array(over.map { .string($0.description) }) }
    return .object(fields)
  }

  fileprivate func moved(to event: ExtensionEvent) -> PromisedDate {
    event.due.map { moved(to: Instant(milliseconds: $0)) } ?? self
  }

  /// The same promise of another day.
  func moved(to due: Instant) -> PromisedDate {
    PromisedDate(
      due: due, rule: rule, calendarVersion: calendarVersion, received: received,
      countedFrom: countedFrom, termEnds: due.civil.date, steps: steps,
      usesEstimatedDays: usesEstimatedDays)
  }
}
