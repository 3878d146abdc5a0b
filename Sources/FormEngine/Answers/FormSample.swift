public import Foundation

/// A sample that stands beside a form: a story, answers, and the errors they are to have.
public struct FormSample: Sendable, Hashable {
  public struct ExpectedError: Sendable, Hashable {
    public var path: String
    public var kind: FormProblem.Kind
  }

  public var story: String
  public var answers: FormAnswers
  /// Empty for valid samples.
  public var errors: [ExpectedError]

  /// Reads a sample file.
  ///
  /// - Throws: ``FormError`` naming the place.
  public init(json: Data, limits: FormLimits = .standard) throws {
    let value = try JSONReader.read(Array(json), limits: limits)
    guard let members = value.members,
      let inner = members.first(where: { $0.key == "answers" })?.value.members
    else {
      throw FormError(.malformed, "The sample has no answers.")
    }
    answers = try FormAnswers(members: inner, path: "", limits: limits)
    story = ""
    errors = []
    for member in members {
      switch (member.key, member.value) {
      case ("story", .string(let text)): story = text
      case ("errors", .array(let list)): errors = try list.map(Self.error)
      case ("answers", _): break
      default: throw FormError(.malformed, "The sample has an unknown member \(member.key).")
      }
    }
  }

  private static func error(_ value: JSONValue) throws -> ExpectedError {
    let members = value.members ?? []
    guard case .string(let path) = members.first(where: { $0.key == "path" })?.value,
      case .string(let kind) = members.first(where: { $0.key == "kind" })?.value,
      let known = FormProblem.Kind(rawValue: kind)
    else {
      throw FormError(.malformed, "An expected error of the sample needs path and kind.")
    }
    return ExpectedError(path: path, kind: known)
  }
}
