import Dossiers
import HTTPTypes
import Hummingbird

/// Whom to call, and how a resident agreed to be told.
enum TellingPages {
  static func add(to routes: Routes) {
    routes.page("/calls") { try await calls($0) }
    routes.page("/calls.pdf") { visit in
      DocumentPages.response(try await visit.desk.callPaper(visit.caller))
    }
    routes.action("/calls") { visit in
      guard let code = visit.form["code"], ["reached", "unreached"].contains(visit.form["act"])
      else { throw Problem.malformed }
      do {
        try await visit.desk.called(
          code, reached: visit.form["act"] == "reached", note: visit.form["note"] ?? "",
          visit.caller)
        return await visit.redirect("/calls", notice: "calls.saved")
      } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
        return try await calls(visit, error: error)
      }
    }
    routes.page("/dossiers/:code/telling") { visit in
      try await DossierPages.opened(visit) { try await consent(visit, $0) }
    }
    routes.action("/dossiers/:code/telling") { visit in
      let code = try visit.part("code")
      do {
        try await visit.desk.agree(
          code, sms: visit.form["sms"] == "yes", call: visit.form["call"] == "yes",
          phone: visit.form["phone"] ?? "", village: visit.form["village"] ?? "", visit.caller)
        return await visit.redirect("/dossiers/\(code)", notice: "calls.consentSaved")
      } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
        return try await consent(visit, code, error: error)
      }
    }
  }

  private static func calls(_ visit: Visit, error: DeskError? = nil) async throws -> Response {
    let sheet = try await visit.desk.calls(visit.caller)
    let texts = visit.texts
    var model: Model = [
      "any": !sheet.villages.isEmpty,
      "messages": sheet.messages > 0
        ? texts("calls.messages", ["count": String(sheet.messages)]) : "",
      "villages": sheet.villages.map { village -> Model in
        [
          "name": village.name.isEmpty ? texts("calls.noVillage") : village.name,
          "lines": village.lines.map { line -> Model in
            [
              "code": line.code, "ref": line.reference, "id": FieldModel.id(line.reference),
              "name": line.name,
              "phone": line.phone.isEmpty ? texts("calls.noPhone") : line.phone,
              "event": line.event,
              "attempts": line.attempts > 0
                ? texts("calls.attempts", ["count": String(line.attempts)]) : "",
            ]
          },
        ]
      },
    ]
    if let error { model["errors"] = ErrorSummary.one(error.message, field: error.field) }
    return try await visit.page(
      "calls", title: texts("calls.title"), model,
      status: error.map { ErrorPages.status($0.kind) } ?? .ok, hasErrors: error != nil)
  }

  private static func consent(_ visit: Visit, _ code: String, error: DeskError? = nil) async throws
    -> Response
  {
    let sheet = try await visit.desk.consent(code, visit.caller)
    let form = error == nil ? nil : visit.form
    let village = form?["village"] ?? sheet.village
    var model: Model = [
      "code": sheet.code, "ref": code, "subject": sheet.subject,
      "sms": form.map { $0["sms"] == "yes" } ?? sheet.sms,
      "call": form.map { $0["call"] == "yes" } ?? sheet.call,
      "phone": form?["phone"] ?? sheet.phone, "told": sheet.told, "anyTold": !sheet.told.isEmpty,
      "anyVillages": !sheet.villages.isEmpty,
      "villages": sheet.villages.map { ["name": $0, "selected": $0 == village] as Model },
    ]
    if let error { model["errors"] = ErrorSummary.one(error.message, field: error.field) }
    return try await visit.page(
      "telling", title: visit.texts("calls.consent"), model,
      status: error.map { ErrorPages.status($0.kind) } ?? .ok, hasErrors: error != nil)
  }
}
