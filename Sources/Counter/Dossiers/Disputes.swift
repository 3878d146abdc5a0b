import DossierStore
import Dossiers
import FormEngine
import Identity
import Sync

extension OneStopOffice {
  /// Decides a dispute: for one of its sides, or for a new value of one answer; an answer that
  /// breaks a rule together with others takes a new value.
  /// - Parameters:
  ///   - matter: a path, a group of answers, a row, a component or "status".
  ///   - keep: the entry of the side that is right.
  ///   - seen: the sides the person saw; `nil` takes those of now. Nothing is decided over a side
  ///     that came meanwhile.
  /// - Throws: ``DossierError`` when there is no such dispute or the entry is none of its sides,
  ///   ``IncompleteError`` when the form does not take the new value.
  package func resolve(
    code: String, field matter: String, keep: String?, value: String?, reason: String,
    seen: Set<String>? = nil, by actor: Actor
  ) throws {
    try actor.require(.resolveDisputes)
    try Self.check(texts: [reason, value ?? ""])
    let (id, state) = try workableState(code: code)
    guard let dispute = state.dispute(named: matter) else {
      guard let value, keep == nil else { throw DossierError.undisputed(matter) }
      let heads = Set(state.heads(of: matter).map(\.description))
      return try correct(
        code: code, field: matter, value: value, reason: reason, seen: seen ?? heads, by: actor)
    }
    guard seen.map({ $0 == Set(dispute.sides.map(\.entry.description)) }) ?? true else {
      throw Self.moved
    }
    let draft: EntryDraft
    switch (keep, value) {
    case (let keep?, nil):
      guard let side = dispute.sides.first(where: { $0.entry.description == keep }) else {
        throw DossierError(
          .badInput, vi: "Mục nhật ký này không phải một bên của mâu thuẫn về \(matter).",
          en: "That entry is none of the dispute's sides; see motcua conflict show.")
      }
      var body = state.decision(on: dispute, keep: side.entry, reason: reason)
      var answers = state.flatAnswers
      answers.values.merge(side.answers.mapValues { $0 ?? "" }) { _, kept in kept }
      body["entities"] = try statement(answers, of: state)
      // The next change of status replaces the decision, as it would the change it chose.
      let replaces = dispute.matter == .status ? state.statusHeads : []
      draft = EntryDraft(
        kind: DossierKind.decided.rawValue, subject: .existing(id), body: body,
        replaces: replaces)
    case (nil, let value?):
      let body = try newValue(value, at: matter, dispute, state, reason: reason)
      draft = EntryDraft(
        kind: DossierKind.edited.rawValue, subject: .existing(id), body: body)
    default:
      throw DossierError(
        .badInput, vi: "Hãy chọn một giá trị để giữ hoặc nhập giá trị mới.",
        en: "Give either the entry to keep or a new value.")
    }
    _ = try store.append([draft], by: actor.id, clock: clockSource())
  }

  /// The edit that replaces every value of one disputed answer by a new one.
  private func newValue(
    _ value: String, at path: String, _ dispute: Dispute, _ state: DossierState, reason: String
  ) throws -> [String: JSONValue] {
    guard case .answers = dispute.matter,
      dispute.sides.allSatisfy({ $0.answers.keys.allSatisfy { $0 == path } })
    else {
      throw DossierError(
        .badInput,
        vi: "Phải chọn một bên của mâu thuẫn này trước; sau đó sửa được từng mục.",
        en: "Choose a side of this dispute first; single answers can be changed afterwards.")
    }
    let chosen = value.isEmpty ? nil : value
    try check(chosen, at: path, of: state)
    var answers = state.flatAnswers
    answers.values[path] = chosen
    var body = Self.edit([path: chosen], over: state)
    body["reason"] = .string(reason)
    body["entities"] = try statement(answers, of: state)
    return body
  }

  /// A new value has to be one the form takes; what is wrong elsewhere does not stop a decision.
  private func check(_ value: String?, at field: String, of state: DossierState) throws {
    var answers = state.flatAnswers
    answers.values[field] = value
    let problems = try problems(in: answers, of: state)
      .filter { Self.shape($0.path) == Self.shape(field) }
    guard problems.isEmpty else { throw IncompleteError(problems: problems) }
  }
}
