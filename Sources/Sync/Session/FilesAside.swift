package import Identity
import Synchronization

/// Files that cannot be sent for a reason of their own and are left aside for a while, so that they
/// keep back neither the others nor the catalogue.
package final class FilesAside: Sendable {
  package enum Reason: Sendable, Hashable, CaseIterable {
    /// It is not on the disk as it was stored.
    case unreadable
    /// The hub does not take it, as before it has the entry that names it.
    case refused
  }

  /// After so many milliseconds a file is tried again.
  private static let pause: Int64 = 3_600_000

  private let files = Mutex<[Digest: (reason: Reason, until: Int64)]>([:])

  package init() {}

  /// Whether a hub that answers with this HTTP status refuses one file; others may go all the same.
  package static func isOfFile(status: Int) -> Bool { [400, 403, 404, 413].contains(status) }

  /// - Parameter now: milliseconds of a clock that only goes on.
  package func add(_ file: Digest, _ reason: Reason, now: Int64) {
    files.withLock { $0[file] = (reason, now + Self.pause) }
  }

  package func contains(_ file: Digest, now: Int64) -> Bool {
    files.withLock { files in files[file].map { now < $0.until } ?? false }
  }

  /// Something has changed: all are tried again.
  package func forget() { files.withLock { $0 = [:] } }

  /// How many of them there are for a reason.
  package func count(_ reason: Reason) -> Int {
    files.withLock { files in files.values.count { $0.reason == reason } }
  }
}
