import Counter
import DossierStore
import Dossiers
package import KioskServer
import Sync

/// Linked procedures, and the papers of a procedure itself.
extension OfficeDesk {
  package func startDraft(
    procedure code: String, after dossier: String, _ caller: Caller
  ) async throws -> String {
    try await act(caller) { office, actor in
      try office.requireView(office.state(code: dossier).state, by: actor, caller.language)
      return try office.startDraft(procedure: code, after: dossier, by: actor)
    }
  }

  package func procedurePaper(_ paper: String, of code: String, _ caller: Caller) async throws
    -> KioskServer.Document
  {
    try await act(caller) { office, _ in
      guard let paper = ProcedurePaper(rawValue: paper) else {
        throw DossierError(
          .notFound, vi: "Thủ tục chỉ có hướng dẫn (guide) và tờ khai trống (blank).",
          en: "A procedure has a guide and a blank form.")
      }
      return KioskServer.Document(
        data: try office.paper(paper, of: code, caller.language), type: "application/pdf",
        name: "\(code)-\(paper.rawValue).pdf")
    }
  }

  package func labelMedia(
    _ name: String, of code: String, version: String, _ caller: Caller
  ) async throws -> KioskServer.Document {
    try await act(caller) { office, _ in
      let media = try office.labelMedia(name, of: code, version: version)
      return KioskServer.Document(data: media.data, type: media.mediaType, name: name)
    }
  }
}

extension OneStopOffice {
  /// What a dossier's page says of the dossiers around it.
  func addChain(
    to page: inout DossierPage, _ id: SubjectID, _ state: DossierState, _ actor: Actor,
    _ language: Language
  ) throws {
    if actor.may(.receive) {
      page.next = try nextProcedures(after: state).map { link, procedure in
        NextProcedureLine(
          code: link.code, name: procedure.name[language], why: link.why[language],
          dossiers: link.dossiers.name[language])
      }
    }
    page.linked = try linked(id, state).flatMap { summary in
      lines([summary], language).map {
        LinkedDossier(line: $0, isBefore: summary.id == state.follows)
      }
    }
    page.overlay = state.overlay
  }
}
