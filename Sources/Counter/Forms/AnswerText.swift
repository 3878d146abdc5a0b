package import Dossiers
package import FormEngine

/// Answers as people read them: labels instead of choice values, dates day first.
package enum AnswerText {
  package static func of(_ question: FormQuestion) -> String {
    if !question.choices.isEmpty {
      return question.choices.filter(\.isSelected).map(\.label.text).joined(separator: ", ")
    }
    return of(question.value, type: question.type)
  }

  package static func of(_ value: String, type: FormValueType) -> String {
    switch type {
    case .date: CivilDate(value).map(date) ?? value
    default: value
    }
  }

  /// `05/08/1990`.
  package static func date(_ date: CivilDate) -> String {
    "\(two(date.day))/\(two(date.month))/\(date.year)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Text by path for everything the form asks, as of the session's language.
  package static func all(_ session: FormSession) -> [String: String] {
    Dictionary(session.view().questions.map { ($0.path, of($0)) }) { first, _ in first }
  }
}
