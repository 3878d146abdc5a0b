package import DossierStore
package import Dossiers
import FormEngine
import Identity
package import Sync

/// A change of status as an officer asks for it.
package struct StatusRequest: Sendable, Hashable {
  package var to: DossierStatus
  package var reason: String
  package var data: [TransitionDatum: String]
  /// Takes back a result or a stop that was wrong; recorded as such.
  package var isCorrection: Bool

  package init(
    to: DossierStatus, reason: String, data: [TransitionDatum: String] = [:],
    isCorrection: Bool = false
  ) {
    self.to = to
    self.reason = reason
    self.data = data
    self.isCorrection = isCorrection
  }
}

extension OneStopOffice {
  /// Longest reason or datum, in characters.
  package static let reasonLengthLimit = 2000

  /// The dossier with a local or official code.
  /// - Throws: ``DossierError`` of kind notFound.
  package func state(code: String) throws -> (id: EntryID, state: DossierState) {
    guard let id = try store.dossier(code: code), let state = try store.state(of: id),
      !state.isErased
    else { throw Self.unknown(code: code) }
    return (id, state)
  }

  /// The dossier with a local or official code, with its summary from the same moment.
  package func reading(code: String) throws -> DossierReading {
    guard let id = try store.dossier(code: code), let reading = try store.reading(of: id),
      !reading.state.isErased
    else { throw Self.unknown(code: code) }
    return reading
  }

  private static func unknown(code: String) -> DossierError {
    DossierError(
      .notFound, vi: "Không có hồ sơ mã \(code.prefix(40)).",
      en: "There is no dossier with the code \(code.prefix(40)).")
  }

  /// Changes a dossier's status by the life cycle's table.
  /// - Throws: ``DossierError`` when the transition, the data or the role forbids it.
  package func changeStatus(_ code: String, _ request: StatusRequest, by actor: Actor) throws {
    try actor.require(.viewDossiers)
    try Self.check(texts: [request.reason] + request.data.values)
    let clock = clockSource()
    let (id, _) = try state(code: code)
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      let from = DossierStatus(rawValue: state.status) ?? .received
      let data = completed(request, state: state, by: actor)
      try library.lifeCycle.check(
        from: from, to: request.to, data: data, correction: request.isCorrection,
        decidedBy: entry(of: state).procedure.decidedBy, role: actor.role)
      try checkDisputes(state, to: request.to)
      var body: [String: JSONValue] = [
        "to": .integer(Int64(request.to.rawValue)), "reason": .string(request.reason),
        "data": TransitionDatum.json(data),
      ]
      if from == .supplementAsked, request.to != .withdrawn, request.to != .stopped,
        let due = try resumed(state)
      {
        body["due"] = due
      }
      if let paid = claim(onProof: data[.paymentProof], leaving: state, to: request.to) {
        _ = try writer.append(draft(id, paid), by: actor.id, clock: clock)
      }
      _ = try writer.append(
        EntryDraft(
          kind: "dossier.status", subject: .existing(id), body: body,
          replaces: state.statusHeads), by: actor.id, clock: clock)
    }
    try noteClock()
  }

  /// No result while what it rests on is disputed, and none handed over while anything is. A
  /// guard for a person who acts: entries that arrive are never refused for it.
  private func checkDisputes(_ state: DossierState, to status: DossierStatus) throws {
    guard state.isDisputed else { return }
    if status == .returned {
      throw DossierError(
        .refused, vi: "Hồ sơ còn nội dung tranh chấp; hãy giải quyết trước khi trả kết quả.",
        en: "The dossier has disputed fields; settle them before handing over.")
    }
    if status == .done, try restsOnDispute(state) {
      throw DossierError(
        .refused, vi: "Mục bắt buộc còn tranh chấp; hãy quyết định trước khi kết thúc.",
        en: "A required field is disputed; settle it before finishing.")
    }
  }

  private func restsOnDispute(_ state: DossierState) throws -> Bool {
    if !state.disputedRows.isEmpty || !state.disputedComponents.isEmpty { return true }
    let disputed = Set(state.disputedPaths.map(Self.shape))
    guard !disputed.isEmpty else { return false }
    let session = try library.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt))
    try session.load(state.flatAnswers.formAnswers)
    return session.view().questions.contains {
      $0.isRequired && disputed.contains(Self.shape($0.path))
    }
  }

  /// Data the office itself knows: the time, who acts, which request this is.
  private func completed(_ request: StatusRequest, state: DossierState, by actor: Actor)
    -> [TransitionDatum: String]
  {
    var data = request.data.filter { !$0.value.isEmpty }
    if !request.reason.isEmpty { data[.reason] = data[.reason] ?? request.reason }
    let asked = state.supplementRounds
    func give(_ datum: TransitionDatum, _ value: String) {
      if data[datum] == nil, !value.isEmpty { data[datum] = value }
    }
    // One text may say all there is to say: the reason then stands for the list, the result or
    // the person it names.
    switch request.to {
    case .supplementAsked:
      give(.requestNumber, String(asked + 1))
      give(.papers, request.reason)
    case .done:
      give(.finishedAt, now.rfc3339)
      give(.result, request.reason)
    case .returned:
      give(.returnedAt, now.rfc3339)
      give(.takenBy, request.reason)
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
      data[.supplementReceivedAt] = data[.supplementReceivedAt] ?? now.rfc3339
      if let due = try? resumed(state), let instant = due["instant"]?.integer {
        data[.newDue] = data[.newDue] ?? Instant(milliseconds: instant).rfc3339
      }
    }
    return data
  }

  /// The promise after a supplement: the remaining term resumes (R6), from the promise that an
  /// earlier supplement left.
  private func resumed(_ state: DossierState) throws -> JSONValue? {
    let entry = try entry(of: state)
    var promise = try promises.promise(
      received: Instant(milliseconds: state.receivedAt), term: entry.procedure.term)
    var pause: Instant?
    for event in state.timeline where !event.isOverruled {
      let time = Instant(milliseconds: event.time)
      if event.to == DossierStatus.supplementAsked.rawValue {
        pause = pause ?? time
      } else if let asked = pause {
        promise = try promises.resume(promise, asked: asked, received: max(asked, time))
        pause = nil
      }
    }
    guard let asked = pause else { return nil }
    promise = try promises.resume(promise, asked: asked, received: now)
    return promise.json
  }

  static func check(texts: [String]) throws {
    guard
      texts.allSatisfy({ text in
        text.count <= reasonLengthLimit
          && !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
      })
    else {
      throw DossierError(
        .badInput, vi: "Nội dung quá dài hoặc có ký tự điều khiển.",
        en: "A text is longer than \(reasonLengthLimit) characters or has control characters.")
    }
  }
}

extension PromisedDate {
  /// A promise as entries carry it: `due` of `dossier.received` and `dossier.status`.
  var json: JSONValue {
    [
      "instant": .integer(due.milliseconds), "rule": .string(rule.rawValue),
      "calendar": .string(calendarVersion), "vi": .string(explanation.vi),
      "en": .string(explanation.en),
    ]
  }
}
