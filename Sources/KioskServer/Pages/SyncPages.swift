import Dossiers
import FormEngine
import Hummingbird

/// How the link stands, what waits, and the two things an officer may do about it.
enum SyncPages {
  /// How long a pause lasts unless resumed.
  private static let pauseMinutes = 60

  static func add(to routes: Routes) {
    routes.page("/sync", show)
    routes.action("/sync/now") { visit in
      try await visit.desk.syncNow(visit.caller)
      return await visit.redirect("/sync", notice: "sync.begun")
    }
    routes.action("/sync/pause") { visit in
      try await visit.desk.pauseSync(minutes: pauseMinutes, visit.caller)
      return await visit.redirect("/sync", notice: "sync.pausedNotice")
    }
    routes.action("/sync/resume") { visit in
      try await visit.desk.resumeSync(visit.caller)
      return await visit.redirect("/sync", notice: "sync.resumed")
    }
    routes.action("/sync/files", limitFiles)
    routes.page("/sync/files") { _ in Site.redirect("/sync") }
    routes.open("/link") { visit in
      guard visit.session.officer != nil else { throw Problem.signedOut }
      // The bar alone, for pages that stay open.
      let today = await visit.desk.clock(language: visit.language).now.civil.date
      let link = LinkSentence(
        await visit.desk.link(language: visit.language), today: today, texts: visit.texts)
      return Site.html(
        try visit.site.templates.render(
          "link-bar",
          [
            "t": visit.texts,
            "link": [
              "tone": link.tone, "sentence": link.sentence, "contact": link.contact,
            ] as Model,
          ]))
    }
  }

  private static func limitFiles(_ visit: Visit) async throws -> Response {
    let field: (String) -> String = { (visit.form[$0] ?? "").trimmed }
    func wrong(_ text: String, _ name: String) async throws -> Response {
      try await show(visit, error: (visit.texts(text), name))
    }
    let megabytes = Int(field("megabytes"))
    if megabytes == nil, !field("megabytes").isEmpty {
      return try await wrong("sync.megabytesWrong", "megabytes")
    }
    var times: [TimeOfDay?] = []
    for name in ["from", "to"] {
      let time = TimeOfDay(String(FieldText.stored(field(name), type: .time).prefix(5)))
      if time == nil, !field(name).isEmpty { return try await wrong("clock.timeWrong", name) }
      times.append(time)
    }
    do {
      try await visit.desk.limitFiles(
        megabytes: megabytes, from: times[0], to: times[1], visit.caller)
    } catch let error as DeskError where error.kind == .badInput {
      return try await show(
        visit, error: (error.message, times[0] == times[1] ? "megabytes" : "from"))
    }
    return await visit.redirect("/sync", notice: "sync.limited")
  }

  private static func files(_ files: FileAllowance, _ visit: Visit) -> Model {
    let texts = visit.texts
    let hours = files.from.map { from in
      texts(
        "sync.between",
        ["from": texts.time(from), "to": files.to.map(texts.time) ?? ""])
    }
    let megabytes = files.megabytes.map {
      texts(
        "sync.ofDay",
        ["megabytes": String($0), "spent": texts.size(files.spentToday)])
    }
    let limits = [megabytes, hours].compactMap(\.self).joined(separator: ", ")
    let waits =
      switch files.standing {
      case .open: ""
      case .spent: texts("sync.spent")
      case .outsideHours: texts("sync.outside")
      }
    return [
      "limits": limits.isEmpty ? texts("sync.noLimit") : limits, "waits": waits,
      "megabytes": visit.form["megabytes"] ?? files.megabytes.map(String.init) ?? "",
      "from": visit.form["from"] ?? files.from.map(texts.time) ?? "",
      "to": visit.form["to"] ?? files.to.map(texts.time) ?? "",
    ]
  }

  private static func show(_ visit: Visit) async throws -> Response {
    try await show(visit, error: nil)
  }

  private static func show(
    _ visit: Visit, error: (sentence: String, field: String)?
  ) async throws -> Response {
    let report = try await visit.desk.syncReport(visit.caller)
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let texts = visit.texts
    let link = report.link
    var model: Model = [
      "hub": report.hub ?? "", "hasHub": report.hub != nil, "device": report.device,
      "dossiers": link.dossiersWaiting, "entries": link.entriesWaiting,
      "files": link.filesWaiting, "bytes": texts.size(link.bytesWaiting),
      "hasFilesWaiting": link.filesWaiting > 0,
      "older": report.olderEntries > 0
        ? texts("sync.olderCount", ["count": texts.grouped(report.olderEntries)]) : "",
      "up": texts.size(report.bytesUpToday), "down": texts.size(report.bytesDownToday),
      "notices": report.notices, "hasNotices": !report.notices.isEmpty,
      "waitingList": DossierRow.list(report.waiting, today: today, texts: texts),
      "hasWaiting": !report.waiting.isEmpty, "paused": false, "nextAttempt": "", "refusal": "",
    ]
    model["allowance"] = files(report.files, visit)
    if let error { model["errors"] = ErrorSummary.one(error.sentence, field: error.field) }
    switch link.condition {
    case .paused: model["paused"] = true
    case .refused(let reason): model["refusal"] = reason
    case .offline(let next?): model["nextAttempt"] = texts.shortMoment(next, today: today)
    default: break
    }
    return try await visit.page(
      "sync", title: texts("sync.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
