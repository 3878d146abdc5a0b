import Foundation
import Simulator
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SearchTests {
  /// Which worlds were run, in any order.
  private final class Worlds: Sendable {
    private let seeds = Mutex<[UInt64]>([])
    func note(_ result: WorldResult) { seeds.withLock { $0.append(result.seed) } }
    func taken() -> [UInt64] {
      seeds.withLock { seeds in
        defer { seeds = [] }
        return seeds.sorted()
      }
    }
  }

  @Test func `a search that was cut off goes on with the pieces it has not kept`() async throws {
    let workplace = try Workplace()
    defer { workplace.remove() }
    let folder = URL.temporaryDirectory.appending(path: "search-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = Data("the program".utf8)
    let worlds = Worlds()
    let search = Search(workplace, jobs: 2) { worlds.note($0) }

    let kept = try KeptPieces(in: folder, by: program)
    let first = try await search.run(11...11, length: 1, keeping: kept)
    #expect(worlds.taken() == [11])
    // A file half written is no piece.
    try Data("{".utf8).write(to: folder.appending(path: "12-12.json"))

    var pieces: [Summary] = []
    let all = try await search.run(11...12, length: 1, keeping: kept) { pieces.append($0) }
    #expect(worlds.taken() == [12])
    #expect(pieces.map(\.seeds) == [11...11, 12...12])
    #expect(pieces.first?.sentences == first.sentences)
    #expect(all.worlds == 2 && all.exchanged == pieces.map(\.exchanged).reduce(0, +))
    #expect(all.exchanged > first.exchanged)

    // What another program found proves nothing.
    let other = try KeptPieces(in: folder, by: Data("another".utf8))
    #expect(kept.piece(12...12) != nil && other.piece(12...12) == nil)
  }
}
