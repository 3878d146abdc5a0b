import Dossiers
package import FormEngine
package import Foundation

/// A file offered with a dossier, before it is checked.
package struct OfferedFile: Sendable {
  package let component: String
  package let name: String
  package let data: Data

  package init(component: String, name: String, data: Data) {
    self.component = component
    self.name = name
    self.data = data
  }
}

extension OneStopOffice {
  /// Receives a dossier from answers alone, as the command line does: the papers the procedure
  /// requires are taken to be handed in as asked.
  /// - Throws: ``DossierError`` or ``IncompleteError``; nothing has changed then.
  package func receive(
    procedure code: String, answers: FormAnswers, files: [OfferedFile], token: String?,
    from origin: DraftOrigin? = nil, slip: SlipBooking? = nil, outcome: IntakeOutcome = .accept,
    _ change: (inout DraftContent) -> Void = { _ in }, by actor: Actor
  ) throws -> Received {
    if let known = try received(token: token) { return known }
    if let slip {
      try actor.require(.receive)
      try requireClock()
      _ = try slipToBook(slip)
    }
    try library.requireOverlay()
    let reception = slip?.receivedAt ?? now
    let procedure = try library.catalogue.entry(code, on: reception.civil.date).procedure
    let session = try self.session(code, version: procedure.version, now: reception)
    let misfits = try load(answers, of: procedure, into: session, by: actor)
    guard misfits.isEmpty else { throw IncompleteError(problems: misfits) }
    // A file may be named for a paper of the list or for a question that asks for one.
    let answering = files.filter { procedure.component($0.component) == nil }
    let answers = try answering.map { try answer($0.data, at: $0.component, in: session) }
    var content = DraftContent(
      procedure: code, version: procedure.version,
      answers: FlatAnswers(session.answers(), newRowID: newRowID))
    content.origin = origin
    content.slip = slip
    if outcome == .accept {
      let problems = session.validate()
      guard problems.isEmpty else { throw IncompleteError(problems: problems) }
      for component in try procedure.requiredComponents(evaluate: { try session.truth(of: $0) }) {
        content.counts[component.id] = PaperCounts(asAsked: component)
      }
    }
    change(&content)
    content.attachments = answers
    let checkedFiles = try files.filter { procedure.component($0.component) != nil }.map {
      try checked($0.data, name: $0.name, component: $0.component, of: procedure)
    }
    for file in checkedFiles {
      content.attachments.append(try keep(file))
      if content.counts[file.component] == nil,
        let component = procedure.component(file.component)
      {
        content.counts[file.component] = PaperCounts(asAsked: component)
      }
    }
    return try receive(IntakeRequest(content: content, token: token, outcome: outcome), by: actor)
  }

  /// Loads answers; an entry of a register may be named by its number, and fills in what the
  /// answers leave open.
  private func load(
    _ answers: FormAnswers, of procedure: Procedure, into session: FormSession, by actor: Actor
  ) throws -> [FormProblem] {
    let misfits = try session.load(answers)
    let chosen = session.chosenEntities.sorted { $0.key < $1.key }
    guard !chosen.isEmpty else { return misfits }
    for (path, entity) in chosen {
      let id = try self.entity(named: entity.id, in: entity.list, by: actor)
      try session.set("", at: path)
      let before = Self.answersFollowed(procedure, in: session)
      try session.set(id, at: path)
      try Self.follow(procedure, in: session, before: before)
      try recordUse(of: [(entity.list, id)], by: actor)
    }
    // What is given counts more than what is known.
    let asked = Set(session.editablePaths()).subtracting(chosen.map(\.key))
    for (path, entry) in answers.entries.sorted(by: { $0.key < $1.key }) {
      guard case .value(let value) = entry, asked.contains(path), !value.isEmpty else { continue }
      try session.set(value, at: path)
    }
    try Self.carry(procedure, in: session)
    return misfits
  }
}
