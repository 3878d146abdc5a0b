import Counter
import Documents
import DossierStore
package import Dossiers
import Identity
package import KioskServer
import Sync

/// People, the office, today's list and procedures.
extension OfficeDesk: Desk {
  package func signIn(name: String, password: String, language: Language) async throws -> Officer {
    do {
      return try await run(language) { office in
        let actor = try office.signIn(name: name, password: password)
        guard let officer = try office.officer(actor.id).flatMap(Officer.init) else {
          throw Self.closed
        }
        return officer
      }
    } catch let error as DeskError where error.kind == .refused {
      throw DeskError(.signInRefused, error.message)
    }
  }

  package func officer(_ caller: Caller) async throws -> Officer? {
    try await run(caller.language) { office in
      try office.officer(caller.officer).flatMap(Officer.init)
        .flatMap { $0.credential == caller.credential ? $0 : nil }
    }
  }

  package func office(language: Language) async throws -> Office {
    let unit = office.unit
    return Office(
      unitCode: unit.code, name: unit.name, superior: unit.superior, hotline: unit.hotline,
      isDemo: unit.demo, languages: office.library.catalogue.languages)
  }

  package func today(_ caller: Caller) async throws -> Today {
    try await act(caller) { office, actor in
      let today = office.now.civil.date
      let lines = try office.lines(
        office.store.summaries().filter { office.isForToday($0, today) }, caller.language)
      var groups: [Attention: [DossierLine]] = [:]
      for line in lines {
        if let first = line.attention.first { groups[first, default: []].append(line) }
      }
      return Today(
        date: today, dayNote: try office.dayNote(today, caller.language),
        attention: Attention.allCases.compactMap { reason in
          groups[reason].map { lines in
            // What was promised first stands first.
            AttentionGroup(
              reason: reason,
              dossiers: lines.sorted {
                ($0.due?.milliseconds ?? .max, $0.code) < ($1.due?.milliseconds ?? .max, $1.code)
              })
          }
        },
        drafts: try office.draftLines(of: actor, caller.language),
        receivedToday: lines.filter { $0.receivedAt.civil.date == today })
    }
  }

  package func procedures(matching text: String, _ caller: Caller) async throws
    -> [ProcedureLine]
  {
    try await act(caller) { office, _ in
      let today = office.now.civil.date
      let catalogue = office.library.catalogue
      if text.allSatisfy(\.isWhitespace) {
        return catalogue.inForce(on: today).map {
          office.line($0.procedure, why: nil, caller.language)
        }
      }
      return try catalogue.search(text, on: today).map { hit in
        office.line(
          try catalogue.entry(hit.code, on: today).procedure, why: hit.why, caller.language)
      }
    }
  }

  package func procedure(_ code: String, _ caller: Caller) async throws -> ProcedureSheet {
    try await act(caller) { office, _ in
      let entry = try office.library.catalogue.entry(code, on: office.now.civil.date)
      return try office.sheet(entry.procedure, caller.language)
    }
  }
}

extension Officer {
  /// `nil` for whoever may not sign in.
  init?(_ state: OfficerState) {
    guard !state.disabled, let role = OfficerRole(rawValue: state.role) else { return nil }
    self.init(
      id: state.id.description, fullName: state.fullName, role: role.name,
      may: OfficerRole.permissions[role] ?? [], credential: state.verifier.digest.hex)
  }
}

extension OneStopOffice {
  func sheet(_ procedure: Procedure, _ language: Language) throws -> ProcedureSheet {
    let old = LocalizedText(
      vi: "mức độ \(procedure.level.old) (cách gọi cũ)",
      en: "level \(procedure.level.old) in the old terms")
    return ProcedureSheet(
      line: line(procedure, why: nil, language), version: procedure.version,
      decidedBy: procedure.decidedBy.name[language],
      level: "\(procedure.level.new.name[language]), \(old[language])",
      components: procedure.components.map {
        "\($0.name[language]) (\(asked($0, language)))"
      },
      fees: procedure.fees.map { $0.name[language] },
      legalBasis: procedure.legalBasis.map(\.title),
      guide: try guide(of: procedure, language).sections.filter { !$0.items.isEmpty }.map {
        GuideSection(
          heading: $0.heading, items: $0.items.map { .init(text: $0.text, notes: $0.notes) })
      }, hasBlankForm: procedure.declaration != nil)
  }

