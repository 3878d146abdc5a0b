import Counter
import Dossiers
package import FormEngine
package import KioskServer

/// Drafts and their acceptance.
extension OfficeDesk {
  package func startDraft(procedure code: String, _ caller: Caller) async throws -> String {
    try await act(caller) { office, actor in try office.startDraft(procedure: code, by: actor) }
  }

  package func draft(_ id: String, _ caller: Caller) async throws -> KioskServer.Draft {
    try await act(caller) { office, _ in
      try office.screen(office.draft(id, language: caller.language), caller.language)
    }
  }

  private func change(
    _ id: String, _ caller: Caller,
    _ work: @escaping @Sendable (inout OpenDraft) throws -> Void
  ) async throws -> KioskServer.Draft {
    try await act(caller) { office, actor in
      let open = try office.change(draft: id, language: caller.language, by: actor, work)
      return try office.screen(open, caller.language)
    }
  }

  package func answer(
    draft id: String, _ caller: Caller,
    _ choose: @escaping @Sendable (FormView) -> [String: String]
  ) async throws -> KioskServer.Draft {
    try await change(id, caller) { open in
      for (path, value) in choose(open.session.view()).sorted(by: { $0.key < $1.key }) {
        try open.session.set(value, at: path)
      }
    }
  }

  package func addRow(to path: String, draft id: String, _ caller: Caller) async throws
    -> KioskServer.Draft
  {
    try await change(id, caller) { open in try open.session.addRow(to: path) }
  }

  package func removeRow(at path: String, draft id: String, _ caller: Caller) async throws
    -> KioskServer.Draft
  {
    try await change(id, caller) { open in try open.session.removeRow(at: path) }
  }

  package func discardDraft(_ id: String, _ caller: Caller) async throws {
    try await act(caller) { office, actor in try office.discardDraft(id, by: actor) }
  }

  package func noteOpened(_ section: String?, draft id: String, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      try office.noteOpened(section, draft: id, by: actor)
    }
  }

  package func findEntities(
    _ text: String, at path: String, draft id: String, _ caller: Caller
  ) async throws -> EntitySearch {
    try await act(caller) { office, actor in
      let open = try office.draft(id, language: caller.language)
      guard let question = open.session.view().questions.first(where: { $0.path == path }),
        let list = question.entityList
      else {
        throw DossierError(
          .badInput, vi: "Mục \(path.prefix(80)) không tra sổ.",
          en: "\(path.prefix(80)) looks in no register.")
      }
      let found = try office.findEntities(
        text, in: list, among: Set(open.session.offers(at: path)), by: actor)
      let shown = found.prefix(OneStopOffice.foundEntityLimit)
      return EntitySearch(
        text: text,
        hits: shown.map { hit in
          EntitySearch.Hit(
            id: hit.id, words: ([hit.maskedLabel] + hit.maskedNumbers).joined(separator: " · "))
        }, hasMore: found.count > shown.count, isExact: !text.contains(where: \.isLetter))
    }
  }

  package func versionChange(draft id: String, _ caller: Caller) async throws -> VersionChange {
    try await act(caller) { office, _ in
      let plan = try office.planCarryOver(draft: id, language: caller.language)
      func line(_ line: CarryOver.Line) -> VersionChange.Line {
        VersionChange.Line(label: line.label, value: line.value)
      }
      return VersionChange(
        from: plan.from, to: plan.to, renamed: plan.renamed.map(line), lost: plan.lost.map(line),
        lostPapers: plan.lostPapers.map { $0[caller.language] })
    }
  }

  package func carryOver(draft id: String, to version: String, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      try office.carryOver(draft: id, to: version, language: caller.language, by: actor)
    }
  }

  package func readCard(_ text: String, draft id: String, _ caller: Caller) async throws
    -> CardPrefill
  {
    try await act(caller) { office, _ in
      let open = try office.draft(id, language: caller.language)
      return try office.prefill(text, open, caller.language)
    }
  }

  package func applyCard(
    _ text: String, paths: Set<String>, draft id: String, _ caller: Caller
  ) async throws -> KioskServer.Draft {
    try await act(caller) { office, actor in
      let open = try office.draft(id, language: caller.language)
      let values = try office.cardValues(text, open)
      let changed = try office.change(draft: id, language: caller.language, by: actor) { draft in
        for (path, value) in values where paths.contains(path) {
          try draft.session.set(value, at: path)
        }
      }
      return try office.screen(changed, caller.language)
    }
  }

  package func setCounts(
    _ counts: [String: ComponentCounts], draft id: String, _ caller: Caller
  ) async throws -> KioskServer.Draft {
    try await change(id, caller) { open in
      for (component, count) in counts {
        guard open.procedure.component(component) != nil else {
          throw DossierError(
            .badInput, vi: "Không có thành phần \(component.prefix(40)).",
            en: "There is no component \(component.prefix(40)).")
        }
        let given = PaperCounts(
          original: count.original, certified: count.certified, copy: count.copy,
          presented: count.presented)
        open.content.counts[component] = given.isEmpty ? nil : given
      }
    }
  }

  package func attach(_ upload: Upload, draft id: String, _ caller: Caller) async throws
    -> KioskServer.Draft
  {
    try await act(caller) { office, actor in
      let open = try office.attach(
        upload.data, name: upload.name, component: upload.component, draft: id,
        language: caller.language, by: actor)
      return try office.screen(open, caller.language)
    }
  }

  package func answer(file upload: Upload, draft id: String, _ caller: Caller) async throws
    -> KioskServer.Draft
  {
    try await act(caller) { office, actor in
      let open = try office.answer(
        file: upload.data, at: upload.component, draft: id, language: caller.language, by: actor)
      return try office.screen(open, caller.language)
    }
  }

  package func detach(
    file: String, component: String, draft id: String, _ caller: Caller
  ) async throws -> KioskServer.Draft {
    try await change(id, caller) { open in
      open.content.attachments.removeAll { $0.sha256 == file && $0.component == component }
    }
  }

  package func draftFile(_ file: String, draft id: String, _ caller: Caller) async throws
    -> KioskServer.Document
  {
    try await act(caller) { office, _ in
      let open = try office.draft(id)
      return try office.file(file, among: open.content.attachments)
    }
  }

  package func accept(draft id: String, _ caller: Caller) async throws -> String {
    try await act(caller) { office, actor in
      // The draft's id is the request's token: a repeated press makes one dossier.
      if let known = try office.received(token: id) { return known.code }
      if case .unsure(let why) = try office.clockStanding() {
        throw DeskError(.clockUnconfirmed, why[caller.language])
      }
      return try office.receive(
        IntakeRequest(content: office.draftContent(id), token: id, draft: id), by: actor
      ).code
    }
  }
}
