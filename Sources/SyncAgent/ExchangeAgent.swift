package import DossierStore
import Foundation
package import Identity
import ServiceLifecycle
import Sync
import Synchronization

/// The agent beside the counter: exchanges when there is something to exchange and a link to do
/// it over, and never makes anyone wait.
///
/// One agent per data folder: a second one waits until the first has gone.
package final class ExchangeAgent: Service {
  private let store: DossierStore
  private let exchanger: Exchanger
  private let clock: any WallClock
  private let random: any RandomSource
  private let pokes: AsyncStream<Poke>
  private let poke: AsyncStream<Poke>.Continuation
  private let state: Mutex<AgentStatus>

  /// What wakes the agent.
  private enum Poke: Sendable {
    case localCommit, linkChanged, asked, resumed, due
  }

  package init(
    store: DossierStore, exchanger: Exchanger, clock: any WallClock, random: any RandomSource
  ) {
    self.store = store
    self.exchanger = exchanger
    self.clock = clock
    self.random = random
    (pokes, poke) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(8))
    let enrolled = (try? store.hub()) != nil
    state = Mutex(AgentStatus(phase: enrolled ? .offline(nextAttempt: nil) : .standalone))
  }

  package var status: AgentStatus { state.withLock { $0 } }

  /// Begins an exchange now; does not wait for it.
  package func exchangeNow() { poke.yield(.asked) }

  /// - Parameter minutes: nil until ``resume()``.
  package func pause(minutes: Int?) {
    let until = minutes.map { clock.milliseconds + Int64($0) * 60_000 }
    state.withLock { $0.phase = .paused(until: until) }
  }

  package func resume() {
    state.withLock { $0.phase = .offline(nextAttempt: nil) }
    poke.yield(.resumed)
  }

  /// Exchanges until nothing is left on either side, files included.
  /// - Throws: ``LinkError`` or ``HubRefusal``.
  package func once() async throws -> ExchangeTotals {
    var totals = ExchangeTotals()
    try await drain(&totals)
    return totals
  }

  private func drain(_ totals: inout ExchangeTotals) async throws {
    while try await exchanger.exchange(&totals).more {}
    while try await exchanger.sendChunk(&totals) {}
  }

  /// Runs until the task is cancelled or the service group shuts down.
  package func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { [store, poke] in
          for await _ in store.changes() { poke.yield(.localCommit) }
        }
        if let watcher = LinkWatcher() {
          group.addTask { [poke] in
            for await _ in watcher.changes() { poke.yield(.linkChanged) }
          }
        }
        group.addTask { await self.attend() }
        await group.waitForAll()
      }
    }
  }

  private func attend() async {
    var lock: FolderLock?
    var pacing = ExchangePacing()
    poke.yield(.resumed)
    await withTaskGroup(of: Void.self) { timers in
      for await event in pokes {
        timers.cancelAll()
        if lock == nil { lock = try? store.folder.lock(.agent) }
        if event == .localCommit || event == .linkChanged || event == .asked { pacing.hurry() }
        let delay = await turn(event, &pacing, isHolder: lock != nil)
        timers.addTask { [poke] in
          // A cancelled timer stays silent: the event that cancelled it sets the next one.
          if (try? await Task.sleep(for: .milliseconds(delay))) != nil { poke.yield(.due) }
        }
      }
    }
  }

  /// One turn: exchanges if it should, and says in how many milliseconds to wake again.
  private func turn(_ event: Poke, _ pacing: inout ExchangePacing, isHolder: Bool) async -> Int64 {
    guard isHolder else { return ExchangePacing.otherAgentMilliseconds }
    guard (try? store.hub()) != nil else {
      state.withLock { $0.phase = .standalone }
      return ExchangePacing.otherAgentMilliseconds
    }
    if case .paused(let until) = status.phase, event != .asked {
      let left = until.map { $0 - clock.milliseconds } ?? ExchangePacing.pollMilliseconds
      if left > 0 { return min(left, ExchangePacing.pollMilliseconds) }
    }
    if event == .localCommit, case .online = status.phase, (try? store.pending())?.isNothing == true
    {
      return pacing.idleMilliseconds
    }
    return await exchange(&pacing)
  }

  private func exchange(_ pacing: inout ExchangePacing) async -> Int64 {
    state.withLock { $0.phase = .exchanging }
    var totals = ExchangeTotals()
    let delay: Int64
    do {
      try await drain(&totals)
      pacing.succeeded()
      delay = pacing.idleMilliseconds
      state.withLock { $0.phase = .online }
    } catch let refusal as HubRefusal where refusal.status < 500 && refusal.status != 429 {
      pacing.failed()
      delay = pacing.delay(random: random)
      state.withLock { $0.phase = .refused(refusal.description) }
    } catch {
      pacing.failed()
      let asked = (error as? HubRefusal)?.retryAfter.map { Int64($0) * 1000 } ?? 0
      delay = max(asked, pacing.delay(random: random))
      state.withLock { $0.phase = .offline(nextAttempt: clock.milliseconds + delay) }
    }
    state.withLock {
      $0.bytesUp += totals.bytesUp
      $0.bytesDown += totals.bytesDown
    }
    return delay
  }
}

extension Pending {
  var isNothing: Bool { entries == 0 && files == 0 }
}
