import Foundation
import Simulator
import Synchronization

/// A folder in memory for what the worlds keep in files, and the databases they begin with.
struct Workplace {
  private let folder: URL
  private let images: Images

  init() throws {
    folder = URL(filePath: "/dev/shm/motcua-sim-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    images = try Images.make(in: folder)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs one world in a folder of its own.
  func world(_ seed: UInt64, try number: Int = 0) async throws -> WorldResult {
    let root = folder.appending(path: "w\(seed)-\(number)")
    defer { try? FileManager.default.removeItem(at: root) }
    return try await World(seed: seed, root: root, images: images).run()
  }

  /// Every so many seeds one is run twice: both must be the same to the last line.
  private static let repeatEvery: UInt64 = 25

  /// Runs all seeds, so many at once.
  func run(
    _ seeds: ClosedRange<UInt64>, jobs: Int, told: @escaping @Sendable (WorldResult) -> Void
  ) async throws -> Summary {
    let begin = ContinuousClock.now
    let progress = Progress(seeds)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<jobs {
        group.addTask {
          while let seed = progress.next() {
            let result = try await world(seed)
            told(result)
            let isRepeated = seed % Self.repeatEvery == 0
            progress.add(result, again: isRepeated ? try await world(seed, try: 1).hash : nil)
          }
        }
      }
      try await group.waitForAll()
    }
    var summary = progress.summary
    summary.seconds = (ContinuousClock.now - begin).components.seconds
    return summary
  }
}

/// Which seed comes next, and what the ones before came to.
private final class Progress: Sendable {
  private struct State {
    var next: UInt64
    var summary: Summary
  }

  private let last: UInt64
  private let state: Mutex<State>

  init(_ seeds: ClosedRange<UInt64>) {
    last = seeds.upperBound
    state = Mutex(State(next: seeds.lowerBound, summary: Summary(seeds: seeds)))
  }

  func next() -> UInt64? {
    state.withLock { state in
      guard state.next <= last else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  func add(_ result: WorldResult, again: UInt64?) {
    state.withLock { $0.summary.add(result, again: again) }
  }

  var summary: Summary { state.withLock { $0.summary } }
}
