import Counter
import Dossiers
package import KioskServer

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
        WorkSheet(desk: group.desk, dossiers: office.lines(group.dossiers, caller.language))
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
