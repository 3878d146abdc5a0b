import Dossiers
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

  private static func show(_ visit: Visit) async throws -> Response {
    let report = try await visit.desk.syncReport(visit.caller)
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let texts = visit.texts
    let link = report.link
    var model: Model = [
      "hub": report.hub ?? "", "hasHub": report.hub != nil, "device": report.device,
      "dossiers": link.dossiersWaiting, "entries": link.entriesWaiting,
      "files": link.filesWaiting, "bytes": texts.size(link.bytesWaiting),
      "hasFilesWaiting": link.filesWaiting > 0,
      "up": texts.size(report.bytesUpToday), "down": texts.size(report.bytesDownToday),
      "notices": report.notices, "hasNotices": !report.notices.isEmpty,
      "waitingList": DossierRow.list(report.waiting, today: today, texts: texts),
      "hasWaiting": !report.waiting.isEmpty, "paused": false, "nextAttempt": "", "refusal": "",
    ]
    switch link.condition {
    case .paused: model["paused"] = true
    case .refused(let reason): model["refusal"] = reason
    case .offline(let next?): model["nextAttempt"] = texts.shortMoment(next, today: today)
    default: break
    }
    return try await visit.page("sync", title: texts("sync.title"), model)
  }
}
