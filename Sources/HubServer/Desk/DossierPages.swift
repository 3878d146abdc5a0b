import Dossiers
import Foundation
import Hub
import Sync

/// The list of dossiers and one dossier opened.
extension HubSite {
  func dossiers(_ request: WebRequest, _ session: Sessions.Session) async throws -> WebResponse {
    let language = language(of: request)
    let (unit, status) = (request.query["unit"] ?? "", request.query["status"] ?? "")
    let query = (request.query["q"] ?? "").trimmingCharacters(in: .whitespaces)
    let isLate = request.query["late"] == "1"
    let names = try await unitNames()
    let behind = request.query["behind"].flatMap(DossierPlace.init)
    let limit = hub.limits.listRows
    var lines: [DossierLine]
    if query.isEmpty {
      lines = try await hub.dossiers(
        DossierFilter(
          unit: names[unit] == nil ? nil : unit, status: Int(status),
          dueBefore: isLate ? hub.now : nil, behind: behind),
        limit: limit + 1)
    } else {
      lines = query.utf8.count <= 64 ? try await hub.dossiers(code: query) : []
    }
    let hasMore = lines.count > limit
    lines = Array(lines.prefix(limit))
    let isPart = hasMore || behind != nil
    let now = hub.now
    let procedures = await procedures.now()
    let rows = lines.map { row($0, names, procedures, language, now) }
    var context: [String: Any] = [
      "officer": officerContext(session, language), "onDossiers": true, "query": query,
      "late": isLate, "rows": rows, "hasRows": !rows.isEmpty,
      "count": rows.isEmpty
        ? pages.text("count0", language)
        : "\(pages.text(isPart ? "countHere" : "count", language)) \(rows.count)",
      "unit": unit, "status": status, "isPart": isPart, "isBehind": behind != nil,
    ]
    if hasMore, let last = lines.last {
      context["more"] = ["behind": "\(DossierPlace(updated: last.updated, id: last.id))"]
    }
    context["statuses"] = DossierStatus.allCases.map { option in
      Self.option("\(option.rawValue)", option.name[language], status)
    }
    context["units"] = names.sorted { $0.key < $1.key }
      .map { Self.option($0.key, $0.value, unit) }
    return page(
      "dossiers", language: language, here: "/desk/dossiers", context: context)
  }

  private func row(
    _ line: DossierLine, _ names: [String: String], _ procedures: ProcedureNames,
    _ language: Language, _ now: Int64
  ) -> [String: Any] {
    let summary = line.summary
    let due = summary.due?.instant.map { Spelling.moment($0, language) }
    return [
      "id": line.id.description, "code": summary.code,
      "procedure": procedures.name(
        of: summary.procedure, version: summary.version, language),
      "unit": names[summary.unit] ?? summary.unit, "status": summary.status,
      "label": summary.dossierStatus.name[language], "disputed": summary.hasConflict,
      "due": due ?? pages.text("noDue", language), "overdue": summary.isOverdue(at: now),
    ]
  }

  static func option(_ value: String, _ label: String, _ selected: String) -> [String: Any] {
    ["value": value, "label": label, "selected": value == selected]
  }

  func dossier(_ name: String, _ request: WebRequest, _ session: Sessions.Session) async throws
    -> WebResponse
  {
    try await dossierPage(name, request, session, problem: nil, status: 200)
  }

  /// Opens a dossier: the look is written to the journal before the page is made.
  private func dossierPage(
    _ name: String, _ request: WebRequest, _ session: Sessions.Session, problem: String?,
    status: Int
  ) async throws -> WebResponse {
    let language = language(of: request)
    let id = try await hub.find(name)
    try await hub.recordView(of: id, by: session.officer.id, reason: "processing")
    let file = try await hub.open(id)
    let view = DossierView(
      file: file, pages: pages, procedures: await procedures.now(), language: language,
      unitNames: try await unitNames(), officers: try await officerNames(), form: request.form)
    var context = view.context
    context["officer"] = officerContext(session, language)
    context["token"] = session.formToken
    context["onDossiers"] = true
    context["done"] = request.query["done"] == "1"
    if let problem { context["problem"] = ["text": problem] }
    return page(
      "dossier", status: status, language: language, here: "/desk/dossiers/\(id)",
      context: context)
  }

  func changeStatus(_ name: String, _ request: WebRequest, _ session: Sessions.Session)
    async throws -> WebResponse
  {
    let language = language(of: request)
    let id = try await hub.find(name)
    do {
      let change = try Self.change(request.form)
      let procedures = await procedures.now()
      try await hub.changeStatus(
        of: id, change, actor: session.officer.id.description, role: session.officer.role,
        hold: { try procedures.checkRules($0) })
      return .seeOther("/desk/dossiers/\(id)?done=1")
    } catch let error as HubError where error.kind != .notFound {
      return try await dossierPage(
        name, request, session, problem: error.message[language], status: 400)
    } catch let error as DossierError {
      return try await dossierPage(
        name, request, session, problem: error.message[language], status: 400)
    }
  }

  private static func change(_ form: [String: String]) throws -> StatusChange {
    guard let to = form["to"].flatMap({ Int($0) }).flatMap(DossierStatus.init(rawValue:)),
      let reason = form["reason"], !reason.allSatisfy(\.isWhitespace)
    else {
      throw HubError(
        .badInput, "incomplete", vi: "Hãy chọn trạng thái mới và ghi lý do.",
        en: "Choose the new status and give a reason.")
    }
    var data: [TransitionDatum: String] = [:]
    for datum in TransitionDatum.allCases {
      guard let typed = form["d-\(datum.rawValue)"], !typed.isEmpty else { continue }
      data[datum] = datum == .papers ? typed.replacing(";", with: "\n") : typed
    }
    let seen = (form["seen"] ?? "").split(separator: " ").compactMap { EntryID(String($0)) }
    return StatusChange(to: to, reason: reason, data: data, seen: seen)
  }

  /// Names of the province's officers by the actor that stands in the journal.
  private func officerNames() async throws -> [String: String] {
    var names: [String: String] = [:]
    for officer in try await hub.officers() { names["hub:\(officer.id)"] = officer.fullName }
    return names
  }
}
