package import Dossiers
import Foundation
import Identity
package import Sync

/// What a person of the province decides about a dispute.
package struct DisputeDecision: Sendable {
  package enum Choice: Sendable {
    /// What this entry said is right.
    case keep(EntryID)
    /// Another value is right; empty clears the answer.
    case value(String)
  }

  /// A path, a group of answers, a row, a component or "status".
  package var matter: String
  package var choice: Choice
  package var reason: String
  /// The sides the person saw; `nil` takes those of now.
  package var seen: Set<EntryID>?

  package init(matter: String, choice: Choice, reason: String, seen: Set<EntryID>? = nil) {
    self.matter = matter
    self.choice = choice
    self.reason = reason
    self.seen = seen
  }
}

extension Hub {
  /// Appends a decision as an entry of the hub's stream, with everything its author saw.
  ///
  /// `role` is `nil` for the local administrator. `check` is shown the answers before and after a
  /// new value and says by throwing that they may not be so.
  @discardableResult
  package func decide(
    _ id: SubjectID, _ decision: DisputeDecision, actor: String, role: OfficerRole?,
    check: @escaping @Sendable (FlatAnswers, FlatAnswers) throws -> Void = { _, _ in }
  ) async throws -> EntryID {
    try Self.requireDecider(role, decision.reason)
    return try await change { change in
      let folded = try change.projection.folded(id)
      return try change.append(try folded.draft(decision, of: id, actor: actor, check: check))
    }
  }

  /// Says whether two dossiers are about the same matter, in both; neither is changed by it.
  package func judgeDuplicate(
    _ id: SubjectID, of other: SubjectID, isSame: Bool, reason: String, actor: String,
    role: OfficerRole?
  ) async throws {
    try Self.requireDecider(role, reason)
    guard id != other else { throw HubError.noDossier }
    try await change { change in
      for (one, two) in [(id, other), (other, id)] {
        let verdict = try change.projection.folded(one).state.duplicates[two.description]
        try change.append(
          OwnDraft(
            subject: one, kind: DossierKind.decided.rawValue,
            body: [
              "duplicate": .string(two.description), "same": .bool(isSame),
              "reason": .string(reason),
            ], actor: actor, replaces: verdict?.heads ?? []))
      }
    }
  }

  static func requireDecider(_ role: OfficerRole?, _ reason: String) throws {
    guard role.map({ $0.may(.resolveDisputes) }) ?? true else {
      throw HubError(
        .refused, "role", vi: "Vai trò của bạn không được làm việc này.",
        en: "The officer's role may not do this.")
    }
    guard reason.utf8.count <= reasonBytes else {
      throw HubError(
        .badInput, "tooLong", vi: "Nội dung quá dài (tối đa \(reasonBytes) byte).",
        en: "A text has more than \(reasonBytes) bytes.")
    }
  }
}

extension FoldedDossier {
  /// The entry of a decision, or why it may not be.
  func draft(
    _ decision: DisputeDecision, of id: SubjectID, actor: String,
    check: (FlatAnswers, FlatAnswers) throws -> Void
  ) throws -> OwnDraft {
    let matter = decision.matter.prefix(80)
    guard let dispute = state.dispute(named: decision.matter) else {
      throw HubError(
        .notFound, "noDispute", vi: "Mục \(matter) không có mâu thuẫn.",
        en: "There is no dispute about \(matter).")
    }
    let sides = Set(dispute.sides.map(\.entry))
    guard decision.seen.map({ $0 == sides }) ?? true else {
      throw HubError.moved
    }
    switch decision.choice {
    case .keep(let entry):
      guard sides.contains(entry) else {
        throw HubError(
          .badInput, "noSide", vi: "Mục nhật ký này không phải một bên của mâu thuẫn.",
          en: "That entry is none of the dispute's sides; see motcua-hub conflict show.")
      }
      return OwnDraft(
        subject: id, kind: DossierKind.decided.rawValue,
        body: state.decision(on: dispute, keep: entry, reason: decision.reason), actor: actor,
        replaces: dispute.matter == .status ? statusHeads : [])
    case .value(let value):
      return try newValue(value, decision, dispute, of: id, actor: actor, check: check)
    }
  }

  /// The edit that replaces every value of one disputed answer by a new one.
  private func newValue(
    _ value: String, _ decision: DisputeDecision, _ dispute: Dispute, of id: SubjectID,
    actor: String, check: (FlatAnswers, FlatAnswers) throws -> Void
  ) throws -> OwnDraft {
    let paths = Set(dispute.sides.flatMap(\.answers.keys))
    guard case .answers = dispute.matter, let path = paths.first, paths.count == 1 else {
      throw HubError(
        .badInput, "chooseSide",
        vi: "Phải chọn một bên của mâu thuẫn này trước; sau đó sửa được từng mục.",
        en: "Choose a side of this dispute first; single answers can be changed afterwards.")
    }
    let chosen = value.isEmpty ? nil : value
    var answers = state.standingAnswers
    let before = answers
    answers.values[path] = chosen
    try check(before, answers)
    let over = state.heads(of: path).map { JSONValue.string($0.description) }
    return OwnDraft(
      subject: id, kind: DossierKind.edited.rawValue,
      body: [
        "source": "officer", "reason": .string(decision.reason),
        "changes": [path: ["v": chosen.map { .string($0) } ?? .null, "over": .array(over)]],
      ], actor: actor)
  }
}

extension DossierState {
  /// The answers that stand, for a form; what was cleared is left out.
  package var standingAnswers: FlatAnswers {
    var answers = FlatAnswers()
    answers.values = fields.compactMapValues { $0.value.flatMap { $0.isEmpty ? nil : $0 } }
    answers.rows = rows
    return answers
  }
}
