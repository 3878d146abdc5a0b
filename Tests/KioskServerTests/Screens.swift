import Dossiers
import Foundation
import KioskServer
import Testing

/// The project's own folder: templates, texts and forms are part of what is tested.
enum Project {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let kiosk = root.appending(path: "Kiosk")
  static let forms = root.appending(path: "Forms")
  /// Friday, 20 November 2026, 10:00.
  static let morning = Instant(milliseconds: 1_795_143_600_000)
}

/// A steady clock that tests move.
final class Steady: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Int64 = 1_000_000

  var now: Int64 { lock.withLock { value } }
  func pass(seconds: Int64) { lock.withLock { value += seconds * 1_000 } }
}

/// Serves the screens over a desk in memory on a free port of loopback while the body runs.
func withScreens(
  _ body: @escaping @Sendable (Browser, MemoryDesk, Steady) async throws -> Void
) async throws {
  let desk = try MemoryDesk(forms: Project.forms, now: Project.morning)
  let steady = Steady()
  let configuration = KioskConfiguration(
    folder: Project.kiosk, port: 0, steadyMilliseconds: { steady.now })
  let (ports, told) = AsyncStream.makeStream(of: Int.self)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      try await serve(desk: desk, configuration: configuration) { _, port in told.yield(port) }
    }
    group.addTask {
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      try await body(Browser(port: port), desk, steady)
    }
    // The body's end or the server's failure, whichever comes first.
    defer { group.cancelAll() }
    try await group.next()
  }
}
