package import DossierStore
package import Dossiers
package import FormEngine
package import Sync

/// Linked procedures: what people need after a dossier is begun from it, and nothing is asked
/// twice.
extension OneStopOffice {
  /// What may be begun from a dossier today, in the order the procedure names it.
  package func nextProcedures(after state: DossierState) throws
    -> [(link: NextProcedure, procedure: Procedure)]
  {
    let today = now.civil.date
    let links = try entry(of: state).procedure.next
    guard !links.isEmpty else { return [] }
    let session = links.allSatisfy { $0.when == nil } ? nil : try answered(state)
    return links.compactMap { link in
      guard session.map({ Self.isOffered(link, $0) }) ?? true else { return nil }
      return (try? library.catalogue.entry(link.code, on: today)).map { (link, $0.procedure) }
    }
  }

  /// The form a dossier was received under, with its answers.
  private func answered(_ state: DossierState) throws -> FormSession {
    let session = try library.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt))
    try session.load(state.flatAnswers.formAnswers)
    return session
  }

  /// Conditions are read when the catalogue is; one that fails over these answers hides nothing.
  private static func isOffered(_ link: NextProcedure, _ session: FormSession) -> Bool {
    guard let when = link.when else { return true }
    return (try? session.truth(of: when)) ?? true
  }

  /// Opens a draft of a next procedure, filled from the dossier before it.
  ///
  /// - Throws: ``DossierError`` when the procedure does not name it or it is not in force.
  package func startDraft(procedure code: String, after dossier: String, by actor: Actor) throws
    -> String
  {
    try actor.require(.receive)
    let (id, state) = try state(code: dossier)
    let (procedure, answers, origin) = try carriedOver(to: code, from: (id, state))
    let session = try library.session(code, version: procedure.version, now: now)
    try session.load(answers)
    try Self.carry(procedure, in: session)
    var content = DraftContent(
      procedure: code, version: procedure.version,
      answers: FlatAnswers(session.answers(), newRowID: newRowID))
    content.origin = origin
    let draft = store.newDraftID()
    _ = try store.saveDraft(id: draft, owner: actor.id, content: content.json)
    return draft
  }

  /// The answers of a next form that a dossier gives.
  package func carriedOver(to code: String, from dossier: (id: EntryID, state: DossierState))
    throws -> (procedure: Procedure, answers: FormAnswers, origin: DraftOrigin)
  {
    let state = dossier.state
    let before = try entry(of: state).procedure
    guard let link = before.next.first(where: { $0.code == code }) else {
      throw DossierError(
        .refused, vi: "Sau thủ tục \(before.code) không có thủ tục tiếp theo \(code.prefix(40)).",
        en: "The procedure \(before.code) names no next procedure \(code.prefix(40)).")
    }
    let next = try library.catalogue.entry(code, on: now.civil.date).procedure
    let session = try answered(state)
    guard Self.isOffered(link, session) else {
      throw DossierError(
        .refused,
        vi: "Theo câu trả lời của hồ sơ \(state.code), không cần làm tiếp thủ tục \(code).",
        en: "By the answers of \(state.code) the procedure \(code) does not follow it.")
    }
    var carried = try Self.carried(link.carry, in: session, at: nil)
    var answers = FormAnswers(carried.mapValues { .value($0) })
    for rule in link.carryRows {
      let rows = try Self.carriedRows(rule, in: session)
      guard !rows.isEmpty else { continue }
      answers.entries[rule.to] = .rows(
        rows.map { FormAnswers.Row(answers: FormAnswers($0.mapValues { .value($0) })) })
      for (index, row) in rows.enumerated() {
        for (field, text) in row { carried["\(rule.to)[\(index + 1)]/\(field)"] = text }
      }
    }
    return (
      next, answers, DraftOrigin(dossier: dossier.id, code: state.code, carried: carried)
    )
  }

  private static func carried(
    _ rules: [NextProcedure.Value], in session: FormSession, at row: String?
  ) throws -> [String: String] {
    var carried: [String: String] = [:]
    for rule in rules {
      let text = try session.text(of: rule.value, at: row)
      if !text.isEmpty { carried[rule.to] = text }
    }
    return carried
  }

  /// What each row gives; a row that gives nothing is none.
  private static func carriedRows(
    _ rule: NextProcedure.Rows, in session: FormSession
  ) throws -> [[String: String]] {
    let count = Int(try session.number(of: "count(./\(rule.rows))"))
    return try (0..<count).compactMap { index in
      let row = "\(rule.rows)[\(index + 1)]"
      guard session.isRelevant(row),
        try rule.when.map({ try session.truth(of: $0, at: row) }) ?? true
      else { return nil }
      let carried = try carried(rule.carry, in: session, at: row)
      return carried.isEmpty ? nil : carried
    }
  }

  /// The dossier this one was begun from, and those begun from it, oldest first.
  package func linked(_ id: EntryID, _ state: DossierState) throws -> [DossierSummary] {
    let all = try store.summaries()
    let before = all.filter { $0.id == state.follows }
    let after = all.filter { $0.follows == id }
    return before + after.sorted { ($0.receivedAt, $0.code) < ($1.receivedAt, $1.code) }
  }
}
