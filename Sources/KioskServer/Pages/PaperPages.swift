import Foundation
import HTTPTypes
import Hummingbird

/// Components of a draft: what was handed in, and their files.
enum PaperPages {
  static func add(to routes: Routes) {
    routes.page("/drafts/:draft/papers") { visit in
      try await show(visit, try await draft(visit))
    }
    routes.action("/drafts/:draft/papers", save)
    routes.action("/drafts/:draft/files", attach)
    // Where a refused post leaves the browser: reloading leads back to the page.
    routes.page("/drafts/:draft/files") { visit in
      Site.redirect("/drafts/\(try visit.part("draft"))/papers")
    }
    routes.action("/drafts/:draft/files/remove") { visit in
      let id = try visit.part("draft")
      _ = try await visit.desk.detach(
        file: visit.form["file"] ?? "", component: visit.form["component"] ?? "", draft: id,
        visit.caller)
      return await visit.redirect("/drafts/\(id)/papers", notice: "papers.removed")
    }
    routes.page("/drafts/:draft/files/:file") { visit in
      DocumentPages.response(
        try await visit.desk.draftFile(
          try visit.part("file"), draft: try visit.part("draft"), visit.caller))
    }
  }

  private static func draft(_ visit: Visit) async throws -> Draft {
    try await visit.desk.draft(try visit.part("draft"), visit.caller)
  }

  private static func save(_ visit: Visit) async throws -> Response {
    let draft = try await draft(visit)
    var counts: [String: ComponentCounts] = [:]
    var wrong: [(sentence: String, field: String?)] = []
    func count(_ kind: String, _ component: Component) -> Int {
      let text = visit.form["\(kind)/\(component.id)"] ?? ""
      if text.isEmpty { return 0 }
      if let number = Int(text), (0...99).contains(number) { return number }
      wrong.append((visit.texts("papers.countWrong"), "\(kind)-\(component.id)"))
      return 0
    }
    for component in draft.components {
      counts[component.id] = ComponentCounts(
        original: count("original", component), certified: count("certified", component),
        copy: count("copy", component),
        presented: visit.form["presented/\(component.id)"] != nil)
    }
    guard wrong.isEmpty else { return try await show(visit, draft, errors: wrong) }
    let saved = try await visit.desk.setCounts(counts, draft: draft.id, visit.caller)
    if visit.form["_action"] == "save" {
      return await visit.redirect("/drafts/\(draft.id)/papers", notice: "papers.saved")
    }
    let missing = saved.components.compactMap { component in
      component.missing.map { (sentence: $0, field: Optional("component-\(component.id)")) }
    }
    guard missing.isEmpty else { return try await show(visit, saved, errors: missing) }
    return Site.redirect("/drafts/\(draft.id)/check")
  }

  private static func attach(_ visit: Visit) async throws -> Response {
    let draft = try await draft(visit)
    let component = visit.form["component"] ?? ""
    let field = "file-\(component)"
    guard let file = visit.files.first(where: { $0.field == "file" }), !file.name.isEmpty else {
      return try await show(visit, draft, errors: [(visit.texts("papers.chooseFile"), field)])
    }
    do {
      let upload = try FileCheck.upload(file, component: component)
      _ = try await visit.desk.attach(upload, draft: draft.id, visit.caller)
      return await visit.redirect("/drafts/\(draft.id)/papers", notice: "papers.attached")
    } catch let problem as Problem {
      return try await show(
        visit, draft, errors: [(visit.texts(problem.text), field)], status: problem.status)
    } catch let error as DeskError where error.kind == .badInput {
      return try await show(visit, draft, errors: [(error.message, field)])
    }
  }

  private static func show(
    _ visit: Visit, _ draft: Draft, errors: [(sentence: String, field: String?)] = [],
    status: HTTPResponse.Status? = nil
  ) async throws -> Response {
    var model = DraftFrame.model(draft, here: .papers, texts: visit.texts)
    model["components"] = draft.components.map { component in
      var row = ComponentRow.model(
        component, filePath: "/drafts/\(draft.id)/files", texts: visit.texts)
      let fields = ["file", "original", "certified", "copy"].map { "\($0)-\(component.id)" }
      let fault = errors.first { error in error.field.map(fields.contains) ?? false }
      row["fault"] =
        fault.map { ["sentence": $0.sentence, "field": component.id] as Model } as Any? ?? false
      return row
    }
    model["none"] = draft.components.isEmpty
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    return try await visit.page(
      "papers", title: visit.texts("papers.title"), model,
      status: status ?? (errors.isEmpty ? .ok : .unprocessableContent),
      hasErrors: !errors.isEmpty)
  }
}
