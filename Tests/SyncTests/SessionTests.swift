import Identity
import Sync
import Testing

/// docs/protocol.md, “POST /sync/v1/exchange”: when a device asks, and how long it waits.
struct SessionTests {
  private typealias Outcome = ExchangeSession.Outcome
  private let random = SeededRandom(seed: 1)

  private func online() -> ExchangeSession {
    var session = ExchangeSession(random: random)
    #expect(session.handle(.start, now: 0) == [.exchange])
    #expect(
      session.handle(.finished(.answered(more: false, waitSeconds: 20)), now: 0)
        == [.show(isOnline: true), .wake(at: 20_000)])
    return session
  }

  /// Times at which a session without a hub tries, from the first failure on.
  private func attempts(_ session: inout ExchangeSession, until end: Int64) -> [Int64] {
    var times: [Int64] = []
    var now: Int64 = 0
    var actions = session.handle(.finished(.unreachable), now: now)
    while true {
      let wake = actions.compactMap { action -> Int64? in
        if case .wake(let time) = action { time } else { nil }
      }
      guard let next = wake.last, next <= end else { return times }
      now = next
      #expect(session.handle(.tick, now: now) == [.exchange])
      times.append(now)
      actions = session.handle(.finished(.unreachable), now: now)
    }
  }

  @Test func `a dead link is probed every three seconds for two minutes, then ever slower`() {
    var session = online()
    _ = session.handle(.localCommit, now: 0)
    let times = attempts(&session, until: 4 * 3_600_000)
    let close = times.filter { $0 <= 120_000 }
    #expect(close == (1...40).map { Int64($0) * 3_000 })
    var pauses: [Int64] = []
    for (before, after) in zip(times.dropFirst(39), times.dropFirst(40)) {
      pauses.append(after - before)
    }
    for (index, pause) in pauses.enumerated() {
      let full = min(3_000 << Int64(min(index + 1, 20)), 900_000)
      #expect(pause <= full)
      #expect(pause >= full - full / 4)
    }
    #expect(pauses.count > 12)
    // Jitter: the pauses at the cap are not all the same.
    #expect(Set(pauses.suffix(5)).count > 1)
  }

  @Test func `a link that comes up is used at once, and probed closely again`() {
    var session = online()
    _ = session.handle(.tick, now: 20_000)
    for time in [Int64(20_000), 1_000_000, 2_000_000] {
      _ = session.handle(.finished(.unreachable), now: time)
      _ = session.handle(.tick, now: time + 900_000)
    }
    _ = session.handle(.finished(.unreachable), now: 3_000_000)
    #expect(session.handle(.linkUp, now: 3_100_000) == [.exchange])
    #expect(session.handle(.finished(.unreachable), now: 3_100_000) == [.wake(at: 3_103_000)])
  }

  @Test func `a commit is sent at once, one made during an exchange right after it`() {
    var session = online()
    #expect(session.handle(.localCommit, now: 100) == [.exchange])
    #expect(session.handle(.localCommit, now: 150) == [])
    #expect(
      session.handle(.finished(.answered(more: false, waitSeconds: 0)), now: 200) == [.exchange])
    #expect(
      session.handle(.finished(.answered(more: false, waitSeconds: 0)), now: 300)
        == [.wake(at: 30_300)])
    #expect(session.handle(.tick, now: 300) == [.wake(at: 30_300)])
  }

  @Test func `more is asked for at once`() {
    var session = online()
    _ = session.handle(.tick, now: 20_000)
    #expect(
      session.handle(.finished(.answered(more: true, waitSeconds: 9)), now: 20_010) == [.exchange])
  }

  @Test func `after a lost answer the request is repeated, but not for ever`() {
    var session = online()
    _ = session.handle(.localCommit, now: 0)
    #expect(session.handle(.finished(.nonceUsed), now: 1) == [.exchange])
    #expect(session.handle(.finished(.nonceUsed), now: 2) == [.exchange])
    let last = session.handle(.finished(.nonceUsed), now: 3)
    #expect(last.first == .show(isOnline: false))
    guard case .backingOff(1, let next) = session.state else {
      Issue.record("it goes on")
      return
    }
    #expect((3 + 4_500...3 + 6_000).contains(next))
  }

  @Test func `a hub that asks for a pause gets it`() {
    var session = online()
    _ = session.handle(.tick, now: 20_000)
    let actions = session.handle(.finished(.busy(retryAfterSeconds: 60)), now: 20_000)
    #expect(actions == [.show(isOnline: false), .wake(at: 80_000)])
    _ = session.handle(.tick, now: 80_000)
    _ = session.handle(.finished(.busy(retryAfterSeconds: .max)), now: 80_000)
    #expect(session.state == .paused(attempt: 2, until: 980_000))
  }

  @Test func `what is written while the hub has asked for a pause waits, a person does not`() {
    var session = online()
    _ = session.handle(.localCommit, now: 100)
    _ = session.handle(.finished(.busy(retryAfterSeconds: 60)), now: 200)
    for event in [ExchangeSession.Event.localCommit, .linkUp] {
      #expect(session.handle(event, now: 1_000) == [])
    }
    #expect(session.handle(.tick, now: 59_000) == [.wake(at: 60_200)])
    #expect(session.handle(.tick, now: 60_200) == [.exchange])
    _ = session.handle(.finished(.busy(retryAfterSeconds: 60)), now: 60_300)
    #expect(session.handle(.asked, now: 61_000) == [.exchange])
  }

  @Test func `an office that pays by volume tries less often`() {
    let limited = FileBudget(bytesOfDay: 10_000_000, hours: nil)
    #expect(limited.retryPolicy == .metered && FileBudget.unlimited.retryPolicy == RetryPolicy())
    var session = ExchangeSession(policy: limited.retryPolicy, random: random)
    _ = session.handle(.start, now: 0)
    // Five times less often while the link is expected back, twenty times less once all is sent.
    #expect(session.handle(.finished(.unreachable), now: 0).last == .wake(at: 15_000))
    _ = session.handle(.tick, now: 15_000)
    #expect(
      session.handle(.finished(.answered(more: false, waitSeconds: 0)), now: 15_000)
        == [.show(isOnline: true), .wake(at: 615_000)])
  }

  @Test func `a cable that is pulled stops the trying`() {
    var session = online()
    #expect(session.handle(.linkDown, now: 5) == [.wake(at: 900_005), .show(isOnline: false)])
    #expect(session.handle(.tick, now: 10) == [.wake(at: 900_005)])
    #expect(session.handle(.linkUp, now: 20) == [.exchange])
  }

  @Test func `nothing moves a session that was not started`() {
    var session = ExchangeSession(random: random)
    for event in [ExchangeSession.Event.tick, .linkUp, .linkDown, .localCommit] {
      #expect(session.handle(event, now: 1) == [])
    }
    #expect(session.handle(.finished(.unreachable), now: 1) == [])
    #expect(session.state == .stopped)
  }
}
