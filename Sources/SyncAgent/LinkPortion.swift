import HTTPClient
import Synchronization

/// How many bytes to give to the link at once, when what is cut off has to go again: half as many
/// after a loss, twice as many after one that came through.
final class LinkPortion: Sendable {
  /// A connection that broke before so many bytes says nothing of how much it would have carried.
  private static let told = 2 * 1024

  private let limits: ClosedRange<Int>
  private let size: Mutex<Int>

  /// - Parameter limits: the least and the most, in bytes.
  init(_ start: Int, in limits: ClosedRange<Int>) {
    self.limits = limits
    size = Mutex(start)
  }

  var bytes: Int { size.withLock { $0 } }

  /// - Parameter bytes: how many came through; few say nothing of how many more would have.
  func cameThrough(_ bytes: Int) {
    size.withLock { size in
      if bytes * 2 >= size { size = min(limits.upperBound, size * 2) }
    }
  }

  func wasLost(_ error: LinkError) {
    guard error.bytes >= Self.told else { return }
    size.withLock { $0 = max(limits.lowerBound, $0 / 2) }
  }
}
