import Dossiers
import FormEngine
import Foundation
import Hub
import Identity
import Sync

/// What two people said differently: the list, both sides beside each other, the decision.
extension HubSite {
  func conflicts(_ request: WebRequest, _ session: Sessions.Session) async throws -> WebResponse {
    let language = language(of: request)
    let (names, procedures) = (try await unitNames(), await procedures.now())
    let asked = request.query["unit"] ?? ""
    let unit = names[asked] == nil ? nil : asked
    let review = ConflictReview(hub: hub, procedures: procedures)
    let waiting = try await review.waiting(unit: unit)
    let rows = waiting.prefix(hub.limits.listRows).map { reviewed in
      let summary = reviewed.line.summary
      return [
        "id": reviewed.line.id.description, "code": summary.code,
        "procedure": procedures.name(
          of: summary.procedure, version: summary.version, language),
        "unit": names[summary.unit] ?? summary.unit, "status": summary.status,
        "statusName": summary.dossierStatus.name[language],
        "kinds": reviewed.kinds.map { pages.text("disputeKind.\($0)", language) }
          .joined(separator: ", "),
        "since": Spelling.moment(reviewed.since, language),
      ] as [String: Any]
    }
    let figures = try await review.figures(unit: unit, waiting)
    let others = try await otherFindings(names, language)
    return page(
      "conflicts", language: language, here: "/desk/conflicts",
      context: [
        "officer": officerContext(session, language), "onConflicts": true, "rows": rows,
        "hasRows": !rows.isEmpty, "isPart": rows.count < waiting.count,
        "waiting": waiting.count, "others": others, "hasOthers": !others.isEmpty,
        "units": names.sorted { $0.key < $1.key }.map { Self.option($0.key, $0.value, asked) },
        "hasFigures": !figures.isEmpty, "figures": figures.map { model($0, language) },
      ])
  }

  private func model(_ figure: DisputeFigure, _ language: Language) -> [String: Any] {
    [
      "kind": pages.text("disputeKind.\(figure.kind)", language), "open": figure.open,
      "settled": figure.settled,
      "median": figure.medianMinutes.map { Spelling.duration(minutes: $0, language) } ?? "—",
      "longest": figure.longestMinutes.map { Spelling.duration(minutes: $0, language) } ?? "—",
    ]
  }

  /// What is no dispute about one dossier: codes given twice, machines on one key until a person
  /// has judged, wrong clocks, devices without numbers, entries that do not count.
  private func otherFindings(_ names: [String: String], _ language: Language) async throws
    -> [String]
  {
    let units = Dictionary(
      try await hub.devices().map { ($0.id, names[$0.unit] ?? $0.unit) },
      uniquingKeysWith: { $1 })
    let codes = try await hub.codeCollisions().map {
      "\(pages.text("codeTwice", language)) \($0.code): "
        + $0.dossiers.map(\.description).joined(separator: ", ")
    }
    let forks = try await hub.forks().filter { $0.settled == nil }.map {
      "\(pages.text("forked", language)) \($0.device.rawValue) (\(names[$0.unit] ?? $0.unit))"
    }
    let clocks = try await hub.wildClocks().sorted { $0.key.rawValue < $1.key.rawValue }.map {
      "\(pages.text("wildClock", language)) \($0.key.rawValue) "
        + "(\(units[$0.key] ?? "—")): \($0.value)"
    }
    let ranges = try await hub.awaitedRanges().map {
      "\(pages.text("noRange", language)) \($0.device.rawValue) (\(names[$0.unit] ?? $0.unit))"
    }
    let apart = try await hub.keptApart()
    let entries = apart.values.reduce(0) { $0 + $1.values.reduce(0, +) }
    let kept =
      "\(pages.text("keptApart", language)): \(pages.text("entryCount", language)) \(entries), "
      + "\(pages.text("deviceCount", language)) \(apart.count)"
    return codes + forks + clocks + ranges + (apart.isEmpty ? [] : [kept])
  }

  func disputes(of name: String, _ request: WebRequest, _ session: Sessions.Session)
    async throws -> WebResponse
  {
    try await disputesPage(name, request, session, problem: nil, status: 200)
  }

  /// The sides of each dispute: the look is written to the journal before the page is made.
  private func disputesPage(
    _ name: String, _ request: WebRequest, _ session: Sessions.Session, problem: String?,
    status: Int
  ) async throws -> WebResponse {
    let language = language(of: request)
    let id = try await hub.find(name)
    try await hub.recordView(of: id, by: session.officer.id, reason: "processing")
    let (names, procedures) = (try await unitNames(), await procedures.now())
    let reviewed = try await ConflictReview(hub: hub, procedures: procedures).dossier(id)
    let words = DisputeWords(
      state: reviewed.state, pages: pages, procedures: procedures, language: language,
      people: try await hub.namesOfActors(), places: try await places(names, language))
    let summary = reviewed.line.summary
    let sheets = words.sheets(typed: request.form)
    let settled = settled(reviewed.state, words, language)
    let doubts = doubts(reviewed, language)
    let corrections = words.corrections(reviewed.broken, typed: request.form)
    var context: [String: Any] = [
      "officer": officerContext(session, language), "token": session.formToken,
      "onConflicts": true, "dossier": id.description, "code": summary.code,
      "procedure": procedures.name(of: summary.procedure, version: summary.version, language),
      "sheets": sheets, "hasSheets": !sheets.isEmpty,
      "canDecide": session.officer.role.may(.resolveDisputes),
      "twins": twins(reviewed, names, language), "hasTwins": !reviewed.twins.isEmpty,
      "doubts": doubts, "hasDoubts": !doubts.isEmpty,
      "broken": words.sentences(reviewed.broken), "hasBroken": !reviewed.broken.isEmpty,
      "corrections": corrections,
      "settled": settled, "hasSettled": !settled.isEmpty, "isClear": reviewed.kinds.isEmpty,
      "done": request.query["done"] == "1",
    ]
    if let problem { context["problem"] = ["text": problem] }
    return page(
      "disputes", status: status, language: language, here: "/desk/dossiers/\(id)/conflicts",
      context: context)
  }

