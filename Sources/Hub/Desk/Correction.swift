package import Dossiers
import Foundation
package import Identity
package import Sync

/// The right value of an answer that breaks the form's rules together with others.
package struct AnswerCorrection: Sendable {
  /// As the journal names it.
  package var path: String
  /// As XForms writes it; empty clears the answer.
  package var value: String
  package var reason: String
  /// The entries whose values the person saw; `nil` takes those of now.
  package var seen: Set<EntryID>?

  package init(path: String, value: String, reason: String, seen: Set<EntryID>? = nil) {
    self.path = path
    self.value = value
    self.reason = reason
    self.seen = seen
  }
}

extension Hub {
  /// Puts one answer right by an edit over the values seen, with the reason.
  ///
  /// `role` is `nil` for the local administrator. `check` is shown the answers before and after and
  /// says by throwing that they may not be so, or that nothing is wrong with them, and else which
  /// answers the rules in question are about; `restate` as in
  /// ``edit(_:_:fields:actor:role:check:restate:)``.
  @discardableResult
  package func correct(
    _ id: SubjectID, _ correction: AnswerCorrection, actor: String, role: OfficerRole?,
    check: @escaping @Sendable (FlatAnswers, FlatAnswers) throws -> [String],
    restate: @escaping @Sendable (FlatAnswers, DossierState, UInt64) throws -> JSONValue?
  ) async throws -> EntryID {
    try Self.requireDecider(role, correction.reason)
    let path = correction.path
    return try await change { [random] change in
      let state = try change.projection.folded(id).state
      var edit = AnswerEdit(state: state, fields: [path], random: random)
      try edit.read([path: correction.value.isEmpty ? .null : .string(correction.value)])
      let paths = try check(edit.before, edit.after)
      try edit.refuseDisputes()
      let heads = Set(state.heads(of: path))
      guard correction.seen.map({ $0 == heads }) ?? true else { throw HubError.moved }
      var body = edit.body
      body["reason"] = .string(correction.reason)
      body["mends"] = state.versions(of: paths)
      body["entities"] = try restate(edit.after, state, Self.seed(random))
      return try change.append(
        OwnDraft(subject: id, kind: DossierKind.edited.rawValue, body: body, actor: actor))
    }
  }

  /// Where a form's random values begin.
  static func seed(_ random: any RandomSource) -> UInt64 {
    random.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }
}

extension HubError {
  /// What stands in place of an act over what its author has not seen.
  static var moved: HubError {
    HubError(
      .refused, "moved", vi: "Hồ sơ vừa có thay đổi khác; hãy xem lại rồi quyết định.",
      en: "The dossier has changed meanwhile; look at it again and decide.")
  }
}
