package import Identity

/// How long to wait between attempts, in milliseconds.
package struct RetryPolicy: Sendable, Hashable {
  /// While the link is expected back: this often …
  package var probeEvery: Int64 = 3_000
  /// … for this long since the first failure or a sign of life.
  package var probeFor: Int64 = 120_000
  package var cap: Int64 = 15 * 60_000
  /// When nothing is to be sent and the hub named no other time.
  package var poll: Int64 = 30_000

  package init() {}

  /// For an office that limits what goes over its link in a day: it pays by volume, and attempts
  /// cost too.
  package static var metered: RetryPolicy {
    var policy = RetryPolicy()
    policy.probeEvery = 15_000
    policy.poll = 10 * 60_000
    return policy
  }

  /// The pause after the `attempt`-th failure (1, 2, 3 …) since probing ended: doubling up to the
  /// cap, less up to a quarter at random, so that a province does not come back in one moment.
  package func backOff(attempt: Int, random: any RandomSource) -> Int64 {
    precondition(attempt >= 1, "attempts are counted from 1")
    let pause = min(cap, probeEvery << Int64(min(attempt, 20)))
    return pause - Int64(random.number(below: UInt32(pause / 4 + 1)))
  }
}
