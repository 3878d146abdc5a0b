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
    let read = ActForm(transition).read(visit.form, visit.texts)
    guard read.errors.isEmpty else {
      return try await show(visit, code, transition, errors: read.errors)
    }
    do {
      let change = StatusChange(to: transition.to, reason: read.reason, data: read.data)
      try await visit.desk.changeStatus(code, change, visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "status.done")
    } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
      let field = error.field.map { "data-\($0)" } ?? "reason"
      return try await show(
        visit, code, transition, errors: [(error.message, field)],
        status: ErrorPages.status(error.kind))
    }
  }

  private static func show(
    _ visit: Visit, _ code: String, _ transition: Transition, errors: [ActForm.Fault] = [],
    status: HTTPResponse.Status = .unprocessableContent
  ) async throws -> Response {
    let model = ActForm(transition).model(
      path: "/dossiers/\(code)/status/\(transition.to)", back: ("/dossiers/\(code)", code),
      form: visit.form, errors: errors)
    return try await visit.page(
      "status", title: transition.name, model, status: errors.isEmpty ? .ok : status,
      hasErrors: !errors.isEmpty)
  }

  private static func handOver(_ visit: Visit) async throws -> Response {
    let code = try visit.part("code")
    let takenBy = visit.form["takenBy"] ?? ""
    guard !takenBy.isEmpty else {
      return try await showHandOver(
        visit, code, error: (visit.texts("handOver.nameNeeded"), "takenBy"))
    }
    let isOther = visit.form["who"] == "other"
    let authorisation = isOther ? visit.form["authorisation"] ?? "" : ""
    guard !isOther || !authorisation.isEmpty else {
      return try await showHandOver(
        visit, code, error: (visit.texts("handOver.authorisationNeeded"), "authorisation"))
    }
    do {
      try await visit.desk.handOver(
        code,
        HandOver(
          takenBy: takenBy.precomposedStringWithCanonicalMapping,
          idNumber: visit.form["idNumber"] ?? "", form: visit.form["form"] ?? "",
          authorisation: authorisation,
          way: DeliveryWay(rawValue: visit.form["way"] ?? "") ?? .counter,
          place: visit.form["place"] ?? ""),
        visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "handOver.done")
    } catch let error as DeskError where [.badInput, .refused].contains(error.kind) {
      return try await showHandOver(visit, code, error: (error.message, error.field ?? "takenBy"))
    }
  }

  private static func showHandOver(
    _ visit: Visit, _ code: String, error: (sentence: String, field: String)? = nil
  ) async throws -> Response {
    let page = try await visit.desk.dossier(code, visit.caller)
    guard page.canHandOver else { throw Problem(status: .conflict, text: "problem.transition") }
    let way = visit.form["way"].flatMap(DeliveryWay.init(rawValue:)) ?? page.delivery ?? .counter
    let digital = visit.form["form"] == visit.texts("handOver.digital")
    var model: Model = [
      "code": page.line.code, "ref": code, "subject": page.subject,
      "procedure": page.line.procedure,
      "takenBy": visit.form["takenBy"] ?? "", "idNumber": visit.form["idNumber"] ?? "",
      "digital": digital, "paper": !digital, "other": visit.form["who"] == "other",
      "authorisation": visit.form["authorisation"] ?? "", "place": visit.form["place"] ?? "",
      "ways": DeliveryWay.allCases.map { choice -> Model in
        [
          "value": choice.rawValue, "label": choice.name[visit.language],
          "selected": choice == way,
        ]
      },
    ]
    if let error { model["errors"] = ErrorSummary.one(error.sentence, field: error.field) }
    return try await visit.page(
      "hand-over", title: visit.texts("handOver.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
