import Dossiers
import FormEngine
import Hummingbird
import NIOCore

/// The author's pages: the form in both modes, all answers, and the answers as a file.
enum PreviewPages {
  static func overview(_ visit: PreviewSite.Visit) async throws -> Response {
    let state = try await visit.site.form.state(visit.language)
    let sections = FormSections(state.view).sections.filter(\.isRelevant)
    return try visit.page(
      "preview", title: state.view.title, form: state.view,
      [
        "file": visit.site.source.name, "id": state.view.id, "version": state.view.version,
        "sections": sections.map { section -> Model in
          [
            "name": section.title, "path": "/officer/\(section.number)",
            "count": section.questions.count,
          ]
        },
      ])
  }

  private static let mediaPath = "/media"

  /// A picture, sound or film of a label, as it lies beside the author's file now.
  static func media(_ visit: PreviewSite.Visit) async throws -> Response {
    let definition = try await visit.site.form.current()
    let name = visit.parameters.get("name") ?? ""
    guard let file = visit.site.source.media(name, definition) else { throw Problem.notFound }
    return MediaFile.response(file, to: visit.request)
  }

  // MARK: Officer: a section per page

  static func section(_ visit: PreviewSite.Visit) async throws -> Response {
    let state = try await visit.site.form.state(visit.language)
    return try section(visit, state, number: visit.number("section"), attempted: false)
  }

  private static func section(
    _ visit: PreviewSite.Visit, _ state: PreviewForm.State, number: Int, attempted: Bool,
    searches: [String: EntitySearch] = [:]
  ) throws -> Response {
    guard let section = FormSections(state.view)[number] else { throw Problem.notFound }
    var model = frame(visit, state, section, attempted: attempted, searches: searches)
    let errors = attempted ? problems(state, section.questions, visit.texts) : []
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    return try filled(
      visit, "preview-section", title: section.title, state, model, hasErrors: !errors.isEmpty)
  }

  private static func frame(
    _ visit: PreviewSite.Visit, _ state: PreviewForm.State, _ here: FormSections.Section,
    attempted: Bool, searches: [String: EntitySearch] = [:]
  ) -> Model {
    let sections = FormSections(state.view).sections.filter(\.isRelevant)
    let fields = FieldModel(
      texts: visit.texts, pointsOutMissing: attempted, searches: searches, mediaPath: mediaPath)
    var tasks = sections.map { section -> Model in
      let paths = Set(section.questions.map(\.path))
      let isDone = !state.problems.contains { paths.contains($0.path) }
      return [
        "name": section.title, "path": "/officer/\(section.number)",
        "here": section.number == here.number, "state": isDone ? "done" : "open",
        "stateName": visit.texts(isDone ? "form.state.done" : "form.state.open"),
      ]
    }
    tasks.append([
      "name": visit.texts("preview.check"), "path": "/check", "here": false, "state": "",
      "stateName": "",
    ])
    return [
      "tasks": tasks, "items": fields.items(here.items), "section": here.number,
      "media": fields.media(here.label),
      "action": "/officer/\(here.number)", "attempted": attempted,
    ]
  }

  static func saveSection(_ visit: PreviewSite.Visit) async throws -> Response {
    let number = try visit.number("section")
    var state = try await saved(visit)
    let searches = try await found(visit, &state)
    let sections = FormSections(state.view)
    guard let section = sections[number] else { return Site.redirect("/") }
    let action = visit.posted["_action"] ?? ""
    if action != "continue" {
      return try self.section(
        visit, state, number: number, attempted: false, searches: searches)
    }
    guard problems(state, section.questions, visit.texts).isEmpty else {
      return try self.section(visit, state, number: number, attempted: true)
    }
    return Site.redirect(sections.after(number).map { "/officer/\($0.number)" } ?? "/check")
  }

  static func live(_ visit: PreviewSite.Visit) async throws -> Response {
    let state = try await saved(visit)
    guard let number = Int(visit.posted["_section"] ?? ""),
      let section = FormSections(state.view)[number]
    else { throw Problem.malformed }
    var model = frame(visit, state, section, attempted: visit.posted["_attempted"] == "1")
    model["t"] = visit.texts
    model["form"] = state.view.title
    return Site.html(try visit.site.templates.render("preview-live", model))
  }

  // MARK: Resident: one question per page

  static func question(_ visit: PreviewSite.Visit) async throws -> Response {
    let state = try await visit.site.form.state(visit.language)
    return try question(visit, state, number: visit.number("question"), attempted: false)
  }

  private static func question(
    _ visit: PreviewSite.Visit, _ state: PreviewForm.State, number: Int, attempted: Bool,
    searches: [String: EntitySearch] = [:]
  ) throws -> Response {
    let steps = PreviewSteps(state.view)
    guard let step = steps[number] else { return Site.redirect("/check") }
    let fields = FieldModel(
      texts: visit.texts, pointsOutMissing: attempted, searches: searches, mediaPath: mediaPath)
    let errors = attempted ? problems(state, step.item.askedQuestions, visit.texts) : []
    var model: Model = [
      "large": true, "items": fields.items([step.item]), "path": step.path,
      "section": step.section, "action": "/resident/\(number)",
      "progress": visit.texts(
        "preview.of", ["number": String(number), "count": String(steps.steps.count)]),
      "backPath": number > 1 ? "/resident/\(number - 1)" : "/",
      "rowsPage": step.isRows,
    ]
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    return try filled(
      visit, "preview-question", title: step.section, state, model, hasErrors: !errors.isEmpty)
  }

