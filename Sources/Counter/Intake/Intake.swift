import DossierStore
package import Dossiers
import FormEngine
import Foundation
import Identity
package import Sync

/// What becomes of what a resident brings: one of three outcomes, each in writing.
package enum IntakeOutcome: Sendable, Hashable {
  case accept
  /// Asked to complete once and in full (form 02); the term does not run yet.
  case askToComplete(papers: [String], reason: String)
  /// Refused with the reason (form 03); who signs, if not whoever acts.
  case refuse(reason: String, signer: String = "")
}

/// What is received: a form's answers with the papers that belong to them.
package struct IntakeRequest: Sendable {
  package var content: DraftContent
  /// The same token, the same dossier, however often it is asked.
  package var token: String?
  /// The draft that becomes a dossier and ends with it.
  package var draft: String?
  package var outcome: IntakeOutcome

  package init(
    content: DraftContent, token: String? = nil, draft: String? = nil,
    outcome: IntakeOutcome = .accept
  ) {
    self.outcome = outcome
    self.content = content
    self.token = token
    self.draft = draft
  }
}

/// A dossier that is on the disk.
package struct Received: Sendable, Hashable {
  package let id: EntryID
  package let code: String
  package let due: Instant?
  package let explanation: LocalizedText
}

extension OneStopOffice {
  /// Receives a dossier: checks it, gives it a code and a promised date, and commits.
  /// - Throws: ``DossierError``; nothing has changed then.
  package func receive(_ request: IntakeRequest, by actor: Actor) throws -> Received {
    try actor.require(request.outcome == .accept ? .receive : .viewDossiers)
    if let known = try received(token: request.token) { return known }
    try requireClock()
    let isAccepted = request.outcome == .accept
    let checked = try check(request.content, isComplete: isAccepted)
    let slip = try request.content.slip.map { try slipToBook($0) }
    let reception = reception(of: request.content)
    let promise =
      isAccepted ? try promises.promise(received: reception, term: checked.procedure.term) : nil
    // What is booked from a slip takes no number, so that it can be booked while none is given out.
    let range = try slip == nil ? codeRange() : nil
    let attachments =
      try request.content.attachments
      + [keepLog(request.content, by: actor)].compactMap(\.self)
    let clock = clockSource()
    let received = try store.write { writer -> Received in
      if let token = request.token, let id = try writer.subject(request: token) {
        return try describe(id, state: writer.state(of: id))
      }
      let taken = try slip.map { try take($0, writer, by: actor, clock: clock) }
      let code = try taken?.code ?? newCode(writer, range: range)
      let body = body(request, checked, code: code, slip: taken, promise: promise)
      let entry = try writer.append(
        EntryDraft(kind: "dossier.received", subject: .new, body: body), by: actor.id,
        clock: clock)
      for attachment in attachments {
        _ = try writer.append(
          EntryDraft(
            kind: "dossier.file", subject: .existing(entry.id),
            body: attachment.json.object ?? [:]), by: actor.id, clock: clock)
      }
      if let taken, let booking = request.content.slip {
        try close(taken, with: entry.id, booking, writer, by: actor, clock: clock)
      }
      if let next = request.outcome.next, let state = try writer.state(of: entry.id) {
        try append(next, to: entry.id, state, writer, by: actor, clock: clock)
      }
      if let draft = request.draft { try writer.deleteDraft(draft) }
      return Received(
        id: entry.id, code: code, due: promise?.due,
        explanation: promise?.explanation ?? LocalizedText(vi: "", en: ""))
    }
    try noteClock()
    return received
  }

  /// What an earlier call with the same token made.
  package func received(token: String?) throws -> Received? {
    guard let token else { return nil }
    try Self.check(token: token)
    guard let id = try store.subject(request: token) else { return nil }
    return try describe(id, state: store.state(of: id))
  }

  /// Longest token of a request, in characters.
  package static let tokenLengthLimit = 200

