import Dossiers
import FormEngine
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
    let day: (String) -> CivilDate? = {
      CivilDate(FieldText.stored((form[$0] ?? "").trimmed, type: .date))
    }
    guard let from = day("from"), let to = day("to"),
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
        "several": groups.count > 1, "groups": groups.map { group($0, texts) },
      ])
  }

  /// Days of what is due are working days; days of what waits are all days.
  private static func group(_ group: WaitingSheet, _ texts: Texts) -> Model {
    let isDue = ["overdue", "dueToday", "dueSoon"].contains(group.id)
    let days =
      switch group.id {
      case "overdue": texts("reports.overdueBy")
      case "dueToday": ""
      case "dueSoon": texts("reports.stillLeft")
      default: texts("reports.waited")
      }
    return [
      "id": group.id, "name": group.name, "count": group.lines.count,
      "isSlips": group.id == "slipUnbooked", "daysHead": days,
      "timeHead": isDue ? texts("list.due") : texts("reports.since"),
      "lines": group.lines.map { line -> Model in
        [
          "code": line.code, "ref": line.reference, "isDossier": line.isDossier,
          "subject": line.maskedSubject,
          "procedure": line.procedure, "time": line.time.map(texts.moment) ?? "—",
          "days": texts(
            isDue ? "reports.workingDays" : "format.days", ["days": String(line.days)]),
        ]
      },
    ]
  }

  private static func report(
    _ visit: Visit, _ month: CivilMonth?, error: String? = nil
  ) async throws -> Response {
    let sheet = try await visit.desk.report(month, visit.caller)
    let texts = visit.texts
    let newest = CivilMonth(
      containing: await visit.desk.clock(language: visit.language).now.civil.date)
    let closing = texts.date(sheet.closing.civil.date)
    var model: Model = [
      "month": sheet.month.description, "months": months(sheet.month, newest, texts),
      "monthName": name(sheet.month, texts),
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
      "from": visit.form["from"] ?? closing, "to": visit.form["to"] ?? closing,
    ]
    if let error { model["errors"] = ErrorSummary.one(error, field: "from") }
    return try await visit.page(
      "reports", title: texts("reports.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }

  /// The months to choose from, the newest first; the one shown is among them.
  private static func months(_ shown: CivilMonth, _ newest: CivilMonth, _ texts: Texts) -> [Model] {
    var months = [max(newest, shown)]
    while let last = months.last, months.count < monthsListed || last > shown {
      months.append(last.previous)
    }
    return months.map {
      ["value": $0.description, "name": name($0, texts), "selected": $0 == shown]
    }
  }

  private static let monthsListed = 24
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
