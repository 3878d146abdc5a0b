import Dossiers
import HTTPTypes
import Hummingbird

/// How printers and their jobs stand, and what an officer may do about them.
enum PrintingPages {
  static func add(to routes: Routes) {
    routes.page("/printing") { try await show($0) }
    routes.action("/printing/jobs/:job/:act", act)
    routes.action("/printing/printers/:printer/test") { visit in
      let answer = try await visit.desk.testPrinter(try visit.part("printer"), visit.caller)
      return try await show(visit, answer: answer)
    }
    for path in ["/printing/jobs/:job/:act", "/printing/printers/:printer/test"] {
      // Where a refused post leaves the browser: reloading leads back to the page.
      routes.page(RouterPath(path)) { _ in Site.redirect("/printing") }
    }
  }

  private static func act(_ visit: Visit) async throws -> Response {
    guard let act = QueuedPrint.Act(rawValue: try visit.part("act")) else { throw Problem.notFound }
    do {
      try await visit.desk.settlePrint(try visit.number("job"), act, visit.caller)
      return await visit.redirect("/printing", notice: "printing.notice.\(act.rawValue)")
    } catch let error as DeskError where error.kind == .refused || error.kind == .badInput {
      return try await show(visit, error: error.message)
    }
  }

  private static func show(_ visit: Visit, answer: String? = nil, error: String? = nil)
    async throws -> Response
  {
    let queue = try await visit.desk.printQueue(visit.caller)
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let texts = visit.texts
    var model: Model = [
      "printers": queue.printers.map { ["id": $0.id, "name": $0.name] },
      "hasPrinters": !queue.printers.isEmpty,
      "jobs": queue.jobs.map { row($0, today, texts) }, "hasJobs": !queue.jobs.isEmpty,
      "answer": answer ?? "",
    ]
    if let error { model["errors"] = ErrorSummary.one(error, field: nil) }
    return try await visit.page(
      "printing", title: texts("printing.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }

  private static func row(_ job: QueuedPrint, _ today: CivilDate, _ texts: Texts) -> Model {
    [
      "number": job.id, "printer": job.printer, "document": job.document, "code": job.code,
      "ref": job.reference,
      "copies": job.copies, "isReprint": job.reprint > 0, "reprint": job.reprint,
      "time": texts.shortMoment(job.askedAt, today: today), "state": job.state,
      "problem": job.problem ?? "", "needsPerson": job.needsPerson,
      "acts": job.acts.map { act -> Model in
        [
          "act": act.rawValue, "name": texts("printing.act.\(act.rawValue)"),
          "first": job.needsPerson && act == job.acts.first,
        ]
      },
    ]
  }
}
