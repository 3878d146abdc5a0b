import CCurl
import Foundation
import Synchronization

/// Passed when a request's body is nearly through: nothing of it waits here but what the link has
/// on the way. Another request begun then does not take the line from it and leaves it no pause.
package final class UploadMark: Sendable {
  /// Bytes of the connection that may still be unacknowledged then.
  private static let nearlyThrough: Int32 = 6 * 1024
  private static let lookEvery = Duration.milliseconds(20)

  private let given: AsyncStream<Void>
  private let giving: AsyncStream<Void>.Continuation
  /// A descriptor of our own for the connection, since libcurl may close its own at any time.
  private let socket = Mutex<Int32?>(nil)

  package init() {
    (given, giving) = AsyncStream.makeStream()
  }

  deinit { end() }

  /// The kernel has the whole body.
  func give(_ connection: Int32) {
    socket.withLock { if $0 == nil { $0 = dup(connection) } }
    giving.finish()
  }

  /// The request has ended.
  func end() {
    giving.finish()
    socket.withLock { socket in
      if let open = socket { close(open) }
      socket = nil
    }
  }

  /// Returns when the body is nearly through or the request has ended. One task waits for it.
  package func wait() async {
    for await _ in given {}
    while waiting > Self.nearlyThrough { try? await Task.sleep(for: Self.lookEvery) }
  }

  private var waiting: Int32 {
    socket.withLock { $0.map(motcua_socket_waiting) ?? 0 }
  }
}
