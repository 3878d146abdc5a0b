import Dossiers
import FormEngine

/// The one filling an author tries: in memory only, and carried over each time the form changes.
actor PreviewForm {
  /// The form and its answers at one moment.
  struct State: Sendable {
    var view: FormView
    var problems: [FormProblem]
  }

  private let source: PreviewSource
  private var stamp: String?
  private var definition: FormDefinition?
  private var answers = FormAnswers()

  init(_ source: PreviewSource) { self.source = source }

  /// - Throws: one sentence, when the form is broken as it is now.
  func state(_ language: Language) throws -> State { try change(language) { _ in } }

  /// Changes the answers; nothing is changed when it throws.
  @discardableResult
  func change(_ language: Language, _ work: @Sendable (FormSession) throws -> Void) throws -> State
  {
    let session = try FormSession(try current(), environment: source.environment(language))
    try session.load(answers)
    try work(session)
    answers = session.answers()
    return State(view: session.view(), problems: session.validate())
  }

  func clear() { answers = FormAnswers() }

  /// The answers as `form fill` takes them.
  func json(_ language: Language) throws -> String {
    let session = try FormSession(try current(), environment: source.environment(language))
    try session.load(answers)
    return session.submission().json
  }

  private func current() throws -> FormDefinition {
    let now = source.stamp()
    if let definition, stamp == now { return definition }
    definition = nil
    let fresh = try source.definition()
    (definition, stamp) = (fresh, now)
    return fresh
  }
}
