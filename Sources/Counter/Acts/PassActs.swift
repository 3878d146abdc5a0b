import DossierStore
package import Dossiers
import Identity
package import Sync

/// A dossier to be handed on, with its papers.
package struct PassRequest: Sendable, Hashable {
  package var to: WorkDesk
  /// The officer it is meant for, by sign-in name; empty: whoever sits there.
  package var officer: String
  /// Name of the other authority that takes it, or gives it back.
  package var authority: String
  /// Who takes or gives it there.
  package var person: String
  package var note: String
  /// `nil`: every paper that lies where the dossier is.
  package var papers: [PaperTally]?

  package init(
    to: WorkDesk, officer: String = "", authority: String = "", person: String = "",
    note: String = "", papers: [PaperTally]? = nil
  ) {
    self.to = to
    self.officer = officer
    self.authority = authority
    self.person = person
    self.note = note
    self.papers = papers
  }
}

extension OneStopOffice {
  /// Hands a dossier on to another desk or authority; needs no link.
  /// - Throws: ``DossierError`` when the desks, the role, the papers or the state forbid it.
  package func pass(_ code: String, _ request: PassRequest, by actor: Actor) throws {
    try actor.require(.viewDossiers)
    try Self.check(texts: [request.authority, request.person, request.note])
    let officer = try self.officer(for: request)
    let (id, _) = try workableState(code: code)
    let clock = clockSource()
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      let from = try desk(of: state, leadingTo: request.to, for: actor)
      try Self.checkNotEnded(state)
      let authority = try Self.authority(request, from: from, state)
      let papers = try Self.papers(request.papers, of: state, at: from.desk.place)
      let isBack = from.desk == .authority
      let there = officer?.fullName ?? (request.to == .authority ? request.person : "")
      let body: [String: JSONValue] = [
        "from": .string(from.desk.rawValue), "to": .string(request.to.rawValue),
        "officer": .string(officer?.id.description ?? ""), "authority": .string(authority),
        "giver": .string(isBack ? request.person : actor.displayName),
        "taker": .string(isBack && there.isEmpty ? actor.displayName : there),
        "result": .string(timeliness(state)), "note": .string(request.note),
        "papers": .array(papers.map(\.json)),
      ]
      _ = try writer.append(
        EntryDraft(
          kind: DossierKind.passed.rawValue, subject: .existing(id), body: body,
          replaces: state.passHeads), by: actor.id, clock: clock)
    }
    try noteClock()
  }

  /// The desks this officer may pass the dossier to now.
  package func passTargets(of state: DossierState, by actor: Actor) -> [WorkDesk] {
    guard (try? Self.checkNotEnded(state)) != nil else { return [] }
    let here = Set(state.desks.map(\.desk))
    let all = state.desks.compactMap { library.lifeCycle.desk($0.desk) }
      .filter { rule in actor.role.map(rule.roles.contains) ?? true }
      .flatMap(\.to)
    return WorkDesk.allCases.filter { all.contains($0) && (!here.contains($0) || here.count > 1) }
  }

  /// Officers who may sit at a desk, by full name.
  package func officers(at desk: WorkDesk) throws -> [OfficerState] {
    guard desk != .authority, let rule = library.lifeCycle.desk(desk) else { return [] }
    return try officers().filter { officer in
      !officer.disabled && (OfficerRole(rawValue: officer.role).map(rule.roles.contains) ?? false)
    }
  }

  private func officer(for request: PassRequest) throws -> OfficerState? {
    guard !request.officer.isEmpty else { return nil }
    guard let officer = try officers(at: request.to).first(where: { $0.name == request.officer })
    else {
      throw DossierError(
        .badInput,
        vi: "Không có công chức \(request.officer.prefix(40)) ở bàn “\(request.to.name.vi)”.",
        en: "No officer \(request.officer.prefix(40)) works at the desk “\(request.to.name.en)”.")
    }
    return officer
  }

  /// The desk the dossier is handed on from: one it is at, where this role sits.
  private func desk(of state: DossierState, leadingTo target: WorkDesk, for actor: Actor) throws
    -> DeskState
  {
    for desk in state.desks {
      guard let rule = library.lifeCycle.desk(desk.desk), rule.to.contains(target),
        actor.role.map(rule.roles.contains) ?? true
      else { continue }
      return desk
    }
    let here = state.desks.map(\.desk.name)
    throw DossierError(
      .refused,
      vi: "Hồ sơ đang ở \(here.map(\.vi).joined(separator: ", ")); "
        + "bạn không chuyển được sang \(target.name.vi).",
      en: "The dossier is with: \(here.map(\.en).joined(separator: ", ")); "
        + "you cannot pass it to: \(target.name.en).")
  }

  private static func checkNotEnded(_ state: DossierState) throws {
    guard let status = DossierStatus(rawValue: state.status), !status.isTerminal else {
      throw DossierError(
        .refused, vi: "Hồ sơ đã kết thúc, không chuyển tiếp nữa.",
        en: "The dossier has ended and is not handed on any more.")
    }
  }

  private static func authority(_ request: PassRequest, from: DeskState, _ state: DossierState)
    throws -> String
  {
    if from.desk == .authority {
      return request.authority.isEmpty ? from.authority : request.authority
    }
    guard request.to == .authority else { return "" }
    guard !request.authority.allSatisfy(\.isWhitespace) else {
      throw DossierError(
        .badInput, vi: "Hãy ghi tên cơ quan nhận hồ sơ.",
        en: "Name the authority that takes the dossier.")
    }
    return request.authority
  }

  /// How the dossier stands against its promise, as the control slip asks.
  private func timeliness(_ state: DossierState) -> String {
    guard let due = state.due?.instant.map(Instant.init(milliseconds:)) else { return "" }
    if now > due { return "late" }
    return now.civil.date == due.civil.date ? "onTime" : "early"
  }
}
