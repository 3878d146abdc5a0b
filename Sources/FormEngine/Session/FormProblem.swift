/// One thing that is wrong with the answers of a form.
public struct FormProblem: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// A required field is empty.
    case required
    /// The form's own rule is not satisfied.
    case constraint
    /// The value is not of the field's type, or not among its choices.
    case type
    /// There is no such field.
    case unknown
  }

  /// Path below the root, rows counted from 1: `giayTo[2]/soTrang`.
  public var path: String
  public var kind: Kind
  /// One sentence in the session's language where the form gives one, else in English.
  public var message: String

  public init(path: String, kind: Kind, message: String) {
    self.path = path
    self.kind = kind
    self.message = message
  }
}

/// What filling a form with answers comes to.
public struct FormFill: Sendable, Hashable {
  public var valid: Bool
  public var errors: [FormProblem]
  /// The submission: relevant answers only, calculated values included.
  public var answers: FormAnswers
  /// Paths of all relevant fields, groups and rows, in document order.
  public var relevant: [String]

  public init(
    valid: Bool, errors: [FormProblem], answers: FormAnswers, relevant: [String]
  ) {
    self.valid = valid
    self.errors = errors
    self.answers = answers
    self.relevant = relevant
  }
}
