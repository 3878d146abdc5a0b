import Dossiers
import HTTPTypes
import Hummingbird

/// Acts on dossiers and drafts beside the changes of status, the officer's own work, and the sheet
/// for another authority's system.
enum ActPages {
  static func add(to routes: Routes) {
    routes.page("/work", work)
    routes.page("/dossiers/:code/acts/:act") { visit in
      try await DossierPages.opened(visit) { code in
        try await show(visit, try await sheet(visit, code), dossier(code))
      }
    }
    routes.action("/dossiers/:code/acts/:act", perform)
    routes.page("/dossiers/:code/entry") { visit in
      try await DossierPages.opened(visit) { try await showEntry(visit, $0) }
    }
    routes.page("/drafts/:draft/acts/:act") { visit in
      let id = try visit.part("draft")
      return try await show(visit, try await draftSheet(visit, id), draft(id, visit.texts))
    }
    routes.action("/drafts/:draft/acts/:act", conclude)
  }

  private typealias Frame = (path: String, back: (path: String, name: String))

  private static func dossier(_ code: String) -> Frame {
    ("/dossiers/\(code)", ("/dossiers/\(code)", code))
  }

  private static func draft(_ id: String, _ texts: Texts) -> Frame {
    ("/drafts/\(id)", ("/drafts/\(id)/check", texts("check.title")))
  }

  private static func sheet(_ visit: Visit, _ code: String) async throws -> ActSheet {
    let act = try visit.part("act")
    let page = try await visit.desk.dossier(code, visit.caller)
    guard let sheet = page.acts.first(where: { $0.id == act }) else {
      throw Problem(status: .conflict, text: "problem.transition")
    }
    return sheet
  }

  private static func draftSheet(_ visit: Visit, _ id: String) async throws -> ActSheet {
    let act = try visit.part("act")
    let draft = try await visit.desk.draft(id, visit.caller)
    guard let sheet = draft.acts.first(where: { $0.id == act }) else { throw Problem.notFound }
    return sheet
  }

  private static func perform(_ visit: Visit) async throws -> Response {
    let code = try visit.part("code")
    let sheet = try await sheet(visit, code)
    return try await attempt(visit, sheet, dossier(code)) { request in
      try await visit.desk.perform(request, on: code, visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "act.done")
    }
  }

  private static func conclude(_ visit: Visit) async throws -> Response {
    let id = try visit.part("draft")
    let sheet = try await draftSheet(visit, id)
    return try await attempt(visit, sheet, draft(id, visit.texts)) { request in
      let code = try await visit.desk.conclude(request, draft: id, visit.caller)
      if let code { return await visit.redirect("/dossiers/\(code)", notice: "act.done") }
      return await visit.redirect("/drafts/\(id)/check", notice: "act.done")
    }
  }

  private static func attempt(
    _ visit: Visit, _ sheet: ActSheet, _ frame: Frame,
    _ act: (ActRequest) async throws -> Response
  ) async throws -> Response {
    let read = ActForm(sheet).read(visit.form, visit.texts)
    guard read.errors.isEmpty else { return try await show(visit, sheet, frame, read.errors) }
    do {
      return try await act(ActRequest(id: sheet.id, reason: read.reason, data: read.data))
    } catch let error as DeskError where [.badInput, .refused, .incomplete].contains(error.kind) {
      let field = error.field.map { "data-\($0)" } ?? sheet.fields.first.map { "data-\($0.id)" }
      return try await show(
        visit, sheet, frame, [(error.message, field ?? "reason")],
        status: ErrorPages.status(error.kind))
    }
  }

  private static func show(
    _ visit: Visit, _ sheet: ActSheet, _ frame: Frame, _ errors: [ActForm.Fault] = [],
    status: HTTPResponse.Status = .unprocessableContent
  ) async throws -> Response {
    let model = ActForm(sheet).model(
      path: "\(frame.path)/acts/\(sheet.id)", back: frame.back, form: visit.form, errors: errors)
    return try await visit.page(
      "status", title: sheet.name, model, status: errors.isEmpty ? .ok : status,
      hasErrors: !errors.isEmpty)
  }

  private static func work(_ visit: Visit) async throws -> Response {
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let sheets = try await visit.desk.work(visit.caller)
    return try await visit.page(
      "work", title: visit.texts("work.title"),
      [
        "none": sheets.allSatisfy(\.dossiers.isEmpty),
        "desks": sheets.filter { !$0.dossiers.isEmpty }.map { sheet -> Model in
          [
            "name": visit.texts("work.\(sheet.desk.rawValue)"), "desk": sheet.desk.rawValue,
            "count": sheet.dossiers.count,
            "dossiers": sheet.dossiers.map {
              DossierRow.model($0, today: today, texts: visit.texts)
            },
          ]
        },
      ])
  }

  private static func showEntry(_ visit: Visit, _ code: String) async throws -> Response {
    let sheet = try await visit.desk.entrySheet(code, visit.caller)
    let page = try await visit.desk.dossier(code, visit.caller)
    return try await visit.page(
      "entry", title: visit.texts("entry.title"),
      [
        "code": page.line.code, "ref": code, "system": sheet.system,
        "officialCode": sheet.officialCode ?? "",
        "canRecord": page.acts.contains { $0.id == "official" },
        "groups": sheet.groups.map { group -> Model in
          [
            "title": group.title,
            "lines": group.lines.map { line -> Model in
              ["label": line.label, "value": line.value, "none": line.value.isEmpty]
            },
          ]
        },
      ])
  }
}
