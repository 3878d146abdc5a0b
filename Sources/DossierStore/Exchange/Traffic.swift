import Dossiers
import Identity
import Synchronization

/// Bytes that crossed the link.
package struct Traffic: Sendable, Hashable {
  package internal(set) var up = 0
  package internal(set) var down = 0
}

/// What this process counted and no commit has written yet.
final class UnwrittenTraffic: Sendable {
  private let traffic = Mutex(Traffic())

  var value: Traffic { traffic.withLock { $0 } }

  func add(up: Int, down: Int) {
    traffic.withLock {
      $0.up += up
      $0.down += down
    }
  }

  func take() -> Traffic {
    traffic.withLock { traffic in
      defer { traffic = Traffic() }
      return traffic
    }
  }
}

extension DossierStore {
  private static let trafficKey = "traffic"

  /// Counts bytes for the day. They are written with what the exchange writes next.
  package func countTraffic(up: Int, down: Int) { unwrittenTraffic.add(up: up, down: down) }

  /// What crossed the link today, by all processes of the folder.
  package func trafficToday() throws -> Traffic {
    var sum = written(try setting(Self.trafficKey))
    let unwritten = unwrittenTraffic.value
    sum.up += unwritten.up
    sum.down += unwritten.down
    return sum
  }

  func writeTraffic(_ journal: JournalWriter) throws {
    let counted = unwrittenTraffic.take()
    guard counted != Traffic() else { return }
    let kept = written(try journal.setting(Self.trafficKey))
    try journal.setSetting(
      Self.trafficKey,
      [
        "day": .string(today.description), "up": .integer(Int64(kept.up + counted.up)),
        "down": .integer(Int64(kept.down + counted.down)),
      ])
  }

  private var today: CivilDate { Instant(milliseconds: context.clock.milliseconds).civil.date }

  /// What was written today.
  private func written(_ kept: JSONValue?) -> Traffic {
    guard let kept, kept["day"]?.string == today.description else { return Traffic() }
    func count(_ name: String) -> Int { kept[name]?.integer.flatMap { Int(exactly: $0) } ?? 0 }
    return Traffic(up: count("up"), down: count("down"))
  }
}
