import Dossiers
import FormEngine
import HTTPTypes
import Hummingbird

/// Emergency slips: print them ahead, book them later, say what became of the others.
enum SlipPages {
  static func add(to routes: Routes) {
    routes.page("/slips") { try await show($0) }
    routes.action("/slips/print") { visit in
      guard let count = Int(visit.form["count"] ?? "") else {
        return try await show(visit, error: (visit.texts("slips.countWrong"), "count"))
      }
      return try await trying(visit, field: "count") {
        DocumentPages.response(try await visit.desk.printSlips(count, visit.caller))
      }
    }
    routes.action("/slips/book") { visit in
      let field: (String) -> String = { (visit.form[$0] ?? "").trimmed }
      let day = CivilDate(FieldText.stored(field("date"), type: .date))
      let time = TimeOfDay(String(FieldText.stored(field("time"), type: .time).prefix(5)))
      guard let day, let time else {
        let wrong = day == nil ? "date" : "time"
        return try await show(visit, error: (visit.texts("clock.\(wrong)Wrong"), wrong))
      }
      guard !field("procedure").isEmpty else {
        return try await show(visit, error: (visit.texts("slips.chooseProcedure"), "procedure"))
      }
      let entry = SlipEntry(
        slip: field("slip"), procedure: field("procedure"),
        receivedAt: CivilDateTime(date: day, time: time).instant, reason: field("reason"),
        isOtherMachineGone: visit.form["gone"] == "yes")
      return try await trying(visit, field: "slip") {
        let draft = try await visit.desk.startDraft(from: entry, visit.caller)
        return Site.redirect("/drafts/\(draft)/scan")
      }
    }
    routes.action("/slips/end") { visit in
      try await trying(visit, field: "end") {
        try await visit.desk.endSlip(
          visit.form["code"] ?? "", as: visit.form["as"] ?? "",
          reason: visit.form["reason"] ?? "", visit.caller)
        return await visit.redirect("/slips", notice: "slips.ended")
      }
    }
    // Where a refused post leaves the browser: reloading leads back to the page.
    for path in ["print", "book", "end"] {
      routes.page("/slips/\(path)") { _ in Site.redirect("/slips") }
    }
  }

  private static func trying(
    _ visit: Visit, field: String, _ work: () async throws -> Response
  ) async throws -> Response {
    do {
      return try await work()
    } catch let error as DeskError
      where [.badInput, .refused, .notFound].contains(error.kind)
    {
      return try await show(visit, error: (error.message, error.field ?? field))
    }
  }

  /// The slip whose “book it” was followed.
  private static func asked(_ visit: Visit) -> String {
    let code = visit.request.uri.queryParameters["slip"].map(String.init) ?? ""
    return code.utf8.count <= 64 ? code : ""
  }

  private static func show(
    _ visit: Visit, error: (sentence: String, field: String)? = nil
  ) async throws -> Response {
    let sheet = try await visit.desk.slips(visit.caller)
    let texts = visit.texts
    func line(_ line: SlipSheet.Line) -> Model {
      [
        "code": line.code, "id": FieldModel.id(line.code),
        "printed": texts.moment(line.printedAt), "standing": line.standing,
        "days": texts("slips.days", ["count": String(line.days)]),
      ]
    }
    let chosen = visit.form["procedure"]
    var model: Model = [
      "open": sheet.open.map(line), "openAny": !sheet.open.isEmpty,
      "openCount": sheet.open.count, "closed": sheet.closed.map(line),
      "closedAny": !sheet.closed.isEmpty,
      "procedures": sheet.procedures.map {
        ["code": $0.code, "name": $0.name, "selected": $0.code == chosen] as Model
      },
      "ends": sheet.ends.map { ["code": $0.code, "name": $0.name] as Model },
      "slip": visit.form["slip"] ?? asked(visit), "day": visit.form["date"] ?? "",
      "hour": visit.form["time"] ?? "", "gone": visit.form["gone"] == "yes",
      "reason": visit.form["slip"] == nil ? "" : visit.form["reason"] ?? "",
      "count": visit.form["count"] ?? "20",
    ]
    if let error { model["errors"] = ErrorSummary.one(error.sentence, field: error.field) }
    return try await visit.page(
      "slips", title: texts("slips.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
