import Hummingbird

/// Choosing a procedure, and what to know before beginning.
enum ProcedurePages {
  static func add(to routes: Routes) {
    routes.page("/procedures") { try await list($0, text: "") }
    routes.action("/procedures") { try await list($0, text: $0.form["text"] ?? "") }
    routes.page("/procedures/:code") { visit in
      let sheet = try await visit.desk.procedure(try visit.part("code"), visit.caller)
      return try await visit.page(
        "procedure", title: sheet.line.name, model(sheet, visit.texts))
    }
    routes.page("/procedures/:code/guide.pdf", paper("guide"))
    routes.page("/procedures/:code/blank.pdf", paper("blank"))
    routes.page("/procedures/:code/:version/media/:name") { visit in
      let file = try await visit.desk.labelMedia(
        try visit.part("name"), of: try visit.part("code"), version: try visit.part("version"),
        visit.caller)
      return MediaFile.response(file, to: visit.request)
    }
  }

  private static func paper(_ paper: String) -> Routes.Handler {
    { visit in
      DocumentPages.response(
        try await visit.desk.procedurePaper(
          paper, of: try visit.part("code"), visit.caller))
    }
  }

  private static func list(_ visit: Visit, text: String) async throws -> Response {
    let lines = try await visit.desk.procedures(matching: text, visit.caller)
    return try await visit.page(
      "procedures", title: visit.texts("procedures.title"),
      ["text": text, "procedures": lines.map(model), "any": !lines.isEmpty])
  }

  private static func model(_ line: ProcedureLine) -> Model {
    var model: Model = [
      "code": line.code, "name": line.name, "sector": line.sector, "term": line.term,
      "whileYouWait": line.whileYouWait,
    ]
    model["why"] = line.why ?? ""
    return model
  }

  private static func model(_ sheet: ProcedureSheet, _ texts: Texts) -> Model {
    var model = model(sheet.line)
    model["version"] = sheet.version
    model["decidedBy"] = sheet.decidedBy
    model["level"] = sheet.level
    model["components"] = sheet.components
    model["hasComponents"] = !sheet.components.isEmpty
    model["fees"] = sheet.fees.isEmpty ? [texts("procedures.free")] : sheet.fees
    model["legalBasis"] = sheet.legalBasis
    model["refusal"] = sheet.refusal ?? ""
    model["hasBlankForm"] = sheet.hasBlankForm
    model["guide"] = sheet.guide.map { section -> Model in
      [
        "heading": section.heading,
        "items": section.items.map { ["text": $0.text, "notes": $0.notes] as Model },
      ]
    }
    model["hasGuide"] = !sheet.guide.isEmpty
    return model
  }
}