  private static func check(token: String) throws {
    guard token.count <= tokenLengthLimit, !token.allSatisfy(\.isWhitespace),
      !token.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw DossierError(
        .badInput, vi: "Mã yêu cầu phải có từ 1 đến \(tokenLengthLimit) ký tự, không xuống dòng.",
        en: "The id of a request has 1 to \(tokenLengthLimit) characters on one line.")
    }
  }

  private func describe(_ id: EntryID, state: DossierState?) throws -> Received {
    guard let state else {
      throw DossierError(.notFound, vi: "Hồ sơ không còn.", en: "The dossier is gone.")
    }
    let words =
      state.due.map { LocalizedText(vi: $0.vi, en: $0.en) } ?? LocalizedText(vi: "", en: "")
    return Received(
      id: id, code: state.code, due: state.due?.instant.map(Instant.init(milliseconds:)),
      explanation: words)
  }

  /// The next code of the device's range that no dossier has.
  func newCode(_ writer: JournalWriter, range: Dossiers.CodeRange?) throws -> String {
    guard let range, try writer.codeHold() == nil else { throw Self.numbersHeld }
    return try writer.nextDossierCode(
      unit.codePattern, unit: unit.code, on: now.civil.date, range: range)
  }

  private func body(
    _ request: IntakeRequest, _ checked: CheckedForm, code: String, slip: SlipState?,
    promise: PromisedDate?
  ) -> [String: JSONValue] {
    var body: [String: JSONValue] = [
      "code": .string(code),
      // What stands on the resident's paper.
      "lookup": .string(slip?.lookup ?? LookupCode.make(key: keys.keys.lookup, code: code)),
      "procedure": .string(checked.procedure.code),
      "version": .string(checked.procedure.version),
      "unit": .string(unit.code),
      "authority": .string(request.content.units.authority ?? unit.code),
      "returnUnit": .string(request.content.units.returnUnit ?? unit.code),
      "channel": .string(request.content.channel.rawValue),
      "receivedAt": .integer(reception(of: request.content).milliseconds),
      "answers": .object(checked.answers.values.mapValues { .string($0) }),
      "rows": .object(checked.answers.rows.mapValues { .array($0.map { .string($0) }) }),
      "frozen": .object(checked.frozen.mapValues { .string($0) }),
      "components": .array(checked.components),
      "fee": checked.fee, "sets": 1,
    ]
    // Only registered: the term begins when it is taken in.
    body["due"] = promise?.json()
    // Nothing is owed for what is refused.
    if case .refuse = request.outcome { body["fee"] = FeeStatement(lines: []).json }
    if promise == nil { body["status"] = .integer(Int64(DossierStatus.registered.rawValue)) }
    // What is not taken in says nothing about residents.
    if promise != nil { body["entities"] = checked.entities }
    body["representative"] = request.content.representative?.json
    if let slip, let booking = request.content.slip {
      body["slip"] = ["id": .string(slip.id.description), "reason": .string(booking.reason)]
    }
    if let delivery = request.content.delivery {
      body["delivery"] = DeliveryChoice.json(delivery.way, place: delivery.place)
    }
    if let token = request.token { body["request"] = .string(token) }
    if let origin = request.content.origin { body["follows"] = .string(origin.dossier.description) }
    if let overlay = library.catalogue.overlay { body["overlay"] = .string(overlay.version) }
    return body
  }
}

extension IntakeOutcome {
  /// The change that follows on being registered.
  fileprivate var next: StatusRequest? {
    switch self {
    case .accept: nil
    case .askToComplete(let papers, let reason):
      StatusRequest(
        to: .supplementAsked, reason: reason,
        data: papers.isEmpty ? [:] : [.papers: papers.joined(separator: "\n")])
    case .refuse(let reason, let signer):
      StatusRequest(to: .notAccepted, reason: reason, data: [.signer: signer])
    }
  }
}
