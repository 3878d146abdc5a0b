import Foundation
import Synchronization

/// The time of day as the machine believes it, in milliseconds since 1970-01-01T00:00:00Z.
package protocol WallClock: Sendable {
  var milliseconds: Int64 { get }
}

package struct SystemClock: WallClock {
  package init() {}

  package var milliseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// A clock that stands still until it is moved, for tests and simulations.
package final class ManualClock: WallClock {
  private let time: Mutex<Int64>

  package init(milliseconds: Int64) { self.time = Mutex(milliseconds) }

  package var milliseconds: Int64 { time.withLock { $0 } }

  package func set(milliseconds: Int64) { time.withLock { $0 = milliseconds } }
  package func advance(milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}
