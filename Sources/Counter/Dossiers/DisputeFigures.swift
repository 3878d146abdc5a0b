import DossierStore
import Dossiers
package import Sync

extension OneStopOffice {
  /// One figure for each kind of dispute or doubt that ever occurred, by kind. `waiting` is what
  /// ``waitingDecisions()`` said.
  package func disputeFigures(_ waiting: [WaitingDecision]) throws -> [DisputeFigure] {
    let decided = try store.summaries().filter(\.hasDisputes)
      .flatMap { try store.state(of: $0.id)?.decided ?? [] }
    let doubts = waiting.flatMap(\.doubts)
    let pairs = doubts.filter(\.isPairHere)
    return DisputeFigure.of(
      open: waiting.flatMap { $0.disputes.map(\.matter.kind) }
        + doubts.filter { !$0.isPairHere }.map(\.kind)
        // Each of two suspects the other.
        + pairs.prefix(pairs.count / 2).map(\.kind),
      decided: decided)
  }
}

extension Doubt {
  fileprivate var isPairHere: Bool { if case .duplicate = self { true } else { false } }
}
