import DossierStore
import Dossiers
package import Sync

extension OneStopOffice {
  /// One figure for each kind of dispute or doubt that ever occurred, by kind. `waiting` is what
  /// ``waitingDecisions()`` said.
  package func disputeFigures(_ waiting: [WaitingDecision]) throws -> [DisputeFigure] {
    let decided = try store.summaries().filter(\.hasDisputes)
      .flatMap { try store.state(of: $0.id)?.decided ?? [] }
    let doubts = waiting.flatMap { $0.doubts.map(\.kind) }
    let twins = doubts.filter { $0 == "duplicate" }
    return DisputeFigure.of(
      open: waiting.flatMap { $0.disputes.map(\.matter.kind) }
        + doubts.filter { $0 != "duplicate" }
        // Each of two suspects the other.
        + twins.prefix(twins.count / 2),
      decided: decided)
  }
}
