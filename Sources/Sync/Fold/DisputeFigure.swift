package import Identity

/// How what people had to decide went, by kind; computed from the journal only.
package struct DisputeFigure: Sendable, Hashable {
  package let kind: String
  package let open: Int
  package let settled: Int
  /// Minutes between the later side and the decision, by the authors' clocks; `nil` while nothing
  /// was decided.
  package let medianMinutes: Int?
  package let longestMinutes: Int?

  package var json: JSONValue {
    [
      "kind": .string(kind), "open": .integer(Int64(open)), "settled": .integer(Int64(settled)),
      "medianMinutes": medianMinutes.map { .integer(Int64($0)) } ?? .null,
      "longestMinutes": longestMinutes.map { .integer(Int64($0)) } ?? .null,
    ]
  }

  /// One matter that was decided.
  package struct Decided: Sendable, Hashable, Codable {
    package let kind: String
    /// Milliseconds: when the last side was said, and when it was decided.
    package let since: Int64
    package let settled: Int64
    /// Of a verdict about two dossiers, both their ids: it may stand in either or in both.
    package let pair: String?

    package init(kind: String, since: Int64, settled: Int64, pair: String? = nil) {
      self.kind = kind
      self.since = since
      self.settled = settled
      self.pair = pair
    }

    /// A clock that was put back makes no time negative.
    package var minutes: Int {
      let (time, overflow) = settled.subtractingReportingOverflow(since)
      return overflow ? 0 : Int(max(0, time) / 60_000)
    }
  }

  /// One figure for each kind that occurs, by kind. Two dossiers that were judged count once: from
  /// when the later of them came to the first verdict.
  package static func of(open: [String], decided all: [Decided]) -> [DisputeFigure] {
    let pairs = Dictionary(grouping: all.filter { $0.pair != nil }, by: \.pair).values
    let decided =
      all.filter { $0.pair == nil }
      + pairs.compactMap { told in
        guard let first = told.min(by: { $0.settled < $1.settled }) else { return nil }
        let since = told.map(\.since).max() ?? first.since
        return Decided(kind: first.kind, since: since, settled: first.settled)
      }
    let waiting = Dictionary(grouping: open, by: \.self)
    let past = Dictionary(grouping: decided, by: \.kind)
    return Set(waiting.keys).union(past.keys).sorted().map { kind in
      let times = (past[kind] ?? []).map(\.minutes).sorted()
      return DisputeFigure(
        kind: kind, open: waiting[kind]?.count ?? 0, settled: times.count,
        medianMinutes: times.isEmpty ? nil : times[times.count / 2], longestMinutes: times.last)
    }
  }
}

extension DossierState {
  /// Everything somebody decided about it, whether two dossiers are one included.
  package var decided: [DisputeFigure.Decided] {
    settled.map {
      DisputeFigure.Decided(kind: $0.matter.kind, since: $0.since, settled: $0.settled)
    }
      + mended
      + duplicates.map { other, verdict in
        DisputeFigure.Decided(
          kind: "duplicate", since: receivedAt, settled: verdict.time,
          pair: [id?.description ?? "", other].sorted().joined(separator: " "))
      }.sorted { ($0.settled, $0.since, $0.pair ?? "") < ($1.settled, $1.since, $1.pair ?? "") }
  }
}
