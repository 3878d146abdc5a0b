package import DossierStore
import Foundation
import HTTPClient
package import Identity
import ServiceLifecycle
import Sync
import Synchronization

/// The agent beside the counter: exchanges when there is something to exchange and a link to do
/// it over, and never makes anyone wait.
///
/// One agent per data folder: a second one waits until the first has gone.
package final class ExchangeAgent: Service {
  let store: DossierStore
  private let exchanger: Exchanger
  private let clock: any WallClock
  let random: any RandomSource
  private let pokes: AsyncStream<Poke>
  private let poke: AsyncStream<Poke>.Continuation
  private let state: Mutex<AgentStatus>
  /// The end of this device's stream when the last request was begun.
  private let told = Mutex<EntryID?>(nil)
  /// What all exchanges of this agent came to.
  private let totals = Mutex(ExchangeTotals())

  /// What wakes the agent.
  private enum Poke: Sendable {
    case localCommit, linkChanged, asked, resumed, due

    var sessionEvent: ExchangeSession.Event {
      switch self {
      case .localCommit: .localCommit
      case .linkChanged: .linkUp
      case .asked, .resumed: .asked
      case .due: .tick
      }
    }
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
  package var sum: ExchangeTotals { totals.withLock { $0 } }

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
    while try await exchanger.exchange(&totals).more {
      while hasNoCatalogue, try await exchanger.fetchPart(&totals) {}
    }
    while try await exchanger.sendFile(&totals) {}
    tellOfFiles()
    while try await exchanger.fetchPart(&totals) {}
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
    var session = ExchangeSession(random: random)
    var lock: FolderLock?
    var alarm = Alarm(ring: { [poke] in poke.yield(.due) })
    defer { alarm.stop() }
    poke.yield(.due)
    for await event in pokes {
      if lock == nil { lock = try? store.folder.lock(.agent) }
      let enrolled = (try? store.hub()) != nil
      guard lock != nil, enrolled else {
        if !enrolled { state.withLock { $0.phase = .standalone } }
        alarm.set(after: Self.standbyMilliseconds)
        continue
      }
      let (order, before) = (takeOrder(), sum)
      let event = order == nil ? event : .asked
      if let left = pauseLeft(event) {
        alarm.set(after: left)
        continue
      }
      await carryOut(event, &session, &alarm)
      if let order { close(order, before: before) }
    }
  }

  /// How often a second agent, or one that is not enrolled, looks again, in milliseconds.
  private static let standbyMilliseconds: Int64 = 2_000

  /// Milliseconds left of an officer's pause; nil when there is none or somebody asks anyway.
  private func pauseLeft(_ event: Poke) -> Int64? {
    guard case .paused(let until) = status.phase, event != .asked, event != .resumed else {
      return nil
    }
    guard let until else { return RetryPolicy().poll }
    let left = until - clock.milliseconds
    return left > 0 ? left : nil
  }

  private func carryOut(
    _ event: Poke, _ session: inout ExchangeSession, _ alarm: inout Alarm
  ) async {
    // News from the hub, a draft or a setting is a commit too.
    if event == .localCommit, session.state != .stopped, !hasWritten { return }
    session.policy = (try? store.fileBudget().retryPolicy) ?? session.policy
    var actions = session.handle(
      session.state == .stopped ? .start : event.sessionEvent, now: Self.steady)
    while !actions.isEmpty {
      switch actions.removeFirst() {
      case .exchange:
        let outcome = await exchange()
        actions += session.handle(.finished(outcome), now: Self.steady)
      case .wake(let time):
        let pause = time - Self.steady
        alarm.set(after: pause)
        let attempt = clock.milliseconds + pause
        state.withLock { status in
          if case .offline = status.phase { status.phase = .offline(nextAttempt: attempt) }
        }
      case .show:
        break
      }
    }
  }

  /// Milliseconds that only go forward: a wall clock set back by years must not make anyone wait.
  private static let origin = ContinuousClock.now
  static var steady: Int64 {
    let passed = (ContinuousClock.now - origin).components
    return passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
  }

  /// Whether entries were written since the last request was begun. Files always come with one.
  private var hasWritten: Bool { told.withLock { $0 } != streamEnd }

  private var streamEnd: EntryID? {
    (try? store.streamHead()).map { EntryID(author: $0.author, epoch: $0.epoch, seq: $0.seq) }
  }

  /// One round trip, and the files when no entries are left; what it came to for the session. What
  /// is written next finds a connection that knows how fast the link answers.
  private func exchange() async -> ExchangeSession.Outcome {
    state.withLock { $0.phase = .exchanging }
    let end = streamEnd
    told.withLock { $0 = end }
    var totals = ExchangeTotals()
    defer { self.totals.withLock { $0 = $0 + totals } }
    do {
      var (more, wait) = try await exchanger.exchange(&totals)
      state.withLock { $0.clockNotice = nil }
      if !more { try await sendFiles(&totals) }
      if hasNoCatalogue || !more && !hasWritten { try await fetchCatalogue(&totals) }
      if !more, isExchanging, !hasWritten, exchanger.isSlowed {
        (more, wait) = try await exchanger.exchange(&totals, isOnNewConnection: true)
      }
      settle(.online)
      return .answered(more: more, waitSeconds: wait)
    } catch let refusal as HubRefusal {
      return outcome(of: refusal)
    } catch let error as LinkError where error.cause == .clock {
      state.withLock { $0.clockNotice = error.description }
      settle(.offline(nextAttempt: nil))
      return .refused
    } catch let error as LinkError where error.cause == .untrusted {
      settle(.refused(error.description))
      return .refused
    } catch is LinkError {
      settle(.offline(nextAttempt: nil))
      return .unreachable
    } catch {
      settle(.refused("\(error)"))
      return .refused
    }
  }

  /// What an exchange came to; a pause that an officer asked for meanwhile stands.
  private func settle(_ phase: AgentStatus.Phase) {
    state.withLock { if $0.phase == .exchanging { $0.phase = phase } }
  }

  private var isExchanging: Bool { status.phase == .exchanging }

  /// A new device works with its province's procedures before the whole log has come.
  private var hasNoCatalogue: Bool { store.shelf.version == 0 }

  /// Files as far as the budget goes; entries written meanwhile go before the next piece, and an
  /// officer's pause holds after this one.
  private func sendFiles(_ totals: inout ExchangeTotals) async throws {
    while isExchanging, !hasWritten, try await exchanger.sendFile(&totals) {}
    tellOfFiles()
  }

  private func tellOfFiles() {
    let notices = exchanger.aside.notices
    state.withLock { $0.fileNotices = notices }
  }

  /// Fetches the province's catalogue until it is here or entries wait again. One that cannot be
  /// trusted is told to the officer and stops nothing else.
  private func fetchCatalogue(_ totals: inout ExchangeTotals) async throws {
    do {
      while isExchanging, !hasWritten, try await exchanger.fetchPart(&totals) {}
      state.withLock { $0.catalogueNotice = nil }
    } catch let error as CatalogueError {
      state.withLock { $0.catalogueNotice = "Danh mục của tỉnh chưa dùng được: \(error)" }
    }
  }

  private func outcome(of refusal: HubRefusal) -> ExchangeSession.Outcome {
    switch refusal.status {
    case 409: return .nonceUsed
    case 408, 429, 500...:
      settle(.offline(nextAttempt: nil))
      return .busy(retryAfterSeconds: refusal.retryAfter)
    default:
      settle(.refused(refusal.description))
      return .refused
    }
  }
}
