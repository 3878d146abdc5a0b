package import FormEngine

/// A rule of the form that answers break together although each was right where it was given.
package struct BrokenRule: Sendable, Hashable {
  /// An answer a person may put right.
  package struct Field: Sendable, Hashable {
    /// As the journal names it: `giayTo[k3]/soTrang`.
    package let path: String
    /// The form's section it stands in; two sections often ask the same of two people.
    package let section: String
    package let question: FormQuestion

    /// What people call it: "Người yêu cầu: Số điện thoại".
    package var label: String {
      let name = question.label.text.isEmpty ? path : question.label.text
      return section.isEmpty ? name : "\(section): \(name)"
    }
    package var value: String { question.value }
  }

  /// How long after its last change a dossier that was handed over is still held against the form,
  /// in milliseconds: as long as its files are kept at hand.
  package static let returnedFor: Int64 = 90 * 24 * 3600 * 1000

  package let problem: FormProblem
  /// The journal's name of the field the rule belongs to.
  package let path: String
  /// That field and those the rule looks at, as far as they are answered by typing or choosing.
  package let fields: [Field]

  /// One sentence in the session's language.
  package var message: String { problem.message }

  /// The rules broken in a session that holds these answers.
  package static func all(in session: FormSession, rows: [String: [String]]) -> [BrokenRule] {
    let problems = session.validate()
    guard !problems.isEmpty else { return [] }
    let editable = Set(session.editablePaths())
    var asked: [String: (section: String, question: FormQuestion)] = [:]
    for item in session.view().items {
      var section = ""
      if case .group(let group) = item { section = group.label.text }
      for question in FormView.questions([item])
      where editable.contains(question.path) && question.isRelevant && question.entityList == nil
        && ![.upload, .note, .trigger].contains(question.control)
      {
        asked[question.path] = (section, question)
      }
    }
    return problems.map { problem in
      let paths = [problem.path] + session.pathsRead(byRuleAt: problem.path)
      return BrokenRule(
        problem: problem, path: FlatAnswers.path(of: problem.path, rows: rows),
        fields: paths.compactMap { path in
          asked[path].map { asked in
            Field(
              path: FlatAnswers.path(of: path, rows: rows), section: asked.section,
              question: asked.question)
          }
        })
    }
  }
}

extension DossierError {
  /// Answers that together break the form's rules hold the result like a dispute.
  package static func held(by rule: BrokenRule) -> DossierError {
    DossierError(
      .refused,
      vi: "Sửa ở hai nơi, ghép lại thì không còn đúng biểu mẫu; hãy sửa trước: \(rule.message)",
      en: "Changed in two places, answers break the form's rules together; put right first: "
        + "\(rule.path).")
  }

  package static func undisputed(_ matter: String) -> DossierError {
    DossierError(
      .notFound, vi: "Mục \(matter.prefix(80)) không có mâu thuẫn.",
      en: "There is no dispute about \(matter.prefix(80)).")
  }
}

extension DossierStatus {
  /// Whether a result rests on the answers, or one may yet.
  package var keepsAnswers: Bool { !isTerminal || self == .returned }
}

extension [BrokenRule] {
  /// Every path these rules are about, each once, in the order of the rules.
  package var paths: [String] {
    var known: Set<String> = []
    return flatMap { [$0.path] + $0.fields.map(\.path) }.filter { known.insert($0).inserted }
  }

  /// The answers of the rules one answer takes part in.
  package func paths(with path: String) -> [String] {
    filter { rule in rule.fields.contains { $0.path == path } }.paths
  }

  /// Every answer that may be put right, each once, in the order of the rules.
  package var fields: [BrokenRule.Field] {
    var known: Set<String> = []
    return flatMap(\.fields).filter { known.insert($0.path).inserted }
  }

  /// What people call these answers; of those that cannot be put right here, the paths.
  package var labels: [String] {
    let known = Dictionary(
      fields.map { ($0.path, $0.label) }, uniquingKeysWith: { first, _ in first })
    return paths.map { known[$0] ?? $0 }
  }

  /// Why a new value at a path is not to be taken: rules it breaks that held before, or, if it
  /// mends nothing, those it was to mend.
  package func withoutProgress(since before: [BrokenRule], at path: String) -> [FormProblem] {
    let known = Set(before.map(\.name))
    let fresh = filter { !known.contains($0.name) }
    guard fresh.isEmpty, count >= before.count else { return fresh.map(\.problem) }
    return filter { rule in rule.fields.contains { $0.path == path } }.map(\.problem)
  }
}

extension BrokenRule {
  /// What it is called while the answers change; its sentence may quote them.
  fileprivate var name: String { "\(problem.kind) \(path)" }
}
