import Dossiers
import FormEngine
import Foundation
import HTTPTypes
import Hummingbird

/// Moving a dossier on, and handing the result over.
enum StatusPages {
  static func add(to routes: Routes) {
    routes.page("/dossiers/:code/status/:to") { visit in
      try await DossierPages.opened(visit) { code in
        try await show(visit, code, try await transition(visit, code))
      }
    }
    routes.action("/dossiers/:code/status/:to", change)
    routes.page("/dossiers/:code/hand-over") { visit in
      try await DossierPages.opened(visit) { try await showHandOver(visit, $0) }
    }
    routes.action("/dossiers/:code/hand-over", handOver)
  }

  private static func transition(_ visit: Visit, _ code: String) async throws -> Transition {
    let to = try visit.number("to")
    let page = try await visit.desk.dossier(code, visit.caller)
    guard let transition = page.transitions.first(where: { $0.to == to }) else {
      throw Problem(status: .conflict, text: "problem.transition")
    }
    return transition
  }

  private static func change(_ visit: Visit) async throws -> Response {
    let code = try visit.part("code")
    let transition = try await transition(visit, code)
    let reason = visit.form["reason"] ?? ""
    var data: [String: String] = [:]
    var errors: [(sentence: String, field: String?)] = []
    func missing(_ label: String, _ id: String) {
      errors.append((visit.texts("form.problem.required", ["label": label]), id))
    }
    if transition.reasonRequired, reason.isEmpty { missing(visit.texts("status.reason"), "reason") }
    for field in transition.fields {
      let text = visit.form["data/\(field.id)"] ?? ""
      if text.isEmpty {
        if field.isRequired { missing(field.label, "data-\(field.id)") }
        continue
      }
      data[field.id] = stored(text, field.shape)
      if field.shape == .date, CivilDate(data[field.id] ?? "") == nil {
        errors.append(
          (visit.texts("form.problem.date", ["label": field.label]), "data-\(field.id)"))
      }
    }
    guard errors.isEmpty else { return try await show(visit, code, transition, errors: errors) }
    do {
      let change = StatusChange(to: transition.to, reason: reason, data: data)
      try await visit.desk.changeStatus(code, change, visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "status.done")
    } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
      let field = error.field.map { "data-\($0)" } ?? "reason"
      return try await show(
        visit, code, transition, errors: [(error.message, field)],
        status: ErrorPages.status(error.kind))
    }
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

  private static func show(
    _ visit: Visit, _ code: String, _ transition: Transition,
    errors: [(sentence: String, field: String?)] = [],
    status: HTTPResponse.Status = .unprocessableContent
  ) async throws -> Response {
    var model: Model = [
      "code": code, "to": transition.to, "name": transition.name,
      "reason": visit.form["reason"] ?? "", "reasonRequired": transition.reasonRequired,
      "fields": transition.fields.map { field($0, visit.form, errors) },
    ]
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    return try await visit.page(
      "status", title: transition.name, model, status: errors.isEmpty ? .ok : status,
      hasErrors: !errors.isEmpty)
  }

  private static func field(
    _ field: Transition.Field, _ form: FormBody, _ errors: [(sentence: String, field: String?)]
  ) -> Model {
    let typed = form["data/\(field.id)"] ?? ""
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

  private static func handOver(_ visit: Visit) async throws -> Response {
    let code = try visit.part("code")
    let takenBy = visit.form["takenBy"] ?? ""
    guard !takenBy.isEmpty else {
      return try await showHandOver(
        visit, code, error: (visit.texts("handOver.nameNeeded"), "takenBy"))
    }
    do {
      try await visit.desk.handOver(
        code,
        HandOver(
          takenBy: takenBy.precomposedStringWithCanonicalMapping,
          idNumber: visit.form["idNumber"] ?? "", form: visit.form["form"] ?? ""),
        visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "handOver.done")
    } catch let error as DeskError where error.kind == .badInput {
      return try await showHandOver(visit, code, error: (error.message, error.field ?? "takenBy"))
    }
  }

  private static func showHandOver(
    _ visit: Visit, _ code: String, error: (sentence: String, field: String)? = nil
  ) async throws -> Response {
    let page = try await visit.desk.dossier(code, visit.caller)
    guard page.canHandOver else { throw Problem(status: .conflict, text: "problem.transition") }
    let digital = visit.form["form"] == visit.texts("handOver.digital")
    var model: Model = [
      "code": code, "subject": page.subject, "procedure": page.line.procedure,
      "takenBy": visit.form["takenBy"] ?? "", "idNumber": visit.form["idNumber"] ?? "",
      "digital": digital, "paper": !digital,
    ]
    if let error { model["errors"] = ErrorSummary.one(error.sentence, field: error.field) }
    return try await visit.page(
      "hand-over", title: visit.texts("handOver.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
