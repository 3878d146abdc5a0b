import Dossiers
import FormEngine
import Hub
import Sync

/// Answers that break the form's rules together, and a field for each that may be put right.
extension DisputeWords {
  /// One sentence for each rule, with the question's label.
  func sentences(_ broken: [BrokenRule]) -> [String] {
    shown(broken).map { rule in
      let label = rule.fields.first { $0.path == rule.path }?.label ?? rule.path
      return "\(label): \(rule.message)"
    }
  }

  /// What takes more than a line or one choice is put right at the counter, or by the command.
  func corrections(_ broken: [BrokenRule], typed form: [String: String]) -> [[String: Any]] {
    shown(broken).fields.filter {
      state.dispute(over: $0.path) == nil
        && [.input, .secret, .range, .select1].contains($0.question.control)
    }.map { field in
      let isTyped = form["field"] == field.path
      let value = isTyped ? form["value"] ?? "" : field.value
      var model: [String: Any] = [
        "id": Self.id(field.path), "field": field.path, "label": field.label, "value": value,
        "seen": state.heads(of: field.path).map(\.description).joined(separator: " "),
        "reason": isTyped ? form["reason"] ?? "" : "",
        "type": field.question.type == .date ? "date" : "text",
      ]
      if field.question.control == .select1 {
        model["select"] = [
          "choices": field.question.choices.map {
            HubSite.option($0.value, $0.label.text, value)
          }
        ]
      }
      return model
    }
  }

  /// The rules in the page's language.
  private func shown(_ broken: [BrokenRule]) -> [BrokenRule] {
    language == .vietnamese ? broken : procedures.brokenRules(of: state, language)
  }
}
