import Dossiers
import HTTPTypes
import Hummingbird

/// Numbers of the province's receipts: what comes next, what was used, spoilt papers.
enum ReceiptNumberPages {
  static func add(to routes: Routes) {
    routes.page("/receipt-numbers") { try await show($0) }
    routes.action("/receipt-numbers") { visit in
      do {
        try await visit.desk.spoilReceiptNumber(
          visit.form["number"] ?? "", reason: visit.form["reason"] ?? "", visit.caller)
        return await visit.redirect("/receipt-numbers", notice: "receiptNumbers.saved")
      } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
        return try await show(visit, error: error)
      }
    }
  }

  private static func show(_ visit: Visit, error: DeskError? = nil) async throws -> Response {
    let texts = visit.texts
    var model: Model
    do {
      let sheet = try await visit.desk.receiptNumbers(visit.caller)
      model = [
        "series": texts("receiptNumbers.series", ["form": sheet.form, "series": sheet.series]),
        "ranges": sheet.ranges.map { "\($0.first)–\($0.last)" }.joined(separator: ", "),
        "next": sheet.next.map(String.init) ?? texts("receiptNumbers.allUsed"),
        "left": sheet.left, "anyUsed": !sheet.used.isEmpty, "hasNumbers": true,
        "used": sheet.used.map { line -> Model in
          [
            "number": line.number, "time": texts.moment(line.time), "who": line.who,
            "code": line.code, "ref": line.reference, "spoilt": line.spoilt ?? "",
            "isSpoilt": line.spoilt != nil,
          ]
        },
        "number": visit.form["number"] ?? "", "reason": visit.form["reason"] ?? "",
      ]
    } catch let none as DeskError where none.kind == .refused && error == nil {
      model = ["hasNumbers": false, "why": none.message]
    }
    if let error {
      model["errors"] = ErrorSummary.one(error.message, field: error.field ?? "number")
    }
    return try await visit.page(
      "receipt-numbers", title: texts("receiptNumbers.title"), model,
      status: error.map { ErrorPages.status($0.kind) } ?? .ok, hasErrors: error != nil)
  }
}
