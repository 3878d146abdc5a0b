import DossierStore
import Foundation
import ServiceLifecycle
import Synchronization

/// The spooler beside the screens: every printer's jobs in order, each printer by itself.
///
/// One per data folder: a second one waits until the first has gone.
package final class PrintAgent: Service {
  private let spooler: Spooler
  private let running = Mutex<Set<String>>([])

  package init(spooler: Spooler) {
    self.spooler = spooler
  }

  private var store: DossierStore { spooler.store }

  /// Milliseconds after the first, second, … attempt that came to nothing.
  private static func backOff(_ attempt: Int) -> Int { min(60_000, 2_000 << min(attempt, 5)) }
  private static let standbyMilliseconds = 2_000

  package func run() async throws {
    await cancelWhenGracefulShutdown { [self] in
      guard let lock = await lock() else { return }
      defer { withExtendedLifetime(lock) {} }
      try? spooler.recover()
      await withTaskGroup(of: Void.self) { group in
        let changes = store.changes()
        begin(&group)
        for await _ in changes { begin(&group) }
        group.cancelAll()
      }
    }
  }

  /// Takes every printer's jobs on once, as far as they go now.
  /// - Throws: ``StoreError`` refused when another program prints for this folder.
  package func once() async throws {
    guard let lock = try store.folder.lock(.spooler) else {
      throw StoreError(.refused, "Another program is printing for this folder.")
    }
    defer { withExtendedLifetime(lock) {} }
    try spooler.recover()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for printer in Set(try store.printJobs().map(\.printer)) {
        group.addTask { [spooler] in
          while try await spooler.turn(printer) == .moved {}
        }
      }
      try await group.waitForAll()
    }
  }

  private func lock() async -> FolderLock? {
    while !Task.isCancelled {
      if let lock = try? store.folder.lock(.spooler) { return lock }
      try? await Task.sleep(for: .milliseconds(Self.standbyMilliseconds))
    }
    return nil
  }

  /// Starts a task for each printer with jobs that has none.
  private func begin(_ group: inout TaskGroup<Void>) {
    guard let jobs = try? store.printJobs() else { return }
    for printer in Set(jobs.filter { !$0.state.isFinished }.map(\.printer)) {
      guard running.withLock({ $0.insert(printer).inserted }) else { continue }
      group.addTask { [self] in await serve(printer) }
    }
  }

  private func serve(_ printer: String) async {
    var vain = 0
    while !Task.isCancelled {
      switch try? await spooler.turn(printer) {
      case .moved: vain = 0
      case .idle:
        running.withLock { _ = $0.remove(printer) }
        // A job that came between the look and this told its change to nobody.
        let isLate = look(printer).contains { $0.state.name == .queued }
        guard isLate, running.withLock({ $0.insert(printer).inserted }) else { return }
      case .wait, nil:
        await rest(printer, Self.backOff(vain))
        vain += 1
      }
    }
  }

  /// Waits, but not when an officer does something about the printer's jobs.
  private func rest(_ printer: String, _ milliseconds: Int) async {
    let before = look(printer)
    var left = milliseconds
    while left > 0, !Task.isCancelled, look(printer) == before {
      try? await Task.sleep(for: .milliseconds(min(left, Self.lookMilliseconds)))
      left -= Self.lookMilliseconds
    }
  }

  private static let lookMilliseconds = 500

  private func look(_ printer: String) -> [PrintJob] {
    ((try? store.printJobs()) ?? []).filter { $0.printer == printer && !$0.state.isFinished }
  }
}
