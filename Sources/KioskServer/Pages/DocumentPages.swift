import HTTPTypes
import Hummingbird

/// Receipts and other papers: shown, opened, printed.
enum DocumentPages {
  private static let maximumCopies = 9

  static func add(to routes: Routes) {
    routes.page("/dossiers/:code/receipt") { visit in
      try await DossierPages.opened(visit) { try await show(visit, $0) }
    }
    routes.page("/dossiers/:code/documents/:kind/:format") { visit in
      guard let format = DocumentFormat(rawValue: try visit.part("format")) else {
        throw Problem.notFound
      }
      return try await DossierPages.opened(visit) { code in
        response(
          try await visit.desk.document(
            try visit.part("kind"), format: format, dossier: code, visit.caller))
      }
    }
    routes.action("/dossiers/:code/documents/:kind/issue") { visit in
      try await DossierPages.opened(visit) { code in
        response(try await visit.desk.issue(try visit.part("kind"), dossier: code, visit.caller))
      }
    }
    // Where a refused post leaves the browser: reloading leads back to the papers.
    routes.page("/dossiers/:code/documents/:kind/issue") { visit in
      Site.redirect("/dossiers/\(try visit.part("code"))/receipt")
    }
    routes.page("/drafts/:draft/slip") { visit in
      response(try await visit.desk.draftSlip(try visit.part("draft"), visit.caller))
    }
    routes.action("/dossiers/:code/print", print)
    routes.page("/dossiers/:code/print") { visit in
      Site.redirect("/dossiers/\(try visit.part("code"))/receipt")
    }
  }

  /// Bytes for the browser, shown in place where it can.
  static func response(_ document: Document) -> Response {
    var response = Site.bytes(ByteBuffer(bytes: document.data), type: document.type)
    let name = String(document.name.filter { $0.isASCII && $0 != "\"" && !$0.isNewline })
    let place = document.type == "application/octet-stream" ? "attachment" : "inline"
    response.headers[.contentDisposition] = "\(place); filename=\"\(name)\""
    // Chromium shows a PDF in a viewer of its own, which this policy lets in and nothing else.
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; object-src 'self'; "
      + "frame-ancestors 'none'"
    return response
  }

  private static func print(_ visit: Visit) async throws -> Response {
    let code = try visit.part("code")
    guard let copies = Int(visit.form["copies"] ?? ""), (1...maximumCopies).contains(copies) else {
      return try await show(visit, code, error: visit.texts("receipt.copiesWrong"))
    }
    do {
      try await visit.desk.print(
        visit.form["kind"] ?? "", dossier: code, printer: visit.form["printer"] ?? "",
        copies: copies, visit.caller)
      return await visit.redirect("/dossiers/\(code)/receipt", notice: "receipt.printed")
    } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
      return try await show(visit, code, error: error.message)
    }
  }

  private static func show(_ visit: Visit, _ code: String, error: String? = nil) async throws
    -> Response
  {
    let page = try await visit.desk.dossier(code, visit.caller)
    let printers = await visit.desk.printers()
    let texts = visit.texts
    var model: Model = [
      "code": page.line.code, "ref": code, "procedure": page.line.procedure,
      "subject": page.subject,
      "due": page.promise.due.map { texts.dueMoment($0) } ?? "",
      "explanation": page.promise.explanation, "sent": page.line.isSent,
      "hasReceipt": page.documents.contains { $0.id == "receipt" },
      "documents": page.documents.map {
        ["kind": $0.id, "name": $0.name, "path": "/dossiers/\(code)/documents/\($0.id)"]
      },
      "printers": printers.map { ["id": $0.id, "name": $0.name] },
      "canPrint": !printers.isEmpty,
      "feeTotal": page.fee.total == 0 ? texts("procedures.free") : texts.money(page.fee.total),
    ]
    model.merge(ChainModel.model(page, texts)) { $1 }
    if let error { model["errors"] = ErrorSummary.one(error, field: "copies") }
    return try await visit.page(
      "receipt", title: texts("receipt.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
