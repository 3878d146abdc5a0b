import DossierStore
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
  /// Papers brought with it; they lie at the counter from now on.
  package var broughtPapers: [PaperTally]

  package init(
    to: DossierStatus, reason: String, data: [TransitionDatum: String] = [:],
    isCorrection: Bool = false, broughtPapers: [PaperTally] = []
  ) {
    self.broughtPapers = broughtPapers
    self.to = to
    self.reason = reason
    self.data = data
    self.isCorrection = isCorrection
  }
}

extension OneStopOffice {
  /// Longest reason or datum, in characters.
  package static let reasonLengthLimit = 2000

  /// Changes a dossier's status by the life cycle's table.
  /// - Throws: ``DossierError`` when the transition, the data or the role forbids it.
  package func changeStatus(_ code: String, _ request: StatusRequest, by actor: Actor) throws {
    try actor.require(.viewDossiers)
    try Self.check(texts: [request.reason] + request.data.values)
    let clock = clockSource()
    let (id, _) = try workableState(code: code)
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      try append(request, to: id, state, writer, by: actor, clock: clock)
    }
    try noteClock()
  }

  /// The entries of a change: the papers that come or go with it, and the change itself.
  func append(
    _ request: StatusRequest, to id: EntryID, _ state: DossierState, _ writer: JournalWriter,
    by actor: Actor, clock: ClockSource
  ) throws {
    let from = DossierStatus(rawValue: state.status) ?? .received
    let procedure = try entry(of: state).procedure
    let rule = library.lifeCycle.rule(from: from, to: request.to)
    let promise =
      rule?.transition.kind == .normal
      ? try promise(after: request, from: from, state, procedure) : nil
    let data = completed(request, state: state, promise: promise, by: actor)
    try library.lifeCycle.check(
      from: from, to: request.to, data: data, correction: request.isCorrection,
      decidedBy: procedure.decidedBy, role: actor.role)
    try check(units: TransitionDatum.units.map { data[$0] })
    try checkTimes(request.data, state)
    try checkDisputes(state, to: request.to)
    try checkPapers(request.broughtPapers, of: procedure)
    if state.acceptedAt == nil, promise != nil {
      let problems = try problems(in: state.flatAnswers, of: state)
      guard problems.isEmpty else { throw IncompleteError(problems: problems) }
    }
    var body: [String: JSONValue] = [
      "to": .integer(Int64(request.to.rawValue)), "reason": .string(request.reason),
      "data": TransitionDatum.json(data),
    ]
    if let promise { body["due"] = promise.json(over: state.promiseHeads) }
    if !request.broughtPapers.isEmpty {
      _ = try writer.append(
        Self.papersMoved(request.broughtPapers, of: id, from: .owner, to: .counter, data),
        by: actor.id, clock: clock)
    }
    if let paid = claim(onProof: data[.paymentProof], leaving: state, to: request.to) {
      _ = try writer.append(draft(id, paid), by: actor.id, clock: clock)
    }
    _ = try writer.append(
      EntryDraft(
        kind: "dossier.status", subject: .existing(id), body: body,
        replaces: state.statusHeads), by: actor.id, clock: clock)
    // What is withdrawn goes back to its owner there and then, as far as the office has it.
    guard request.to == .withdrawn else { return }
    for place in [PaperPlace.counter, .specialist, .leader] {
      let held = state.papers(at: place).filter(\.isWhole)
      guard !held.isEmpty else { continue }
      _ = try writer.append(
        Self.papersMoved(held, of: id, from: place, to: .owner, data), by: actor.id, clock: clock)
    }
  }

  static func papersMoved(
    _ papers: [PaperTally], of id: EntryID, from: PaperPlace, to: PaperPlace,
    _ data: [TransitionDatum: String]
  ) -> EntryDraft {
    EntryDraft(
      kind: DossierKind.papers.rawValue, subject: .existing(id),
      body: [
        "from": .string(from.rawValue), "to": .string(to.rawValue),
        "papers": .array(papers.map(\.json)), "person": .string(data[.takenBy] ?? ""),
        "identity": .string(data[.identityCheck] ?? ""), "reason": .string(data[.reason] ?? ""),
      ])
  }

  /// Times somebody gave lie between the change before and now.
  private func checkTimes(_ data: [TransitionDatum: String], _ state: DossierState) throws {
    // What was booked later from a slip may also have been finished before it was booked.
    let last =
      state.timeline.map { $0.entry == state.id ? state.receivedAt : $0.time }.max()
      ?? state.receivedAt
    for datum in [TransitionDatum.supplementReceivedAt, .finishedAt, .returnedAt] {
      guard let text = data[datum], !text.isEmpty else { continue }
      guard let time = Instant(rfc3339: text) else {
        throw DossierError(
          .badInput,
          vi: "\(datum.name.vi) phải ghi như 2026-11-25T17:00:00+07:00.",
          en: "Write \(datum.name.en) like 2026-11-25T17:00:00+07:00.")
      }
      // Texts know no milliseconds; a clock set right since may lie before the last entry.
      guard time <= now, time.milliseconds / 1000 >= min(last, now.milliseconds) / 1000 else {
        throw DossierError(
          .badInput,
          vi: "\(datum.name.vi) không thể trước bước vừa rồi của hồ sơ hay sau lúc này.",
          en: "\(datum.name.en) cannot be before the dossier's last step or after now.")
      }
    }
  }

  /// No result while what it rests on is disputed, and none handed over while anything is. A
  /// guard for a person who acts: entries that arrive are never refused for it.
  private func checkDisputes(_ state: DossierState, to status: DossierStatus) throws {
    guard [.done, .returned].contains(status) else { return }
    if let broken = try brokenRules(of: state).first { throw DossierError.held(by: broken) }
    guard state.isDisputed else { return }
    if status == .returned {
      throw DossierError(
        .refused, vi: "Hồ sơ còn dữ liệu mâu thuẫn; hãy giải quyết trước khi trả kết quả.",
        en: "The dossier has disputed fields; settle them before handing over.")
    }
    if status == .done, try restsOnDispute(state) {
      throw DossierError(
        .refused, vi: "Mục bắt buộc còn mâu thuẫn; hãy quyết định trước khi kết thúc.",
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
