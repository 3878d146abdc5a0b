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

    package init(kind: String, since: Int64, settled: Int64) {
      self.kind = kind
      self.since = since
      self.settled = settled
    }

    /// A clock that was put back makes no time negative.
    package var minutes: Int {
      let (time, overflow) = settled.subtractingReportingOverflow(since)
      return overflow ? 0 : Int(max(0, time) / 60_000)
    }
  }

  /// One figure for each kind that occurs, by kind.
  package static func of(open: [String], decided: [Decided]) -> [DisputeFigure] {
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
      + duplicates.values.map {
        DisputeFigure.Decided(kind: "duplicate", since: receivedAt, settled: $0.time)
      }.sorted { ($0.settled, $0.since) < ($1.settled, $1.since) }
  }
}
