package import DossierStore
package import Dossiers

/// What waits at one desk for one officer.
package struct WorkGroup: Sendable, Hashable {
  package let desk: WorkDesk
  /// The longest waiting first.
  package let dossiers: [DossierSummary]
}

extension OneStopOffice {
  /// Open dossiers at the desks of this officer: meant for him, or for whoever sits there. Lists
  /// are masked; looking at them is not looking at a dossier.
  package func work(of actor: Actor) throws -> [WorkGroup] {
    try actor.require(.viewDossiers)
    let desks = actor.role.map(library.lifeCycle.desks(of:)) ?? WorkDesk.allCases
    let open = try store.summaries().filter { summary in
      DossierStatus(rawValue: summary.status).map { !$0.isTerminal } ?? false
    }
    return desks.compactMap { desk in
      func since(_ summary: DossierSummary) -> Int64? {
        summary.desks.first { here in
          here.desk == desk
            && (actor.role == nil || here.officer.isEmpty || here.officer == actor.id)
        }?.since
      }
      let found = open.compactMap { summary in since(summary).map { (summary, $0) } }
      return WorkGroup(
        desk: desk,
        dossiers: found.sorted { ($0.1, $0.0.code) < ($1.1, $1.0.code) }.map(\.0))
    }
  }
}
