import Dossiers
package import Identity

extension Dispute {
  /// For programs that read the command line's answers.
  package var json: JSONValue {
    [
      "field": .string(matter.name), "kind": .string(matter.kind),
      "since": .string(Instant(milliseconds: since).rfc3339),
      "values": .array(sides.map(\.json)),
    ]
  }
}

extension Dispute.Side {
  var json: JSONValue {
    let only = answers.count == 1 ? answers.values.first.flatMap(\.self) : other
    return [
      "entry": .string(entry.description), "value": only.map { .string($0) } ?? .null,
      "answers": .object(answers.mapValues { value in value.map { .string($0) } ?? .null }),
      "time": .string(Instant(milliseconds: time).rfc3339), "actor": .string(actor),
      "device": .string(entry.author.rawValue),
      "source": source.map { .string($0.name) } ?? .null, "stands": .bool(stands),
    ]
  }
}

extension SettledDispute {
  package var json: JSONValue {
    [
      "field": .string(matter.name), "kind": .string(matter.kind),
      "entry": .string(entry.description), "actor": .string(actor), "reason": .string(reason),
      "since": .string(Instant(milliseconds: since).rfc3339),
      "settled": .string(Instant(milliseconds: settled).rfc3339),
    ]
  }
}

extension ValueSource {
  /// As entries and the command line call it.
  package var name: String {
    switch self {
    case .resident: "resident"
    case .officer: "officer"
    case .competentAuthority: "authority"
    case .verified: "verified"
    }
  }
}
