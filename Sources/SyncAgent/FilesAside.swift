import HTTPClient
import Identity
import Synchronization

/// Files that cannot be sent for a reason of their own and are left aside for a while, so that they
/// keep back neither the others nor the catalogue.
final class FilesAside: Sendable {
  enum Reason: Sendable, Hashable {
    /// It is not on the disk as it was stored.
    case unreadable
    /// The hub does not take it, as before it has the entry that names it.
    case refused

    /// For the officer: how many of them there are.
    func notice(_ count: Int) -> String {
      switch self {
      case .unreadable:
        "\(count) tệp đính kèm không đọc được trên máy này nên chưa gửi; báo người quản trị chạy"
          + " “motcua check”."
      case .refused: "Tỉnh chưa nhận \(count) tệp đính kèm; máy sẽ gửi lại sau."
      }
    }
  }

  /// After so many milliseconds a file is tried again.
  private static let pause: Int64 = 3_600_000

  private let files = Mutex<[Digest: (reason: Reason, until: Int64)]>([:])

  func add(_ file: Digest, _ reason: Reason, now: Int64) {
    files.withLock { $0[file] = (reason, now + Self.pause) }
  }

  func contains(_ file: Digest, now: Int64) -> Bool {
    files.withLock { files in files[file].map { now < $0.until } ?? false }
  }

  /// Something has changed: all are tried again.
  func forget() { files.withLock { $0 = [:] } }

  /// A sentence for each reason there is.
  var notices: [String] {
    files.withLock { files in
      [Reason.unreadable, .refused].compactMap { reason in
        let count = files.values.count { $0.reason == reason }
        return count == 0 ? nil : reason.notice(count)
      }
    }
  }
}
