package import Identity

/// When to try again: soon while somebody is working, ever more slowly when the link stays away,
/// never later than the cap; jitter keeps a province's devices from coming back as one.
package struct ExchangePacing: Sendable, Hashable {
  /// Attempts follow each other this closely for ``hurriedAttempts``, in milliseconds.
  package static let hurriedMilliseconds: Int64 = 3_000
  /// Two minutes of them.
  package static let hurriedAttempts = 40
  package static let capMilliseconds: Int64 = 15 * 60_000
  /// How often an idle device asks for news over a working link.
  package static let pollMilliseconds: Int64 = 30_000
  /// How often it looks whether it has become this folder's agent, or enrolled.
  package static let otherAgentMilliseconds: Int64 = 2_000

  private var failures = 0

  package init() {}

  /// Somebody works or the link changed: try closely again.
  package mutating func hurry() { failures = min(failures, 1) }
  package mutating func succeeded() { failures = 0 }
  package mutating func failed() { failures += 1 }

  package var idleMilliseconds: Int64 { Self.pollMilliseconds }

  /// Milliseconds until the next attempt after a failure: three seconds for two minutes, then
  /// doubling to the cap, less up to a quarter at random.
  package func delay(random: any RandomSource) -> Int64 {
    let beyond = failures - Self.hurriedAttempts
    guard beyond > 0 else { return Self.hurriedMilliseconds }
    let doubled = Self.hurriedMilliseconds << Int64(min(beyond, 20))
    let capped = min(doubled, Self.capMilliseconds)
    return capped - Int64(random.number(below: UInt32(capped / 4 + 1)))
  }
}
