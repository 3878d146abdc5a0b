import DossierStore
package import Dossiers
import Identity
package import Sync

/// A promise to be moved, with the reason the apology gives (form 04).
package struct ExtensionRequest: Sendable, Hashable {
  package var due: CivilDate
  package var reason: String
  /// Who signs the apology; empty: whoever acts.
  package var signer: String
  /// Says openly that the promise is already broken; moving it does not cure that.
  package var isLate: Bool

  package init(due: CivilDate, reason: String, signer: String = "", isLate: Bool = false) {
    self.due = due
    self.reason = reason
    self.signer = signer
    self.isLate = isLate
  }
}

extension OneStopOffice {
  /// Promises a later day, before the promise expires; after that only when recorded as late.
  /// - Throws: ``DossierError`` when the role, the state, the day or the reason forbids it.
  package func extend(_ code: String, _ request: ExtensionRequest, by actor: Actor) throws {
    try actor.require(.sign)
    try Self.check(texts: [request.reason, request.signer])
    try requireClock()
    guard !request.reason.allSatisfy(\.isWhitespace) else {
      throw DossierError(
        .badInput, vi: "Gia hạn còn thiếu: lý do.", en: "To extend, give the reason.")
    }
    let (id, _) = try workableState(code: code)
    let due = CivilDateTime(date: request.due, time: unit.hours.closes).instant
    guard try calendar.isWorkingDay(request.due) else {
      throw DossierError(
        .badInput, vi: "Ngày hẹn mới \(AnswerText.date(request.due)) là ngày nghỉ.",
        en: "The new day \(request.due) is a day off.")
    }
    let clock = clockSource()
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      let old = try extendable(state, to: due, request)
      let signer = request.signer.isEmpty ? actor.displayName : request.signer
      _ = try writer.append(
        EntryDraft(
          kind: DossierKind.extended.rawValue, subject: .existing(id),
          body: [
            "due": Self.promise(due, after: old, calendar.version, over: state.promiseHeads),
            "before": .integer(old.milliseconds), "reason": .string(request.reason),
            "signer": .string(signer), "late": .bool(old < now),
          ]), by: actor.id, clock: clock)
    }
    try noteClock()
  }

  /// The last day to which the procedure itself lets the promise be moved and on what condition,
  /// such as 20 days more while another commune is asked; nil where it names none or it was moved.
  package func foreseenExtension(_ state: DossierState, _ procedure: Procedure) throws
    -> (due: CivilDate, when: LocalizedText)?
  {
    guard let more = procedure.term.extension, state.extensions.isEmpty,
      let start = state.acceptedAt, let due = state.due?.instant
    else { return nil }
    let first = try promises.promise(
      received: Instant(milliseconds: start), term: procedure.term)
    let extended = try promises.extend(first.moved(to: Instant(milliseconds: due)), by: more)
    return (extended.due.civil.date, more.when)
  }

  /// What is promised now, if it may be moved.
  private func extendable(_ state: DossierState, to due: Instant, _ request: ExtensionRequest)
    throws -> Instant
  {
    guard let status = DossierStatus(rawValue: state.status), status.clock == .running,
      let old = state.due?.instant.map(Instant.init(milliseconds:))
    else {
      throw DossierError(
        .refused, vi: "Chỉ gia hạn được hồ sơ đang tính thời hạn và đã có ngày hẹn.",
        en: "Only a dossier whose term runs and that has a promised date can be extended.")
    }
    guard request.isLate || now <= old else {
      throw DossierError(
        .refused,
        vi: "Đã quá ngày hẹn; chỉ ghi được là gia hạn muộn, hồ sơ vẫn tính là trễ hạn.",
        en: "The promise is already broken; record it as late, it still counts as overdue.")
    }
    guard due > old, due > now else {
      throw DossierError(
        .badInput, vi: "Ngày hẹn mới phải sau ngày hẹn cũ và sau lúc này.",
        en: "The new day must come after the old one and after now.")
    }
    return old
  }

  private static func promise(
    _ due: Instant, after old: Instant, _ calendar: String, over: [EntryID]
  ) -> JSONValue {
    func text(_ instant: Instant) -> String {
      let civil = instant.civil
      return "\(AnswerText.date(civil.date)), \(civil.time.description.prefix(5))"
    }
    return [
      "instant": .integer(due.milliseconds), "rule": "R8", "calendar": .string(calendar),
      "vi": .string("Gia hạn: hẹn cũ \(text(old)); hẹn lại \(text(due))."),
      "en": .string("Extended: promised \(text(old)) before; now promised \(text(due))."),
      "over": .array(over.map { .string($0.description) }),
    ]
  }
}
