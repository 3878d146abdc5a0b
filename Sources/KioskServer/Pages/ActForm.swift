import Dossiers
import FormEngine

/// The one form of all acts: fields in a row, a reason where there is one, a warning on top.
struct ActForm {
  typealias Fault = (sentence: String, field: String?)

  var name: String
  var warning: String?
  var reason: ActSheet.Reason
  var fields: [Transition.Field]

  init(_ sheet: ActSheet) {
    (name, warning, reason, fields) = (sheet.name, sheet.warning, sheet.reason, sheet.fields)
  }

  init(_ transition: Transition) {
    (name, warning, fields) = (transition.name, transition.warning, transition.fields)
    reason = transition.reasonRequired ? .required : .optional
  }

  /// What was posted, with a sentence for everything that cannot be read.
  func read(_ form: FormBody, _ texts: Texts) -> (
    reason: String, data: [String: String], errors: [Fault]
  ) {
    let typed = form["reason"] ?? ""
    var data: [String: String] = [:]
    var errors: [Fault] = []
    func missing(_ label: String, _ id: String) {
      errors.append((texts("form.problem.required", ["label": label]), id))
    }
    if reason == .required, typed.isEmpty { missing(texts("status.reason"), "reason") }
    for field in fields {
      let text = form["data/\(field.id)"] ?? ""
      if text.isEmpty {
        if field.isRequired { missing(field.label, "data-\(field.id)") }
        continue
      }
      data[field.id] = Self.stored(text, field.shape)
      if field.shape == .date, CivilDate(data[field.id] ?? "") == nil {
        errors.append((texts("form.problem.date", ["label": field.label]), "data-\(field.id)"))
      }
    }
    return (typed, data, errors)
  }

  private static func stored(_ text: String, _ shape: Transition.Field.Shape) -> String {
    switch shape {
    case .date: FieldText.stored(text, type: .date)
    case .list:
      text.split(separator: "\n").map { String($0).trimmed }.filter { !$0.isEmpty }
        .joined(separator: "\n")
    case .line, .choice: text
    }
  }

  /// - Parameters:
  ///   - path: where the form is sent.
  ///   - back: where cancelling leads, with its name.
  func model(
    path: String, back: (path: String, name: String), form: FormBody, errors: [Fault]
  ) -> Model {
    var model: Model = [
      "path": path, "backPath": back.path, "backName": back.name, "name": name,
      "warning": warning ?? "", "reason": form["reason"] ?? "",
      "reasonRequired": reason == .required, "hasReason": reason != .none,
      "fields": fields.map { field($0, form, errors) },
    ]
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    return model
  }

  private func field(_ field: Transition.Field, _ form: FormBody, _ errors: [Fault]) -> Model {
    let typed = form["data/\(field.id)"] ?? field.value
    var model: Model = [
      "id": "data-\(field.id)", "name": "data/\(field.id)", "label": field.label,
      "hint": field.hint ?? "", "optional": !field.isRequired, "value": typed,
      "isLine": field.shape == .line, "isList": field.shape == .list,
      "isDate": field.shape == .date, "isChoice": false, "choices": [Model](),
      "fault": errors.first { $0.field == "data-\(field.id)" }.map {
        ["sentence": $0.sentence, "field": "data-\(field.id)"] as Model
      } as Any? ?? false,
    ]
    if case .choice(let choices) = field.shape {
      model["isChoice"] = true
      model["choices"] = choices.map {
        ["value": $0.value, "label": $0.label, "selected": $0.value == typed] as Model
      }
    }
    return model
  }
}
