import Counter
import DossierStore
import Dossiers
package import KioskServer
import Sync

/// Acts beside the changes of status, the officer's own work, the sheet for another system.
extension OfficeDesk {
  package func perform(_ act: ActRequest, on code: String, _ caller: Caller) async throws {
    try await self.act(caller) { office, actor in try office.perform(act, on: code, actor) }
  }

  package func conclude(_ act: ActRequest, draft id: String, _ caller: Caller) async throws
    -> String?
  {
    try await self.act(caller) { office, actor in
      try office.conclude(act, draft: id, caller.language, actor)
    }
  }

  package func work(_ caller: Caller) async throws -> [WorkSheet] {
    try await act(caller) { office, actor in
      try office.work(of: actor).map { group in
        let lines = try group.dossiers.map { summary in
          var line = office.line(summary, caller.language)
          line.handedOn = try office.handedOn(summary, to: group.desk, caller.language)
          return line
        }
        return WorkSheet(desk: group.desk, dossiers: lines)
      }
    }
  }

  package func entrySheet(_ code: String, _ caller: Caller) async throws -> EntrySheet {
    try await act(caller) { office, actor in
      try actor.require(.viewDossiers)
      let (_, state) = try office.state(code: code)
      try office.requireView(state, by: actor, caller.language)
      return try office.entrySheet(state, caller.language)
    }
  }
}

extension OneStopOffice {
  /// Who handed a dossier on to a desk; empty where it began there.
  fileprivate func handedOn(_ summary: DossierSummary, to desk: WorkDesk, _ language: Language)
    throws -> String
  {
    let wasPassed = summary.desks.contains { $0.desk == desk && $0.since > summary.receivedAt }
    guard wasPassed, let state = try store.state(of: summary.id),
      let here = state.desks.first(where: { $0.desk == desk }),
      let pass = pass(to: here, of: state)
    else { return "" }
    return handedOn(pass, language)
  }
}