  /// A page with fields, which may use the machine's camera and microphone.
  private static func filled(
    _ visit: PreviewSite.Visit, _ name: String, title: String, _ state: PreviewForm.State,
    _ model: Model, hasErrors: Bool
  ) throws -> Response {
    var model = model
    model["makesFiles"] = state.view.makesFiles
    model["hasRecording"] = !state.view.recordings.isEmpty
    var response = try visit.page(
      name, title: title, form: state.view, model,
      status: hasErrors ? .unprocessableContent : .ok)
    if state.view.usesDevices { Gate.allowDevices(&response) }
    return response
  }

  static func saveQuestion(_ visit: PreviewSite.Visit) async throws -> Response {
    var state = try await saved(visit)
    let searches = try await found(visit, &state)
    let steps = PreviewSteps(state.view)
    let path = visit.posted["_path"] ?? ""
    guard let number = steps.number(of: path), let step = steps[number] else {
      return Site.redirect("/resident")
    }
    if visit.posted["_action"] != "continue" {
      return try question(
        visit, state, number: number, attempted: false, searches: searches)
    }
    guard problems(state, step.item.askedQuestions, visit.texts).isEmpty else {
      return try question(visit, state, number: number, attempted: true)
    }
    return Site.redirect(steps[number + 1] == nil ? "/check" : "/resident/\(number + 1)")
  }

  // MARK: Both

  /// Saves what was posted; `add:PATH` and `remove:PATH` change rows.
  private static func saved(_ visit: PreviewSite.Visit) async throws -> PreviewForm.State {
    let before = try await visit.site.form.state(visit.language)
    let changes = PostedAnswers.changes(
      visit.posted, form: before.view, language: visit.language)
    let action = visit.posted["_action"] ?? ""
    let file = FileAnswerPages.chosenButNotSent(visit.posted)
      .flatMap { visit.posted["file/\($0)"] }.map { $0.replacing(" ", with: "_") }
    do {
      return try await visit.site.form.change(visit.language) { session in
        for (path, value) in changes.sorted(by: { $0.key < $1.key }) {
          try session.set(value, at: path)
        }
        let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        if parts[0] == "add" { try session.addRow(to: parts[1]) }
        if parts[0] == "remove" { try session.removeRow(at: parts[1]) }
        if parts[0] == "take" {
          let chosen = parts[1].split(separator: ":", maxSplits: 1).map(String.init)
          if chosen.count == 2 { try session.set(chosen[0], at: chosen[1]) }
        }
        if parts[0] == "forget" { try session.set("", at: parts[1]) }
        // Nothing is kept here: the file's name stands for it.
        if parts[0] == "file", let name = file { try session.set(name, at: parts[1]) }
      }
    } catch is FormError {
      throw Problem.malformed
    }
  }

  /// Looks among the author's entities where that was asked for. Exactly one with a number is the
  /// one that was meant.
  private static func found(_ visit: PreviewSite.Visit, _ state: inout PreviewForm.State)
    async throws -> [String: EntitySearch]
  {
    let action = visit.posted["_action"] ?? ""
    guard action.hasPrefix("find:") else { return [:] }
    let path = String(action.dropFirst("find:".count))
    let text = (visit.posted["find/\(path)"] ?? "").trimmed
    let search = try await visit.site.form.find(text, at: path, visit.language)
    guard search.isExact, search.hits.count == 1, let only = search.hits.first else {
      return [path: search]
    }
    state = try await visit.site.form.change(visit.language) { try $0.set(only.id, at: path) }
    return [:]
  }

  private static func problems(
    _ state: PreviewForm.State, _ questions: [FormQuestion], _ texts: Texts
  ) -> [(sentence: String, field: String?)] {
    let asked = Dictionary(questions.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    return state.problems.compactMap { problem in
      guard let question = asked[problem.path] else { return nil }
      return (
        FieldModel.sentence(problem, question: question, texts: texts), FieldModel.id(problem.path)
      )
    }
  }

  static func check(_ visit: PreviewSite.Visit) async throws -> Response {
    let state = try await visit.site.form.state(visit.language)
    let wrong = Dictionary(
      state.problems.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let sections = FormSections(state.view).sections.filter(\.isRelevant)
    return try visit.page(
      "preview-check", title: visit.texts("preview.check"), form: state.view,
      [
        "hasProblems": !state.problems.isEmpty,
        "sections": sections.map { section -> Model in
          [
            "title": section.title,
            "rows": section.questions.filter { $0.control != .note }.map { question -> Model in
              let value = question.spoken(visit.texts)
              return [
                "label": question.label.text, "value": value, "none": value.isEmpty,
                "problem": wrong[question.path].map {
                  FieldModel.sentence($0, question: question, texts: visit.texts)
                } ?? "",
                "address": "/officer/\(section.number)#\(FieldModel.id(question.path))",
              ]
            },
          ]
        },
      ])
  }

  static func answers(_ visit: PreviewSite.Visit) async throws -> Response {
    let json = try await visit.site.form.json(visit.language)
    return Site.bytes(ByteBuffer(string: json + "\n"), type: "application/json; charset=utf-8")
  }
}
