import Foundation

/// What came of many worlds.
package struct Summary: Sendable, Hashable, Codable {
  private struct Failure: Hashable, Codable {
    let seed: UInt64
    let sentence: String
  }

  /// Below this many worlds nobody asks whether they were too quiet.
  private static let worldsForMedians = 20

  package let seeds: ClosedRange<UInt64>
  package internal(set) var seconds: Int64 = 0
  private var failures: [Failure] = []
  private var exchangedByWorld: [Int] = []
  private var faultTotals: [Int] = []
  private var conflicts: [Int] = []
  private var dossiers = 0
  private var faults = FaultCounts()
  private var repeated = 0
  /// Of all traces, in whatever order the worlds ended.
  private var hash: UInt64 = 0

  init(seeds: ClosedRange<UInt64>) { self.seeds = seeds }

  mutating func add(_ result: WorldResult, again: UInt64?) {
    exchangedByWorld.append(result.exchanged)
    faultTotals.append(result.faults.total)
    conflicts.append(result.conflicts)
    dossiers += result.dossiers
    faults.add(result.faults)
    hash ^= result.hash &* (result.seed | 1)
    if let failure = result.failure { fail(result.seed, failure) }
    guard let again else { return }
    repeated += 1
    if again != result.hash {
      fail(result.seed, "Run twice, the world was not the same.")
    }
  }

  private mutating func fail(_ seed: UInt64, _ sentence: String) {
    failures.append(Failure(seed: seed, sentence: sentence))
  }

  /// Adds what came of other seeds.
  mutating func add(_ other: Summary) {
    seconds += other.seconds
    failures += other.failures
    exchangedByWorld += other.exchangedByWorld
    faultTotals += other.faultTotals
    conflicts += other.conflicts
    dossiers += other.dossiers
    faults.add(other.faults)
    repeated += other.repeated
    hash ^= other.hash
  }

  package var worlds: Int { exchangedByWorld.count }
  /// Entries that crossed a link and were kept on the other side, in all worlds.
  package var exchanged: Int { exchangedByWorld.reduce(0, +) }

  /// Why the run failed, a sentence each.
  package var complaints: [String] {
    var complaints: [String] = []
    if !failures.isEmpty {
      let names = failures.prefix(20).map { "\($0.seed)" }.joined(separator: ", ")
      complaints.append("\(failures.count) worlds are wrong: seeds \(names).")
    }
    guard worlds >= Self.worldsForMedians else { return complaints }
    for (what, found, least) in [
      ("entries exchanged", Self.median(exchangedByWorld), 200),
      ("faults", Self.median(faultTotals), 20), ("conflicts", Self.median(conflicts), 3),
    ] where found < least {
      complaints.append(
        "The worlds are too quiet: the median of \(what) is \(found), \(least) is the least.")
    }
    return complaints
  }

  private static func median(_ numbers: [Int]) -> Int {
    numbers.isEmpty ? 0 : numbers.sorted()[numbers.count / 2]
  }

  package var json: [String: Any] {
    [
      "date": Date().formatted(.iso8601),
      "seeds": ["from": seeds.lowerBound, "to": seeds.upperBound],
      "worlds": worlds, "runTwice": repeated, "hash": String(hash, radix: 16),
      "failures": failures.map { ["seed": $0.seed, "sentence": $0.sentence] as [String: Any] },
      "medians": [
        "exchanged": Self.median(exchangedByWorld), "faults": Self.median(faultTotals),
        "conflicts": Self.median(conflicts),
      ],
      "totals": [
        "exchanged": exchanged, "faults": faults.total,
        "conflicts": conflicts.reduce(0, +), "dossiers": dossiers,
      ],
      "faults": faults.byKind, "faultsByDay": faults.byDay, "seconds": seconds,
    ]
  }

  package var sentences: [String] {
    [
      "\(worlds) worlds of 30 days in \(seconds) s, seeds \(seeds.lowerBound) to "
        + "\(seeds.upperBound), \(repeated) of them twice",
      "\(dossiers) dossiers, \(exchanged) entries exchanged (median "
        + "\(Self.median(exchangedByWorld))), \(conflicts.reduce(0, +)) conflicts (median "
        + "\(Self.median(conflicts))), \(faults.total) faults (median \(Self.median(faultTotals)))",
    ]
      + faults.byKind.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "  \($0.value) × \($0.key)" }
      + ["hash \(String(hash, radix: 16))"]
  }
}
