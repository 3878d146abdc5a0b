import Dispatch
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A lock of the data folder, held until it is released or the process ends.
package final class FolderLock: Sendable {
  private let descriptor: Int32

  fileprivate init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    // Closing the only descriptor of the open file releases the lock.
    _ = close(descriptor)
  }
}

extension DataFolder {
  /// What may be held by one process at a time.
  package enum LockName: String, Sendable, CaseIterable {
    /// The one agent that exchanges with the hub for this folder.
    case agent
    /// One step of an exchange, whoever makes it: the agent, or a command beside it.
    case exchange
    /// The one spooler that talks to the printers of this folder.
    case spooler
    /// The copy of the database a backup is made of.
    case backup
    /// Opening and migrating the database.
    case schema
  }

  static let lockNames = Set(LockName.allCases.map { "\($0.rawValue).lock" })

  /// Takes a lock without waiting; `nil` when another holder has it.
  package func lock(_ name: LockName) throws -> FolderLock? {
    try takeLock(name, waiting: false)
  }

  /// Takes a lock, waiting for its holder to let go.
  func waitForLock(_ name: LockName) throws -> FolderLock {
    guard let lock = try takeLock(name, waiting: true) else {
      throw StoreError(.storage, "The lock \(name.rawValue) of the data folder cannot be taken.")
    }
    return lock
  }

  /// The same without holding up a task's thread.
  package func turn(_ name: LockName) async throws -> FolderLock {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try waitForLock(name) })
      }
    }
  }

  private func takeLock(_ name: LockName, waiting: Bool) throws -> FolderLock? {
    let path = url.appending(path: "\(name.rawValue).lock").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(
        .storage, "Cannot open the lock \(name.rawValue): \(String(cString: strerror(errno))).")
    }
    while flock(descriptor, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      _ = close(descriptor)
      return nil
    }
    return FolderLock(descriptor: descriptor)
  }
}
