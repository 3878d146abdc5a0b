import Dossiers
import HTTPTypes
import Hummingbird

/// Finding and opening dossiers, and their history.
enum DossierPages {
  static func add(to routes: Routes) {
    routes.page("/dossiers", find)
    routes.action("/dossiers") { visit in
      // The search text may name a person: it is kept with the session, never in an address.
      let text = String((visit.form["text"] ?? "").prefix(200))
      if let draft = DraftSlipCode.draft(in: text) { return Site.redirect("/drafts/\(draft)") }
      await visit.site.sessions.update(visit.session.id) { $0.search = text }
      return Site.redirect("/dossiers")
    }
    routes.page("/dossiers/:code") { visit in
      try await opened(visit) { code in
        let page = try await visit.desk.dossier(code, visit.caller)
        return try await visit.page(
          "dossier", title: page.line.code, model(page, visit.texts))
      }
    }
    routes.action("/dossiers/:code/view") { visit in
      let code = try visit.part("code")
      guard let reason = ViewReason(rawValue: visit.form["reason"] ?? "") else {
        throw Problem.malformed
      }
      try await visit.desk.recordView(code, reason: reason, visit.caller)
      let next = await visit.site.sessions.takeNext(visit.session.id)
      return Site.redirect(next ?? "/dossiers/\(code)")
    }
    routes.action("/dossiers/:code/next") { visit in
      let draft = try await visit.desk.startDraft(
        procedure: visit.form["procedure"] ?? "", after: try visit.part("code"), visit.caller)
      return Site.redirect("/drafts/\(draft)")
    }
    // Where a refused post leaves the browser: reloading leads back to the page.
    routes.page("/dossiers/:code/next") { visit in
      Site.redirect("/dossiers/\(try visit.part("code"))")
    }
    routes.page("/dossiers/:code/history") { visit in
      try await opened(visit) { code in
        let events = try await visit.desk.history(code, visit.caller)
        return try await visit.page(
          "history", title: visit.texts("history.title", ["code": code]),
          ["ref": code, "events": events.map { event($0, visit.texts) }])
      }
    }
    routes.page("/dossiers/:code/files/:file") { visit in
      DocumentPages.response(
        try await visit.desk.dossierFile(
          try visit.part("file"), dossier: try visit.part("code"), visit.caller))
    }
  }

  /// Shows a page of a dossier, or first asks why the officer opens it.
  static func opened(
    _ visit: Visit, _ page: (String) async throws -> Response
  ) async throws -> Response {
    let code = try visit.part("code")
    do {
      return try await page(code)
    } catch let error as DeskError where error.kind == .reasonNeeded {
      let path = visit.request.uri.path
      await visit.site.sessions.update(visit.session.id) { $0.next = path }
      let reasons = ViewReason.allCases.enumerated().map { index, reason -> Model in
        [
          "value": reason.rawValue, "label": visit.texts("view.\(reason.rawValue)"),
          "selected": index == 0, "number": index + 1,
        ]
      }
      return try await visit.page(
        "reason", title: visit.texts("view.title"), ["code": code, "ref": code, "reasons": reasons])
    }
  }

  private static func find(_ visit: Visit) async throws -> Response {
    let text = visit.session.search
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let found = text.isEmpty ? [] : try await visit.desk.find(text, visit.caller)
    return try await visit.page(
      "search", title: visit.texts("search.title"),
      [
        "text": text, "searched": !text.isEmpty, "none": found.isEmpty,
        "count": visit.texts("search.count", ["count": String(found.count)]),
        "foundList": DossierRow.list(found, today: today, texts: visit.texts),
      ])
  }

  private static func model(_ page: DossierPage, _ texts: Texts) -> Model {
    let (code, reference) = (page.line.code, page.line.reference)
    let model: Model = [
      "code": code, "ref": reference, "officialCode": page.line.officialCode ?? "",
      "subject": page.subject,
      "procedure": page.line.procedure, "status": page.line.statusName,
      "statusNumber": page.line.status, "sent": page.line.isSent,
      "flags": page.line.attention.map {
        ["name": texts("flag.\($0.rawValue)"), "reason": $0.rawValue]
      },
      "received": texts.moment(page.line.receivedAt),
      "slipNote": page.slip.map { slip in
        texts("slips.booked", ["moment": texts.moment(slip.bookedAt), "reason": slip.reason])
      } ?? "",
      "due": page.promise.due.map { texts.dueMoment($0) } ?? "",
      "explanation": page.promise.explanation, "differs": page.promise.differs,
      "unit": page.receivingUnit, "authority": page.authority, "version": page.formVersion,
      "feeTotal": page.fee.total == 0
        ? texts("procedures.free") : texts.money(page.fee.total),
      "feeLines": page.fee.lines.map { CheckPages.feeLine($0, texts) },
      "certification": page.certification ?? "",
      "disputes": page.disputes.map { DisputePages.model($0, texts) },
      "hasDisputes": !page.disputes.isEmpty && page.canSettle,
      "correction": page.canSettle
        ? page.correction.map { DisputePages.model($0, of: reference, texts) } as Any? ?? false
        : false,
      "twins": page.twins.map { DisputePages.model($0, of: reference, texts) },
      "hasTwins": !page.twins.isEmpty, "canSettle": page.canSettle,
      "notices": page.notices, "hasNotices": !page.notices.isEmpty,
      "sections": page.sections.map { section -> Model in
        ["title": section.title, "rows": section.rows.map { row($0, texts) }]
      },
      "components": page.components.map {
        ComponentRow.model($0, filePath: "/dossiers/\(reference)/files", texts: texts)
      },
      "hasComponents": !page.components.isEmpty,
      "timeline": page.timeline.map { event -> Model in
        [
          "time": texts.moment(event.time), "status": event.statusName, "actor": event.actor,
          "reason": event.reason ?? "",
        ]
      },
      "transitions": page.transitions.map { transition -> Model in
        ["name": transition.name, "path": "/dossiers/\(reference)/status/\(transition.to)"]
      },
      "acts": page.acts.map { act -> Model in
        ["name": act.name, "path": "/dossiers/\(reference)/acts/\(act.id)"]
      },
      "axes": page.axes.map { ["label": $0.label, "values": $0.values] as Model },
      "hasEntrySheet": page.hasEntrySheet,
      "canHandOver": page.canHandOver,
      "hasActions": page.canHandOver || !page.transitions.isEmpty || !page.acts.isEmpty,
      "documents": page.documents.map { ["kind": $0.id, "name": $0.name] },
    ]
    return model.merging(ChainModel.model(page, texts)) { $1 }
  }

  private static func row(_ row: AnswerSection.Row, _ texts: Texts) -> Model {
    [
      "label": row.label, "value": row.value, "none": row.value.isEmpty,
      "disputed": !row.rivals.isEmpty,
      "rivals": row.rivals.isEmpty
        ? "" : texts("dossier.rivals", ["values": row.rivals.joined(separator: "; ")]),
    ]
  }

  private static func event(_ event: HistoryEvent, _ texts: Texts) -> Model {
    [
      "time": texts.moment(event.time), "untrusted": !event.isTimeTrusted,
      "actor": event.actor, "what": event.what, "details": event.details,
      "hasDetails": !event.details.isEmpty, "entry": event.entry, "sent": event.isSent,
    ]
  }
}
