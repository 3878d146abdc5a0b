import DossierStore
import Dossiers
package import Sync

extension OneStopOffice {
  /// One figure for each kind that ever occurred, by kind.
  package func disputeFigures() throws -> [DisputeFigure] {
    let summaries = try store.summaries()
    let states = try summaries.filter { $0.hasDisputes }
      .compactMap { try store.state(of: $0.id) }
    let twins = try summaries.filter { $0.flags.contains(.possibleDuplicate) }
      .reduce(0) { try $0 + store.possibleDuplicates(of: $1.id).count }
    return DisputeFigure.of(
      open: states.flatMap { $0.disputes.map(\.matter.kind) }
        // Each of two suspects the other.
        + Array(repeating: "duplicate", count: twins / 2),
      decided: states.flatMap(\.decided))
  }
}
