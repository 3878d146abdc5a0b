import Foundation
import Synchronization

/// Runs the worlds of many seeds.
package struct Search: Sendable {
  /// Every so many seeds one is run twice: both must be the same to the last line.
  private static let repeatEvery: UInt64 = 25

  private let workplace: Workplace
  /// Worlds at once.
  private let jobs: Int
  /// Told of every world when it is over.
  private let told: @Sendable (WorldResult) -> Void

  package init(
    _ workplace: Workplace, jobs: Int, told: @escaping @Sendable (WorldResult) -> Void = { _ in }
  ) {
    (self.workplace, self.jobs, self.told) = (workplace, jobs, told)
  }

  package func run(_ seeds: ClosedRange<UInt64>) async throws -> Summary {
    let begin = ContinuousClock.now
    let progress = Progress(seeds)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<jobs {
        group.addTask { try await work(progress) }
      }
      try await group.waitForAll()
    }
    var summary = progress.summary
    summary.seconds = (ContinuousClock.now - begin).components.seconds
    return summary
  }

  private func work(_ progress: Progress) async throws {
    while let seed = progress.next() {
      let result = try await workplace.world(seed)
      told(result)
      let isRepeated = seed % Self.repeatEvery == 0
      progress.add(
        result, again: isRepeated ? try await workplace.world(seed, try: 1).hash : nil)
    }
  }

  /// The same in pieces: what came of one is kept, and one that is kept is not run again, so that a
  /// search of days may be cut off at any time.
  ///
  /// - Parameters:
  ///   - length: seeds of a piece.
  ///   - ended: told of each piece, also of one that was kept.
  package func run(
    _ seeds: ClosedRange<UInt64>, length: UInt64, keeping kept: KeptPieces,
    ended: (Summary) -> Void = { _ in }
  ) async throws -> Summary {
    var whole = Summary(seeds: seeds)
    for from in stride(from: seeds.lowerBound, through: seeds.upperBound, by: Int(length)) {
      let summary = try await piece(from...min(from + length - 1, seeds.upperBound), kept)
      whole.add(summary)
      ended(summary)
    }
    return whole
  }

  private func piece(_ seeds: ClosedRange<UInt64>, _ kept: KeptPieces) async throws -> Summary {
    if let summary = kept.piece(seeds) { return summary }
    let summary = try await run(seeds)
    try kept.keep(summary)
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
