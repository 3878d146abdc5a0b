import DossierStore
import Dossiers
package import Identity
import Sync

/// How disputes of one kind went, computed from the journal only.
package struct DisputeFigure: Sendable, Hashable {
  package let kind: String
  package let open: Int
  package let settled: Int
  /// Minutes between the later side and the decision, by the authors' clocks; `nil` while nothing
  /// was decided.
  package let medianMinutes: Int?

  package var json: JSONValue {
    [
      "kind": .string(kind), "open": .integer(Int64(open)), "settled": .integer(Int64(settled)),
      "medianMinutes": medianMinutes.map { .integer(Int64($0)) } ?? .null,
    ]
  }
}

extension OneStopOffice {
  /// One figure for each kind that ever occurred, by kind.
  package func disputeFigures() throws -> [DisputeFigure] {
    let states = try store.summaries().filter { $0.hasDisputes }
      .compactMap { try store.state(of: $0.id) }
    let open = Dictionary(grouping: states.flatMap(\.disputes), by: \.matter.kind)
    let settled = Dictionary(grouping: states.flatMap(\.settled), by: \.matter.kind)
    return Set(open.keys).union(settled.keys).sorted().map { kind in
      let times = (settled[kind] ?? []).map { max(0, $0.settled - $0.since) / 60_000 }.sorted()
      return DisputeFigure(
        kind: kind, open: open[kind]?.count ?? 0, settled: times.count,
        medianMinutes: times.isEmpty ? nil : Int(times[times.count / 2]))
    }
  }
}
