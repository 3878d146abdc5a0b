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
    return try entry(of: state).procedure.next.compactMap { link in
      (try? library.catalogue.entry(link.code, on: today)).map { (link, $0.procedure) }
    }
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
    let session = try library.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt))
    try session.load(state.flatAnswers.formAnswers)
    var carried: [String: String] = [:]
    for value in link.carry {
      let text = try session.text(of: value.value)
      if !text.isEmpty { carried[value.to] = text }
    }
    return (
      next, FormAnswers(carried.mapValues { .value($0) }),
      DraftOrigin(dossier: dossier.id, code: state.code, carried: carried)
    )
  }

  /// The dossier this one was begun from, and those begun from it, oldest first.
  package func linked(_ id: EntryID, _ state: DossierState) throws -> [DossierSummary] {
    let all = try store.summaries()
    let before = all.filter { $0.id == state.follows }
    let after = all.filter { $0.follows == id }
    return before + after.sorted { ($0.receivedAt, $0.code) < ($1.receivedAt, $1.code) }
  }
}
