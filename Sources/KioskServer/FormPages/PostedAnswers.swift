import Dossiers
import FormEngine

/// The answers in a posted section.
enum PostedAnswers {
  private static let prefix = "f/"

  /// The answers that differ from what the form holds, as XForms writes them.
  ///
  /// A path the form does not have is passed on: the desk refuses it by name.
  static func changes(_ body: FormBody, form: FormView, language: Language) -> [String: String] {
    let questions = Dictionary(
      FormSections(form).questions.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    var changes: [String: String] = [:]
    for field in body.fields where field.name.hasPrefix(prefix) {
      let path = String(field.name.dropFirst(prefix.count))
      guard changes[path] == nil else { continue }
      let posted = body.all(field.name)
      guard let question = questions[path] else {
        // Asked a moment ago, not any more: nothing of it is kept unless it says something.
        if let text = posted.last, !text.isEmpty { changes[path] = text }
        continue
      }
      // A file is not typed: its name is the answer once it is kept.
      guard !question.isReadonly, question.control != .upload else { continue }
      let value = Self.value(posted, of: question)
      let shown = FieldText.shown(question, language: language)
      if value != question.value, posted.last != shown { changes[path] = value }
    }
    return changes
  }

  /// The answer as XForms writes it of what was posted for a question.
  static func value(_ posted: [String], of question: FormQuestion) -> String {
    [.select, .rank].contains(question.control)
      ? posted.filter { !$0.isEmpty }.joined(separator: " ")
      : FieldText.stored(posted.last ?? "", for: question)
  }
}
