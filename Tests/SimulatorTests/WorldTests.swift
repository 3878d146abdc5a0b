import Foundation
import Simulator
import Testing

/// Whole worlds, a few here; `motcua-sim` runs thousands.
@Suite(.timeLimit(.minutes(10)))
struct WorldTests {
  private func world(_ seed: UInt64) async throws -> WorldResult {
    let root = URL(filePath: "/dev/shm/world-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    return try await World(seed: seed, root: root, images: try Images.make(in: root)).run()
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `a month of everything going wrong ends well`(seed: UInt64) async throws {
    let result = try await world(seed)
    #expect(result.failure == nil)
    #expect(result.exchanged > 0 && result.faults.total > 0)
  }

  @Test func `the same seed is the same world to the last line`() async throws {
    let (one, again) = (try await world(3), try await world(3))
    #expect(one.hash == again.hash)
    #expect(one.story == again.story)
    #expect(try await world(4).hash != one.hash)
  }
}
