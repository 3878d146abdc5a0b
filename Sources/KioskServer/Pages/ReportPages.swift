import Dossiers
import HTTPTypes
import Hummingbird

/// The month in figures, lists to take along, and what waits for somebody.
enum ReportPages {
  static func add(to routes: Routes) {
    routes.page("/attention") { try await attention($0) }
    routes.page("/reports") { visit in
      guard let wanted = visit.request.uri.queryParameters["month"].map(String.init) else {
        return try await report(visit, nil)
      }
      guard let month = CivilMonth(wanted) else {
        return try await report(visit, nil, error: visit.texts("reports.monthWrong"))
      }
      return Site.redirect("/reports/\(month)")
    }
    routes.page("/reports/:month") { try await report($0, month($0)) }
    routes.page("/reports/:month/:type") { visit in
      guard let type = ReportFileType(rawValue: try visit.part("type")) else {
        throw Problem.notFound
      }
      return DocumentPages.response(
        try await visit.desk.reportFile(month(visit), type, visit.caller))
    }
    routes.action("/reports/list", list)
    // Where a refused post leaves the browser: reloading leads back to the page.
    routes.page("/reports/list") { _ in Site.redirect("/reports") }
  }

  private static func month(_ visit: Visit) throws -> CivilMonth {
    guard let month = CivilMonth(try visit.part("month")) else { throw Problem.notFound }
    return month
  }

  private static func list(_ visit: Visit) async throws -> Response {
    let form = visit.form
    guard let list = DayList(rawValue: form["list"] ?? ""),
      let type = ReportFileType(rawValue: form["type"] ?? "")
    else { throw Problem.malformed }
    guard let from = CivilDate(form["from"] ?? ""), let to = CivilDate(form["to"] ?? ""),
      from <= to
    else { return try await report(visit, nil, error: visit.texts("reports.daysWrong")) }
    do {
      return DocumentPages.response(
        try await visit.desk.listFile(list, from: from, to: to, type, visit.caller))
    } catch let error as DeskError where error.kind == .badInput {
      return try await report(visit, nil, error: error.message)
    }
  }

  private static func attention(_ visit: Visit) async throws -> Response {
    let groups = try await visit.desk.waiting(visit.caller)
    let texts = visit.texts
    return try await visit.page(
      "attention", title: texts("reports.attention"),
      [
        "any": !groups.isEmpty,
        "groups": groups.map { group -> Model in
          [
            "id": group.id, "name": group.name, "count": group.lines.count,
            "lines": group.lines.map { line -> Model in
              [
                "code": line.code, "isDossier": line.isDossier, "subject": line.maskedSubject,
                "procedure": line.procedure, "time": line.time.map(texts.moment) ?? "—",
                "days": texts("format.days", ["days": String(line.days)]),
              ]
            },
          ]
        },
      ])
  }

  private static func report(
    _ visit: Visit, _ month: CivilMonth?, error: String? = nil
  ) async throws -> Response {
    let sheet = try await visit.desk.report(month, visit.caller)
    let texts = visit.texts
    var model: Model = [
      "month": sheet.month.description, "monthName": name(sheet.month, texts),
      "previous": sheet.month.previous.description,
      "next": sheet.isNewest ? "" : sheet.month.next.description,
      "closing": texts.moment(sheet.closing), "basis": sheet.basis,
      "facts": ["carried", "received", "ended", "late", "open", "open.overdue"].map {
        column -> Model in
        [
          "name": texts("reports.\(column.replacing(".", with: "_"))"),
          "value": sheet.total.figures[column] ?? 0,
        ]
      },
      "heads": columns.map { texts("reports.\($0.replacing(".", with: "_"))") },
      "procedures": (sheet.procedures + [sheet.total]).map(row),
      "anyProcedures": !sheet.procedures.isEmpty,
      "officers": sheet.officers.map { row in
        ["name": row.name, "cells": officerColumns.map { String(row.figures[$0] ?? 0) }] as Model
      },
      "anyOfficers": !sheet.officers.isEmpty,
      "officerHeads": officerColumns.map { texts("reports.\($0)") },
      "index": sheet.index.map { one -> Model in
        [
          "id": one.id, "name": one.name, "count": one.count, "value": one.value,
          "score": one.score,
        ]
      },
      "money": sheet.money.map { ["name": $0.name, "amount": $0.amount] as Model },
      "mayList": visit.session.may(.printPapers),
      "from": visit.form["from"] ?? sheet.closing.civil.date.description,
      "to": visit.form["to"] ?? sheet.closing.civil.date.description,
    ]
    if let error { model["errors"] = ErrorSummary.one(error, field: "from") }
    return try await visit.page(
      "reports", title: texts("reports.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }

  private static let columns = [
    "carried", "received.online", "received.direct", "early", "inTime", "late", "withdrawn",
    "open.inTime", "open.overdue", "refused",
  ]
  private static let officerColumns = ["received", "early", "inTime", "late"]

  private static func row(_ row: ReportSheet.Row) -> Model {
    ["name": row.name, "cells": columns.map { String(row.figures[$0] ?? 0) }]
  }

  private static func name(_ month: CivilMonth, _ texts: Texts) -> String {
    texts("reports.month", ["month": String(month.month), "year": String(month.year)])
  }
}
