import Dossiers
import Hummingbird

/// Sending and receiving by USB stick, and what became of what was sent.
enum StickPages {
  static func add(to routes: Routes) {
    routes.page("/stick") { try await show($0) }
    routes.action("/stick/write") { visit in
      try await doing(visit) { try await visit.desk.writeStick($0, visit.caller) }
    }
    routes.action("/stick/read") { visit in
      try await doing(visit) { try await visit.desk.readStick($0, visit.caller) }
    }
    // Where a post leaves the browser: reloading leads back to the page.
    for path in ["write", "read"] {
      routes.page("/stick/\(path)") { _ in Site.redirect("/stick") }
    }
  }

  private static func doing(
    _ visit: Visit, _ work: (_ stick: String) async throws -> [String]
  ) async throws -> Response {
    do {
      return try await show(visit, done: try await work(visit.form["stick"] ?? ""))
    } catch let error as DeskError where [.badInput, .refused, .notFound].contains(error.kind) {
      return try await show(visit, error: error.message)
    }
  }

  private static func show(
    _ visit: Visit, done: [String] = [], error: String? = nil
  ) async throws -> Response {
    let sheet = try await visit.desk.sticks(visit.caller)
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let texts = visit.texts
    let chosen = visit.form["stick"] ?? sheet.sticks.first?.id
    var model: Model = [
      "hasHub": sheet.hasHub, "hasSticks": !sheet.sticks.isEmpty,
      "sticks": sheet.sticks.enumerated().map { index, stick in
        [
          "path": stick.id, "name": stick.name, "id": "stick-\(index)",
          "checked": stick.id == chosen,
        ] as Model
      },
      "done": done, "hasDone": !done.isEmpty, "sentence": sheet.sentence,
      "arrived": sheet.standing == .arrived, "waiting": sheet.standing == .waiting,
      "held": sheet.held ?? "",
      "waitingList": DossierRow.list(sheet.waiting, today: today, texts: texts),
      "hasWaiting": !sheet.waiting.isEmpty,
    ]
    if let error { model["errors"] = ErrorSummary.one(error, field: "stick-0") }
    return try await visit.page(
      "stick", title: texts("stick.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
