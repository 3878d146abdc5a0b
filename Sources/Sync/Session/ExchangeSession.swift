package import Identity

/// When a device exchanges with the hub: a state machine without clock, network or disk. Whoever
/// drives it tells it what happened and carries out what it answers. Times are milliseconds of
/// any steady clock.
package struct ExchangeSession: Sendable {
  package enum State: Sendable, Hashable {
    case stopped
    /// One exchange is on its way; `again`: something was written meanwhile.
    case exchanging(again: Bool)
    /// The last exchange worked.
    case resting(until: Int64)
    /// The hub cannot be reached; probing closely until `closelyUntil`.
    case probing(closelyUntil: Int64, next: Int64)
    /// Still not; `attempt` failures since probing ended.
    case backingOff(attempt: Int, next: Int64)
    /// The hub asked for a pause, after `attempt` failures; what is written meanwhile waits too.
    case paused(attempt: Int, until: Int64)
  }

  package enum Event: Sendable, Hashable {
    case start
    /// The time asked for by `.wake` has come, or any other time.
    case tick
    case linkUp
    case linkDown
    /// Entries were written on this device.
    case localCommit
    /// A person wants it now.
    case asked
    case finished(Outcome)
  }

  package enum Outcome: Sendable, Hashable {
    /// The answer is verified and on the disk. `more`: either side has more to send.
    case answered(more: Bool, waitSeconds: Int)
    /// The request's nonce was used already, as after a lost answer; the new one is known now.
    case nonceUsed
    /// The hub asks for a pause.
    case busy(retryAfterSeconds: Int?)
    /// The hub, or somebody in between, refuses or answers nonsense; a repeat will not help soon.
    case refused
    case unreachable
  }

  package enum Action: Sendable, Hashable {
    /// Build, sign and send one exchange; report its outcome.
    case exchange
    /// Send `.tick` at this time; replaces the time asked for before.
    case wake(at: Int64)
    /// What the person in front of the machine should see has changed.
    case show(isOnline: Bool)
  }

  /// Lost answers in a row after which something else must be wrong.
  package static let nonceLimit = 3

  package private(set) var state: State = .stopped
  /// How long it waits from now on.
  package var policy: RetryPolicy
  private let random: any RandomSource
  private var isOnline = false
  private var nonces = 0

  package init(policy: RetryPolicy = RetryPolicy(), random: any RandomSource) {
    self.policy = policy
    self.random = random
  }

  package mutating func handle(_ event: Event, now: Int64) -> [Action] {
    switch (event, state) {
    case (.start, .stopped): return exchange()
    case (_, .stopped), (.start, _): return []
    case (.finished(let outcome), .exchanging(let again)):
      return finish(outcome, again: again, now: now)
    case (.finished, _): return []
    case (.localCommit, .exchanging), (.linkUp, .exchanging), (.asked, .exchanging):
      state = .exchanging(again: true)
      return []
    case (.linkUp, .paused): return []
    case (.linkUp, _), (.asked, _):
      // A fresh link: what failed before says nothing about it.
      state = .resting(until: now)
      return exchange()
    case (.localCommit, .resting): return exchange()
    case (.localCommit, .backingOff(_, let next)):
      // Somebody works, so an answer is worth more now; but no faster than probing.
      return probe(from: now, at: min(next, now + policy.probeEvery))
    case (.localCommit, .probing), (.localCommit, .paused): return []
    case (.linkDown, .exchanging): return []
    case (.linkDown, _):
      state = .backingOff(attempt: 1, next: now + policy.cap)
      return [.wake(at: now + policy.cap)] + show(false)
    case (.tick, _): return tick(now)
    }
  }

  private mutating func tick(_ now: Int64) -> [Action] {
    switch state {
    case .resting(let next), .probing(_, let next), .backingOff(_, let next),
      .paused(_, let next):
      return now >= next ? exchange() : [.wake(at: next)]
    case .stopped, .exchanging: return []
    }
  }

  /// What to go on with if the exchange under way fails.
  private var failures: State = .stopped

  private mutating func exchange() -> [Action] {
    failures = state
    state = .exchanging(again: false)
    return [.exchange]
  }

  private mutating func finish(_ outcome: Outcome, again: Bool, now: Int64) -> [Action] {
    switch outcome {
    case .answered(let more, let waitSeconds):
      nonces = 0
      if more || again {
        state = .resting(until: now)
        return show(true) + exchange()
      }
      let pause =
        waitSeconds > 0 ? min(Int64(min(waitSeconds, 86_400)) * 1000, policy.cap) : policy.poll
      state = .resting(until: now + pause)
      return show(true) + [.wake(at: now + pause)]
    case .nonceUsed:
      nonces += 1
      guard nonces < Self.nonceLimit else { return backOff(now, atLeast: 0) }
      state = failures
      return exchange()
    case .busy(let seconds):
      guard let seconds, seconds > 0 else { return backOff(now, atLeast: 0) }
      return backOff(
        now, atLeast: min(Int64(min(seconds, 86_400)) * 1000, policy.cap), isAsked: true)
    case .refused:
      return backOff(now, atLeast: policy.probeEvery)
    case .unreachable:
      return again ? probe(from: now, at: now + policy.probeEvery) : missed(now)
    }
  }

  private mutating func missed(_ now: Int64) -> [Action] {
    switch failures {
    case .probing(let end, _) where now < end:
      return probe(until: end, at: now + policy.probeEvery)
    case .probing, .backingOff, .paused: return backOff(now, atLeast: 0)
    default: return probe(from: now, at: now + policy.probeEvery)
    }
  }

  private mutating func probe(from now: Int64, at next: Int64) -> [Action] {
    probe(until: now + policy.probeFor, at: next)
  }

  private mutating func probe(until end: Int64, at next: Int64) -> [Action] {
    state = .probing(closelyUntil: end, next: next)
    return show(false) + [.wake(at: next)]
  }

  /// - Parameter isAsked: whether the hub asked for the pause.
  private mutating func backOff(_ now: Int64, atLeast pause: Int64, isAsked: Bool = false)
    -> [Action]
  {
    nonces = 0
    var attempt = 1
    switch failures {
    case .backingOff(let before, _), .paused(let before, _): attempt = before + 1
    default: break
    }
    let next = now + max(pause, policy.backOff(attempt: attempt, random: random))
    state =
      isAsked
      ? .paused(attempt: attempt, until: next) : .backingOff(attempt: attempt, next: next)
    return show(false) + [.wake(at: next)]
  }

  private mutating func show(_ online: Bool) -> [Action] {
    guard online != isOnline else { return [] }
    isOnline = online
    return [.show(isOnline: online)]
  }
}
