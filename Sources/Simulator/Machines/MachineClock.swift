import Identity
import Synchronization

/// A machine's wall clock: the world's time, wrong by what the machine's clock is wrong.
final class MachineClock: WallClock {
  private struct State {
    var now: Int64
    var offset: Int64 = 0
  }

  private let state: Mutex<State>

  package init(_ now: Int64) { state = Mutex(State(now: now)) }

  var milliseconds: Int64 { state.withLock { $0.now + $0.offset } }
  var offset: Int64 { state.withLock { $0.offset } }

  /// The world's time goes on.
  package func move(to now: Int64) { state.withLock { $0.now = now } }

  /// The clock is wrong by so many milliseconds from now on.
  package func set(offset: Int64) { state.withLock { $0.offset = offset } }
}