  private func places(_ names: [String: String], _ language: Language) async throws
    -> [DeviceID: String]
  {
    var places = [hub.id: pages.text("atProvince", language)]
    for device in try await hub.devices() {
      places[device.id] =
        "\(names[device.unit] ?? device.unit), \(pages.text("machine", language)) "
        + "\(device.id.rawValue.prefix(6))…"
    }
    return places
  }

  private func twins(
    _ reviewed: ReviewedDossier, _ names: [String: String], _ language: Language
  ) -> [[String: Any]] {
    reviewed.twins.map { twin in
      [
        "id": twin.id.description, "code": twin.summary.code,
        "unit": names[twin.summary.unit] ?? twin.summary.unit,
        "received": Spelling.moment(twin.summary.receivedAt, language),
        "statusName": twin.summary.dossierStatus.name[language],
      ]
    }
  }

  private func doubts(_ reviewed: ReviewedDossier, _ language: Language) -> [String] {
    var doubts: [String] = []
    if reviewed.promisedTwice { doubts.append(pages.text("promisedTwice", language)) }
    if !reviewed.state.missing.isEmpty { doubts.append(pages.text("missingEntries", language)) }
    if !reviewed.state.unknownEntries.isEmpty {
      doubts.append(pages.text("unknownEntries", language))
    }
    return doubts
  }

  private func settled(_ state: DossierState, _ words: DisputeWords, _ language: Language)
    -> [[String: Any]]
  {
    state.settled.sorted { $0.settled > $1.settled }.map { decision in
      [
        "kind": pages.text("disputeKind.\(decision.matter.kind)", language),
        "who": words.who(decision.actor), "when": Spelling.moment(decision.settled, language),
        "reason": decision.reason,
        "took": Spelling.duration(
          minutes: DisputeFigure.Decided(
            kind: "", since: decision.since, settled: decision.settled
          ).minutes, language),
      ]
    }
  }

  func decide(_ name: String, _ request: WebRequest, _ session: Sessions.Session) async throws
    -> WebResponse
  {
    let id = try await hub.find(name)
    let summary = try await hub.open(id).summary
    let procedures = await procedures.now()
    return try await acting(name, request, session) {
      let decision = try Self.decision(request.form)
      try await self.hub.decide(
        id, decision, actor: session.officer.id.description, role: session.officer.role
      ) { before, after in
        try procedures.check(
          before, after, code: summary.procedure, version: summary.version,
          receivedAt: summary.receivedAt)
      }
    }
  }

  func correct(_ name: String, _ request: WebRequest, _ session: Sessions.Session) async throws
    -> WebResponse
  {
    let id = try await hub.find(name)
    let file = try await hub.open(id)
    let procedures = await procedures.now()
    return try await acting(name, request, session) {
      let form = request.form
      guard let path = form["field"], let value = form["value"], let reason = Self.reason(form)
      else { throw Self.incomplete }
      let correction = AnswerCorrection(
        path: path, value: value.trimmingCharacters(in: .whitespaces), reason: reason,
        seen: Self.seen(form))
      try await procedures.correct(
        file, correction, self.hub, actor: session.officer.id.description,
        role: session.officer.role)
    }
  }

  func judgeTwin(_ name: String, _ request: WebRequest, _ session: Sessions.Session) async throws
    -> WebResponse
  {
    let id = try await hub.find(name)
    return try await acting(name, request, session) {
      let form = request.form
      guard let other = EntryID(form["twin"] ?? ""), let verdict = form["verdict"],
        ["same", "different"].contains(verdict), let reason = Self.reason(form)
      else { throw Self.incomplete }
      try await self.hub.judgeDuplicate(
        id, of: other, isSame: verdict == "same", reason: reason,
        actor: session.officer.id.description, role: session.officer.role)
    }
  }

  /// Back to the page, with what went wrong if anything did.
  private func acting(
    _ name: String, _ request: WebRequest, _ session: Sessions.Session,
    _ body: () async throws -> Void
  ) async throws -> WebResponse {
    let language = language(of: request)
    do {
      try await body()
      return .seeOther("/desk/dossiers/\(name)/conflicts?done=1")
    } catch let error as HubError {
      return try await disputesPage(
        name, request, session, problem: error.message[language], status: 400)
    } catch let error as DossierError {
      return try await disputesPage(
        name, request, session, problem: error.message[language], status: 400)
    }
  }

  private static func decision(_ form: [String: String]) throws -> DisputeDecision {
    guard let matter = form["matter"], let keep = form["keep"], let reason = reason(form) else {
      throw incomplete
    }
    let choice: DisputeDecision.Choice
    if keep == "other" {
      choice = .value((form["value"] ?? "").trimmingCharacters(in: .whitespaces))
    } else if let entry = EntryID(keep) {
      choice = .keep(entry)
    } else {
      throw incomplete
    }
    return DisputeDecision(matter: matter, choice: choice, reason: reason, seen: seen(form))
  }

  private static func seen(_ form: [String: String]) -> Set<EntryID> {
    Set((form["seen"] ?? "").split(separator: " ").compactMap { EntryID(String($0)) })
  }

  private static func reason(_ form: [String: String]) -> String? {
    form["reason"].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  private static var incomplete: HubError {
    HubError(
      .badInput, "incomplete", vi: "Hãy chọn một bên và ghi lý do.",
      en: "Choose a side and give a reason.")
  }
}
