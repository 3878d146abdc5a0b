package import Dossiers
import Foundation
import Identity
package import Sync

/// A change of a dossier's status by the province.
package struct StatusChange: Sendable {
  package var to: DossierStatus
  package var reason: String
  package var note: String?
  package var data: [TransitionDatum: String]
  /// The status entries the person saw; `nil` takes those of now.
  package var seen: [EntryID]?

  package init(
    to: DossierStatus, reason: String, note: String? = nil,
    data: [TransitionDatum: String] = [:], seen: [EntryID]? = nil
  ) {
    self.to = to
    self.reason = reason
    self.note = note
    self.data = data
    self.seen = seen
  }
}

extension Hub {
  package static let reasonBytes = 4000

  /// Appends the change as an entry of the hub's stream, if the life cycle, the officer's role
  /// and the state of the dossier allow it. `role` is `nil` for the local administrator. `hold` is
  /// asked before a result and says by throwing that something else is open.
  @discardableResult
  package func changeStatus(
    of id: SubjectID, _ wanted: StatusChange, actor: String, role: OfficerRole?,
    hold: @escaping @Sendable (DossierState) throws -> Void = { _ in }
  ) async throws -> EntryID {
    let texts = [wanted.reason, wanted.note ?? ""] + Array(wanted.data.values)
    guard texts.allSatisfy({ $0.utf8.count <= Self.reasonBytes }) else {
      throw HubError(
        .badInput, "tooLong", vi: "Nội dung quá dài (tối đa \(Self.reasonBytes) byte).",
        en: "A text has more than \(Self.reasonBytes) bytes.")
    }
    return try await change { change in
      let folded = try change.projection.folded(id)
      if [.done, .returned].contains(wanted.to) { try hold(folded.state) }
      let draft = try folded.draft(wanted, of: id, actor: actor, role: role, now: change.now)
      for datum in TransitionDatum.units {
        guard let code = draft.body["data"]?[datum.rawValue]?.string else { continue }
        guard try change.rows.unit(code) != nil else { throw HubError.noUnit(code) }
      }
      return try change.append(draft)
    }
  }
}

extension FoldedDossier {
  /// The entry for a change, or why it may not be.
  func draft(
    _ wanted: StatusChange, of id: SubjectID, actor: String, role: OfficerRole?, now: Int64
  ) throws -> OwnDraft {
    if let seen = wanted.seen, Set(seen) != Set(statusHeads) {
      throw HubError.moved
    }
    let isCorrection = LifeCycle.transition(from: status, to: wanted.to)?.kind == .correction
    try Self.require(
      isCorrection ? .correct : Self.permission(for: wanted.to), role: role)
    if wanted.to == .done, !disputedPaths.isEmpty {
      throw HubError(
        .refused, "disputed", vi: "Hồ sơ còn thông tin mâu thuẫn; hãy giải quyết trước.",
        en: "The dossier has disputed fields (\(disputedPaths.joined(separator: ", "))); "
          + "resolve them first.")
    }
    if wanted.to == .returned, state.isDisputed {
      throw HubError(
        .refused, "disputed",
        vi: "Hồ sơ còn nội dung mâu thuẫn; hãy giải quyết trước khi trả kết quả.",
        en: "The dossier has open disputes; decide them before handing over.")
    }
    let data = completed(wanted, actor: actor, now: now)
    try LifeCycle.check(from: status, to: wanted.to, data: data, correction: isCorrection)
    var body: [String: JSONValue] = [
      "to": .integer(Int64(wanted.to.rawValue)), "reason": .string(wanted.reason),
      "data": TransitionDatum.json(data),
    ]
    body["note"] = wanted.note.map(JSONValue.string)
    body["due"] = try data[.newDue].map { try Self.newDue($0, over: state.promiseHeads) }
    return OwnDraft(
      subject: id, kind: "dossier.status", body: body, actor: actor, replaces: statusHeads)
  }

  /// What follows from the act itself need not be typed again.
  private func completed(_ wanted: StatusChange, actor: String, now: Int64)
    -> [TransitionDatum: String]
  {
    var data = state.namingAnew(wanted.data.filter { !$0.value.allSatisfy(\.isWhitespace) })
    let moment = Instant(milliseconds: now).rfc3339
    var known: [TransitionDatum: String] = [.finishedAt: moment, .returnedAt: moment]
    known[.supplementReceivedAt] = moment
    known[.requestNumber] = String(supplementRequests + 1)
    known[.signer] = actor
    if !wanted.reason.allSatisfy(\.isWhitespace) {
      known[.reason] = wanted.reason
      known[.result] = wanted.reason
    }
    let required = LifeCycle.transition(from: status, to: wanted.to)?.requires ?? []
    for datum in required where data[datum] == nil { data[datum] = known[datum] }
    return data
  }

  /// In place of every promise that is known here, extensions too.
  private static func newDue(_ text: String, over: [EntryID]) throws -> JSONValue {
    guard let instant = Instant(rfc3339: text) else {
      throw HubError(
        .badInput, "badDue", vi: "Ngày hẹn mới phải viết như 2026-11-25T17:00:00+07:00.",
        en: "Write the new promised date like 2026-11-25T17:00:00+07:00.")
    }
    return [
      "instant": .integer(instant.milliseconds), "rule": "newDue", "calendar": "",
      "vi": "Hẹn lại sau khi bổ sung.", "en": "Promised anew after the supplement.",
      "over": .array(over.map { .string($0.description) }),
    ]
  }

  private static func require(_ permission: Permission, role: OfficerRole?) throws {
    guard role.map({ $0.may(permission) }) ?? true else {
      throw HubError(
        .refused, "role", vi: "Vai trò của bạn không được làm việc này.",
        en: "The officer's role may not do this.")
    }
  }

  static func permission(for status: DossierStatus) -> Permission {
    switch status {
    case .registered, .received: .receive
    case .notAccepted: .refuse
    case .processing, .paymentAsked: .process
    case .supplementAsked: .askSupplement
    case .withdrawn: .withdraw
    case .stopped: .stop
    case .done: .finish
    case .returned: .returnResult
    }
  }
}
