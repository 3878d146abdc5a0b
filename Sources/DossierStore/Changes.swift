import Foundation
import GRDB
import Synchronization

/// Tells waiting tasks of this process about its own commits at once.
final class ChangeAnnouncer: Sendable {
  private struct State {
    var next = 0
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  func announce() {
    state.withLock { state in
      for listener in state.listeners.values { listener.yield() }
    }
  }

  func finish() {
    let listeners = state.withLock { state in
      defer { state.listeners = [:] }
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.finish() }
  }

  /// A signal for every announcement, several at once as one.
  func signals() -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let id = state.withLock { state in
        state.next += 1
        state.listeners[state.next] = continuation
        return state.next
      }
      continuation.onTermination = { [weak self] _ in
        _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) }
      }
    }
  }
}

extension DossierStore {
  /// How many changes were committed to this folder, by all processes together.
  package func changeNumber() throws -> Int {
    try read { reader in
      try Int.fetchOne(reader.db, sql: "SELECT last FROM counter WHERE name = 'change'") ?? 0
    }
  }

  /// The change number, after commits of this process at once and after those of others when
  /// `wait` returns. The stream ends when its reader does, or when `wait` throws.
  package func changes(
    wait: @escaping @Sendable () async throws -> Void = {
      try await Task.sleep(for: .milliseconds(250))
    }
  ) -> AsyncStream<Int> {
    let signals = announcer.signals()
    return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let seen = Mutex((try? changeNumber()) ?? 0)
      let look: @Sendable () -> Void = { [weak self] in
        guard let self, let number = try? self.changeNumber() else { return }
        let isNew = seen.withLock { seen in
          defer { seen = max(seen, number) }
          return number > seen
        }
        if isNew { continuation.yield(number) }
      }
      let task = Task {
        await withTaskGroup(of: Void.self) { group in
          group.addTask { for await _ in signals { look() } }
          group.addTask {
            while !Task.isCancelled, (try? await wait()) != nil { look() }
          }
          await group.next()
          group.cancelAll()
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
