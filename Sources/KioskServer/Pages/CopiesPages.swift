import Dossiers
import Foundation
import HTTPTypes
import Hummingbird

/// Certified copies while the resident waits: one screen from pages to returned.
enum CopiesPages {
  static func add(to routes: Routes) {
    routes.page("/copies") { visit in
      try await show(visit, CopiesForm(new: visit.form))
    }
    routes.action("/copies", submit)
    routes.action("/copies/live") { visit in
      let form = CopiesForm(posted: visit.form, texts: visit.texts)
      return Site.html(
        try visit.site.templates.render("copies-fee", try await model(visit, form)))
    }
    routes.page("/copies/:code") { visit in
      try await DossierPages.opened(visit) { code in
        try await certified(
          visit, try await visit.desk.certifiedCopies(code, visit.caller), code)
      }
    }
    routes.action("/copies/:code/return") { visit in
      let code = try visit.part("code")
      _ = try await visit.desk.returnCopies(code, visit.caller)
      return await visit.redirect("/copies/\(code)", notice: "copies.returnedNotice")
    }
  }

  private static func submit(_ visit: Visit) async throws -> Response {
    var form = CopiesForm(posted: visit.form, texts: visit.texts)
    if form.hasReadCard { return try await show(visit, form) }
    let parts = (visit.form["_action"] ?? "certify").split(separator: ":")
    switch parts.first {
    case "add":
      form.addPaper()
      return try await show(visit, form)
    case "remove":
      form.removePaper(parts.count == 2 ? Int(parts[1]) ?? 0 : 0)
      return try await show(visit, form)
    case "update":
      return try await show(visit, form)
    default: break
    }
    guard let job = form.job else { return try await show(visit, form, errors: form.errors) }
    do {
      let done = try await visit.desk.certifyCopies(job, visit.caller)
      return Site.redirect("/copies/\(done.code)\(job.wantsSlip ? "?slip=1" : "")")
    } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
      let field = error.field.map { CopiesForm.id($0) }
      return try await show(visit, form, errors: [(error.message, field)])
    } catch let error as DeskError where error.kind == .clockUnconfirmed {
      await visit.site.sessions.update(visit.session.id) { $0.next = "/copies" }
      return Site.redirect("/clock")
    }
  }

  private static func show(
    _ visit: Visit, _ form: CopiesForm, errors: [(sentence: String, field: String?)] = []
  ) async throws -> Response {
    var form = form
    if form.request.isEmpty { form.request = UUID().uuidString }
    var model = try await model(visit, form)
    model["form"] = form.model(visit.texts, errors: errors)
    if !errors.isEmpty { model["errors"] = ErrorSummary.model(errors) }
    return try await visit.page(
      "copies", title: visit.texts("copies.title"), model,
      status: errors.isEmpty ? .ok : .unprocessableContent, hasErrors: !errors.isEmpty)
  }

  /// The fee and the promise as far as the form is filled in.
  private static func model(_ visit: Visit, _ form: CopiesForm) async throws -> Model {
    var model: Model = [
      "t": visit.texts, "total": "", "explanation": "", "slipRequired": false, "due": "",
    ]
    guard let job = form.quotableJob,
      let quote = try? await visit.desk.quoteCopies(job, visit.caller)
    else { return model }
    model["total"] = visit.texts.money(quote.fee.total)
    model["explanation"] = quote.promise.explanation
    model["due"] = quote.promise.due.map { visit.texts.dueMoment($0) } ?? ""
    model["slipRequired"] = quote.slipRequired
    return model
  }

  private static func certified(_ visit: Visit, _ done: CertifiedCopies, _ code: String)
    async throws
    -> Response
  {
    let texts = visit.texts
    let papers = done.job.papers.enumerated().map { index, paper -> Model in
      [
        "title": paper.title, "pages": paper.pages, "copies": paper.copies,
        "fee": index < done.quote.paperFees.count
          ? texts.money(done.quote.paperFees[index]) : "",
        "number": index < done.numbers.count ? done.numbers[index] : "",
      ]
    }
    return try await visit.page(
      "copies-done", title: texts("copies.doneTitle"),
      [
        "code": done.code, "ref": code, "name": done.job.name, "papers": papers, "book": done.book,
        "total": texts.money(done.quote.fee.total),
        "slip": done.hasSlip || visit.request.uri.queryParameters["slip"] != nil,
        "explanation": done.quote.promise.explanation,
        "returned": done.returnedAt.map { texts.moment($0) } ?? "",
        "waiting": done.returnedAt == nil,
      ])
  }
}
