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
    let session = try session(language)
    try work(session)
    answers = session.answers()
    return State(view: session.view(), problems: session.validate())
  }

  func clear() { answers = FormAnswers() }

  /// The answers as `form fill` takes them.
  func json(_ language: Language) throws -> String {
    let session = try session(language)
    return session.submission().json
  }

  private func session(_ language: Language) throws -> FormSession {
    let session = try FormSession(
      try current(), environment: source.environment(language), lists: source.entities())
    try session.load(answers)
    return session
  }

  /// Looks among the author's entities as an office looks in its register: by an exact number, or
  /// by words of the label.
  func find(_ text: String, at path: String, _ language: Language) throws -> EntitySearch {
    let session = try session(language)
    guard
      let question = session.view().items.flatMap(\.askedQuestions)
        .first(where: { $0.path == path }), let list = question.entityList
    else { return EntitySearch(text: text, hits: []) }
    let offered = Set(session.offers(at: path))
    let digits = text.filter { !$0.isWhitespace && $0 != "." }
    let isNumber = digits.count >= Self.numberDigits && digits.allSatisfy(\.isASCIIDigit)
    let words = FoldedText(text)
    let found = (try source.entities()[list]?.items ?? []).filter { item in
      offered.contains(item.id)
        && (isNumber
          ? item.properties.values.contains(digits)
          : !words.tokens.isEmpty && FoldedText(item.label).matches(words))
    }
    return EntitySearch(
      text: text,
      hits: found.prefix(Self.hitLimit).map { .init(id: $0.id, words: Mask.name($0.label)) },
      hasMore: found.count > Self.hitLimit, isExact: isNumber)
  }

  private static let numberDigits = 6
  private static let hitLimit = 20

  /// The form as it lies on the disk now.
  func current() throws -> FormDefinition {
    let now = source.stamp()
    if let definition, stamp == now { return definition }
    definition = nil
    let fresh = try source.definition()
    (definition, stamp) = (fresh, now)
    return fresh
  }
}
