import Dossiers
import FormEngine
import Hummingbird

/// Filling in a form, a section a page.
enum DraftPages {
  static func add(to routes: Routes) {
    routes.action("/drafts") { visit in
      guard let code = visit.form["procedure"], !code.isEmpty else { throw Problem.malformed }
      let id = try await visit.desk.startDraft(procedure: code, visit.caller)
      return Site.redirect("/drafts/\(id)/scan")
    }
    routes.page("/drafts/:draft") { visit in
      let draft = try await visit.desk.draft(try visit.part("draft"), visit.caller)
      let sections = FormSections(draft.form)
      let open = sections.sections.first { section in
        section.isRelevant
          && draft.problems.contains { problem in
            section.questions.contains { $0.path == problem.path }
          }
      }
      // What was taken over whole need not be gone through once more.
      let begin = open ?? (draft.source == nil ? sections.first : nil)
      return Site.redirect(
        begin.map { "/drafts/\(draft.id)/sections/\($0.number)\(wanted(draft, in: $0))" }
          ?? "/drafts/\(draft.id)/papers")
    }
    routes.page("/drafts/:draft/sections/:section") { visit in
      let draft = try await visit.desk.draft(try visit.part("draft"), visit.caller)
      if let path = FormSections(draft.form)[try visit.number("section")]?.questions.first?.path {
        let section = path.split { $0 == "/" || $0 == "[" }.first.map(String.init)
        try await visit.desk.noteOpened(section, draft: draft.id, visit.caller)
      }
      let query = visit.request.uri.queryParameters
      return try await show(
        visit, draft, number: visit.number("section"), attempted: query["check"] == "1",
        backToCheck: query["from"] == "check")
    }
    routes.action("/drafts/:draft/sections/:section", save)
    routes.action("/drafts/:draft/live", live)
    FileAnswerPages.add(to: routes)
    routes.action("/drafts/:draft/discard") { visit in
      try await visit.desk.discardDraft(try visit.part("draft"), visit.caller)
      return await visit.redirect("/today", notice: "today.discarded")
    }
  }

  private static func save(_ visit: Visit) async throws -> Response {
    let id = try visit.part("draft")
    let number = try visit.number("section")
    let backToCheck = visit.form["_from"] == "check"
    var draft = try await saved(visit, id)
    let parts = (visit.form["_action"] ?? "continue").split(separator: ":", maxSplits: 1)
    let argument = parts.count == 2 ? String(parts[1]) : ""
    switch parts.first {
    case "add":
      draft = try await visit.desk.addRow(to: argument, draft: id, visit.caller)
      return try await show(
        visit, draft, number: number, attempted: false, backToCheck: backToCheck)
    case "remove":
      draft = try await visit.desk.removeRow(at: argument, draft: id, visit.caller)
      return try await show(
        visit, draft, number: number, attempted: false, backToCheck: backToCheck)
    case "find":
      return try await find(visit, draft, argument, number: number, backToCheck: backToCheck)
    case "take":
      let chosen = argument.split(separator: ":", maxSplits: 1).map(String.init)
      guard chosen.count == 2 else { throw Problem.malformed }
      return try await take(visit, draft, chosen[0], at: chosen[1], number: number)
    case "forget":
      _ = try await visit.desk.answer(draft: id, visit.caller) { _ in [argument: ""] }
      return Site.redirect("/drafts/\(id)/sections/\(number)#\(FieldModel.id(argument))")
    case "update":
      return try await show(
        visit, draft, number: number, attempted: false, backToCheck: backToCheck)
    default:
      break
    }
    let sections = FormSections(draft.form)
    guard let section = sections[number] else { return Site.redirect("/drafts/\(id)") }
    if let path = FileAnswerPages.chosenButNotSent(visit.form) {
      return try await show(
        visit, draft, number: number, attempted: false, backToCheck: backToCheck, isPosted: true,
        fault: (visit.texts("form.file.notSent"), FieldModel.id(path)))
    }
    let isWhole = !draft.problems.contains { problem in
      section.questions.contains { $0.path == problem.path }
    }
    guard isWhole else {
      return try await show(
        visit, draft, number: number, attempted: true, backToCheck: backToCheck, isPosted: true)
    }
    if backToCheck { return Site.redirect("/drafts/\(id)/check") }
    return Site.redirect(
      following(draft, sections, number).map {
        "/drafts/\(id)/sections/\($0.number)\(wanted(draft, in: $0))"
      } ?? "/drafts/\(id)/papers")
  }

  /// Looks in a register. Exactly one with a number is the one that was meant.
  private static func find(
    _ visit: Visit, _ draft: Draft, _ path: String, number: Int, backToCheck: Bool
  ) async throws -> Response {
    let text = (visit.form["find/\(path)"] ?? "").trimmed
    let search = try await visit.desk.findEntities(text, at: path, draft: draft.id, visit.caller)
    if search.isExact, search.hits.count == 1, let only = search.hits.first {
      return try await take(visit, draft, only.id, at: path, number: number)
    }
    return try await show(
      visit, draft, number: number, attempted: false, backToCheck: backToCheck,
      searches: [path: search])
  }

