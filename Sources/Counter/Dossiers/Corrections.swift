import DossierStore
package import Dossiers
import FormEngine
import Identity
package import Sync

/// Answers that together break the form's rules, and putting one of them right.
extension OneStopOffice {
  /// The rules answers of several devices break together; each device checked its own, and nothing
  /// rests on the answers of what was refused, withdrawn or stopped.
  package func brokenRules(of state: DossierState, _ language: Language = .vietnamese) throws
    -> [BrokenRule]
  {
    guard state.answerAuthors.count > 1,
      DossierStatus(rawValue: state.status)?.keepsAnswers ?? false
    else { return [] }
    return try brokenRules(by: state.flatAnswers, of: state, language)
  }

  private func brokenRules(
    by answers: FlatAnswers, of state: DossierState, _ language: Language = .vietnamese
  ) throws -> [BrokenRule] {
    let session = try self.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt),
      language: language)
    try session.load(answers.formAnswers)
    return BrokenRule.all(in: session, rows: answers.rows)
  }

  /// Puts one answer right that breaks a rule together with others: an edit over the values seen.
  /// - Parameters:
  ///   - value: as XForms writes it; empty clears the answer.
  ///   - seen: the entries whose values the person saw. Nothing is written over another one.
  /// - Throws: ``DossierError`` when no broken rule is about the answer, ``IncompleteError`` when
  ///   the new value mends nothing or breaks another rule.
  package func correct(
    code: String, field path: String, value: String, reason: String, seen: Set<String>,
    by actor: Actor
  ) throws {
    try actor.require(.resolveDisputes)
    try Self.check(texts: [reason, value])
    let (id, state) = try workableState(code: code)
    let before = try brokenRules(of: state)
    guard before.fields.contains(where: { $0.path == path }) else {
      throw DossierError.undisputed(path)
    }
    try Self.refuse(disputed: [path], in: state)
    guard seen == Set(state.heads(of: path).map(\.description)) else { throw Self.moved }
    var answers = state.flatAnswers
    answers.values[path] = value.isEmpty ? nil : value
    let left = try brokenRules(by: answers, of: state)
    let wrong = left.withoutProgress(since: before, at: path)
    guard wrong.isEmpty else { throw IncompleteError(problems: wrong) }
    var body = Self.edit([path: value], over: state)
    body["reason"] = .string(reason)
    body["mends"] = state.versions(of: before.paths(with: path))
    body["entities"] = try statement(answers, of: state)
    _ = try store.append(
      [EntryDraft(kind: DossierKind.edited.rawValue, subject: .existing(id), body: body)],
      by: actor.id, clock: clockSource())
  }

  /// What stands in place of a decision over what its author has not seen.
  static var moved: DossierError {
    DossierError(
      .refused, vi: "Hồ sơ vừa có thay đổi khác; hãy xem lại rồi quyết định.",
      en: "The dossier has changed meanwhile; look at it again and decide.")
  }

  /// An edit of answers that disagree would decide between them silently.
  static func refuse(disputed paths: some Sequence<String>, in state: DossierState) throws {
    for path in paths.sorted() {
      guard let name = state.dispute(over: path)?.matter.name.prefix(80) else { continue }
      throw DossierError(
        .refused,
        vi: "Mục \(name) đang mâu thuẫn; hãy quyết định bằng conflict resolve, rồi mới sửa.",
        en: "\(name) is disputed; decide it with conflict resolve before it is edited.")
    }
  }

  /// The body of an edit that replaces everything known here; an empty value clears.
  static func edit(_ changes: [String: String?], over state: DossierState) -> [String: JSONValue] {
    let members = changes.map { path, value -> (String, JSONValue) in
      let said = value.flatMap { $0.isEmpty ? nil : $0 }
      let over = state.heads(of: path).map { JSONValue.string($0.description) }
      return (path, ["v": said.map { .string($0) } ?? .null, "over": .array(over)])
    }
    return [
      "source": "officer", "changes": .object(Dictionary(members, uniquingKeysWith: { $1 })),
    ]
  }
}