  /// Masked lines with why each needs a person, most urgent reason first.
  func lines(_ summaries: [DossierSummary], _ language: Language) -> [DossierLine] {
    summaries.map { line($0, language) }
  }

  /// The lines of these dossiers, the earliest received first.
  func lines(among ids: [EntryID], _ language: Language) throws -> [DossierLine] {
    try lines(store.summaries().filter { ids.contains($0.id) }.reversed(), language)
  }

  func line(_ summary: DossierSummary, _ language: Language) -> DossierLine {
    let procedure = try? library.catalogue.entry(summary.procedure, version: summary.version)
    let status = DossierStatus(rawValue: summary.status) ?? .received
    return DossierLine(
      code: summary.code, reference: summary.reference,
      officialCode: summary.officialCodes.first,
      procedure: procedure?.procedure.name[language] ?? summary.procedure,
      maskedSubject: summary.maskedTitle, status: summary.status,
      statusName: status.name[language],
      receivedAt: Instant(milliseconds: summary.receivedAt),
      due: summary.due.map(Instant.init(milliseconds:)), attention: attention(summary, status),
      isSent: summary.isSent)
  }

  /// Whether today's list shows it: most of an office's dossiers ask for nothing any more.
  func isForToday(_ summary: DossierSummary, _ today: CivilDate) -> Bool {
    guard !summary.flags.contains(.left) else { return false }
    let status = DossierStatus(rawValue: summary.status) ?? .received
    return !attention(summary, status).isEmpty
      || Instant(milliseconds: summary.receivedAt).civil.date == today
  }

  private func attention(_ summary: DossierSummary, _ status: DossierStatus) -> [Attention] {
    guard !summary.flags.contains(.left) else { return [.left] }
    var reasons: [Attention] = []
    let runs = status == .received || status == .processing
    if runs, let due = summary.due {
      if due < now.milliseconds {
        reasons.append(.overdue)
      } else if Instant(milliseconds: due).civil.date == now.civil.date {
        reasons.append(.dueToday)
      }
    }
    if summary.flags.contains(.disputed) { reasons.append(.disputed) }
    if summary.flags.contains(.possibleDuplicate) { reasons.append(.possibleDuplicate) }
    if summary.flags.contains(.codeShared), !status.isTerminal { reasons.append(.codeShared) }
    if status == .supplementAsked { reasons.append(.supplementAsked) }
    if status == .done { reasons.append(.readyToHandOver) }
    if summary.flags.contains(.needsUpdate) { reasons.append(.needsUpdate) }
    return reasons
  }

  func draftLines(of actor: Actor, _ language: Language) throws -> [DraftLine] {
    try store.drafts().filter { $0.owner == actor.id }.compactMap { saved in
      guard let content = DraftContent(json: saved.content),
        let entry = try? library.catalogue.entry(content.procedure, version: content.version)
      else { return nil }
      let procedure = entry.procedure
      let subject = procedure.titlePath.flatMap { content.answers.values[$0] } ?? ""
      return DraftLine(
        id: saved.id, procedure: procedure.name[language], maskedSubject: Mask.name(subject),
        savedAt: Instant(milliseconds: saved.savedAt))
    }
  }

  func dayNote(_ date: CivilDate, _ language: Language) throws -> String? {
    guard let kind = try? calendar.kind(of: date) else { return nil }
    switch kind {
    case .working: return nil
    case .swappedWorking(let other):
      let words = LocalizedText(
        vi: "Làm bù cho ngày \(AnswerText.date(other))",
        en: "Working day in place of \(AnswerText.date(other))")
      return words[language]
    case .weekend: return LocalizedText(vi: "Cuối tuần", en: "Weekend")[language]
    case .holiday(let name, _): return name[language]
    }
  }
}
