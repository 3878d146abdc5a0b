/// One filling of a form: answers in, live state out. Confined to one task at a time.
public final class FormSession {
  public let definition: FormDefinition
  /// The language of labels and messages; one the form does not have falls back to its default.
  public var language: String
  /// How many expressions have been evaluated since the session began.
  public private(set) var evaluationCount = 0

  /// Begins an empty form: defaults, preloads and calculations are in place.
  public init(_ definition: FormDefinition, environment: FormEnvironment) throws {
    self.definition = definition
    self.language = environment.language ?? definition.defaultLanguage
  }

  /// Puts answers in place of the present ones. What does not fit the form is left out and
  /// reported here and by ``validate()``.
  @discardableResult
  public func load(_ answers: FormAnswers) throws -> [FormProblem] { [] }
  /// All answers, those that are not relevant now included.
  public func answers() -> FormAnswers { FormAnswers() }
  /// What is submitted: relevant answers only.
  public func submission() -> FormAnswers { FormAnswers() }
  /// The submission as an XForms instance document.
  public func submissionXML() -> String { "" }
  /// Answers the field at a path such as `giayTo[2]/soTrang`; an empty string clears it.
  public func set(_ value: String, at path: String) throws {}
  /// Appends a row to a repeat and answers its path.
  @discardableResult
  public func addRow(to path: String, id: String? = nil) throws -> String { path }
  /// Removes the row at a path such as `giayTo[2]`.
  public func removeRow(at path: String) throws {}
  /// Moves the row at a path to another position, counted from 1.
  public func moveRow(at path: String, to position: Int) throws {}
  /// Everything that is wrong, in document order.
  public func validate() -> [FormProblem] { [] }
  /// The form as a screen shows it now.
  public func view() -> FormView {
    FormView(title: definition.title, id: definition.id, version: definition.version,
      language: language, items: [])
  }
  /// Paths of all relevant fields, groups and rows, in document order.
  public func relevantPaths() -> [String] { [] }
  /// The value of an expression, with absolute paths or relative to the node at `path`.
  public func evaluate(_ expression: String, at path: String? = nil) throws -> XPathValue {
    .string(expression)
  }
}