  /// Fills in from a register; the cursor goes to what is still wanted.
  private static func take(
    _ visit: Visit, _ draft: Draft, _ entity: String, at path: String, number: Int
  ) async throws -> Response {
    let filled = try await visit.desk.answer(draft: draft.id, visit.caller) { _ in [path: entity] }
    let wanting = Set(filled.problems.map(\.path))
    let next = FormSections(filled.form)[number]?.questions.first { wanting.contains($0.path) }
    let place = next.map { FieldModel.id($0.path) } ?? "continue"
    return Site.redirect("/drafts/\(draft.id)/sections/\(number)#\(place)")
  }

  /// The next section; of a draft begun from a dossier the next that still wants something.
  private static func following(_ draft: Draft, _ sections: FormSections, _ number: Int)
    -> FormSections.Section?
  {
    guard draft.source != nil else { return sections.after(number) }
    let wanting = Set(draft.problems.map(\.path))
    return sections.sections.first { section in
      section.number > number && section.isRelevant
        && section.questions.contains { wanting.contains($0.path) }
    }
  }

  /// Of a draft begun from a dossier, the field where the cursor is to stand: the first that still
  /// wants something.
  private static func wanted(_ draft: Draft, in section: FormSections.Section) -> String {
    guard draft.source != nil else { return "" }
    let wanting = Set(draft.problems.map(\.path))
    let first = section.questions.first { wanting.contains($0.path) }
    return first.map { "#\(FieldModel.id($0.path))" } ?? ""
  }

  /// The answer to every change while the officer types: the section's fields and the list of
  /// sections, as they stand now.
  private static func live(_ visit: Visit) async throws -> Response {
    let draft = try await saved(visit, try visit.part("draft"))
    guard let number = Int(visit.form["_section"] ?? ""),
      let section = FormSections(draft.form)[number]
    else { throw Problem.malformed }
    var model = DraftFrame.model(draft, here: .section(number), texts: visit.texts)
    let fields = fields(
      visit, draft, number: number, attempted: visit.form["_attempted"] == "1")
    model["items"] = fields.items(section.items)
    model["t"] = visit.texts
    model["live"] = true
    return Site.html(try visit.site.templates.render("live", model))
  }

  private static func fields(
    _ visit: Visit, _ draft: Draft, number: Int, attempted: Bool,
    searches: [String: EntitySearch] = [:]
  ) -> FieldModel {
    FieldModel(
      texts: visit.texts, pointsOutMissing: attempted, carried: draft.source?.carried ?? [],
      searches: searches, fileAction: "/drafts/\(draft.id)/sections/\(number)/file",
      files: draft.answerFiles, filePath: "/drafts/\(draft.id)/files",
      mediaPath: "/procedures/\(draft.procedure.code)/\(draft.version)/media")
  }

  static func saved(_ visit: Visit, _ id: String) async throws -> Draft {
    let (body, language) = (visit.form, visit.language)
    return try await visit.desk.answer(draft: id, visit.caller) { form in
      PostedAnswers.changes(body, form: form, language: language)
    }
  }

  /// - Parameter fault: what is wrong beside the answers, with the field it is about.
  static func show(
    _ visit: Visit, _ draft: Draft, number: Int, attempted: Bool, backToCheck: Bool,
    isPosted: Bool = false, searches: [String: EntitySearch] = [:],
    fault: (sentence: String, field: String?)? = nil
  ) async throws -> Response {
    guard let section = FormSections(draft.form)[number] else { throw Problem.notFound }
    let texts = visit.texts
    let fields = fields(
      visit, draft, number: number, attempted: attempted, searches: searches)
    var model = DraftFrame.model(draft, here: .section(number), texts: texts)
    model["items"] = fields.items(section.items)
    model["media"] = fields.media(section.label)
    model["action"] = "/drafts/\(draft.id)/sections/\(number)"
    model["section"] = number
    model["attempted"] = attempted
    model["fromCheck"] = backToCheck
    let errors =
      (fault.map { [$0] } ?? []) + (attempted ? problems(draft, section, texts) : [])
    model.merge(FileAnswerPages.model(draft, texts)) { $1 }
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    var response = try await visit.page(
      "section", title: section.title, model,
      status: isPosted ? .unprocessableContent : .ok, hasErrors: !errors.isEmpty)
    if draft.form.usesDevices { Gate.allowDevices(&response) }
    return response
  }

  private static func problems(
    _ draft: Draft, _ section: FormSections.Section, _ texts: Texts
  ) -> [(sentence: String, field: String?)] {
    draft.problems.compactMap { problem in
      guard let question = section.questions.first(where: { $0.path == problem.path }) else {
        return nil
      }
      return (
        FieldModel.sentence(problem, question: question, texts: texts),
        FieldModel.id(problem.path)
      )
    }
  }
}
