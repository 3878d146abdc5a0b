import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Ahead of the log”: messages made without this product.
struct AheadWireTests {
  private static let folder = "v1-ahead"
  private static let unit = "H99.88"

  @Test func `a request for what comes ahead is read as the protocol says`() throws {
    let (key, hub) = (try Fixtures.key("deviceKey"), try Fixtures.key("hubKey"))
    let request = try ExchangeRequest.verified(
      Fixtures.message("request", in: Self.folder), by: hub.deviceID
    ) { _ in key }
    let cursor = AheadCursor(
      epoch: 1, from: 0, to: 3, next: "o.0.1.1",
      holds: [PositionRun(first: 0, count: 1), PositionRun(first: 2, count: 1)])
    #expect(request.ahead == [Self.unit: cursor] && request.logs.isEmpty)
    let example = try Fixtures.data("request.body", in: Self.folder)
    #expect(try request.encoded() == example)
  }

  @Test func `what comes ahead is read with its positions, and the log goes on by them`() throws {
    let hub = try Fixtures.key("hubKey")
    let entries = try Fixtures.entries()
    let answer = try ExchangeAnswer.verified(
      Fixtures.message("answer", in: Self.folder), key: hub)
    #expect(answer.logs.isEmpty && answer.more && !answer.leansOnAhead)
    let part = try #require(answer.ahead[Self.unit])
    #expect(part.positions == [0, 1] && part.next == "o.0.1.2" && (part.from, part.to) == (0, 3))
    #expect(part.lines == entries.prefix(2).map(WireLine.entry))

    let rest = try ExchangeAnswer.verified(Fixtures.message("rest", in: Self.folder), key: hub)
    #expect(rest.leansOnAhead && rest.ahead[Self.unit]?.lines.isEmpty == true)
    #expect(rest.ahead[Self.unit]?.next == nil)
    let log = try #require(rest.logs[Self.unit])
    let digests =
      try Fixtures.expected()["entries"]?.array?
      .compactMap { $0["digest"]?.string.flatMap { Digest(base64url: $0) } } ?? []
    var follower = LogFollower(unit: Self.unit)
    try follower.follow(log, hub: hub) { line, position in
      guard case .known(let epoch, let from, let count) = line else { return [digests[position]] }
      #expect(epoch == 1)
      return Array(digests[from..<from + count])
    }
    #expect(follower.cursor == LogCursor(epoch: 1, size: 3))
  }

  @Test func `positions are named in as few runs as there are`() {
    #expect(PositionRun.runs(of: []) == [])
    let runs = PositionRun.runs(of: [4, 5, 6, 9, 11, 12])
    #expect(runs.map(\.first) == [4, 9, 11] && runs.map(\.count) == [3, 1, 2])
    // In the order they come: a newer dossier goes before an older one.
    #expect(PositionRun.runs(of: [9, 2, 3]).map(\.first) == [9, 2])
  }

  @Test func `what names other lines than it carries is refused`() throws {
    let key = SigningKey(random: SeededRandom(seed: 4))
    let entry = WireLine.entry(try #require(Fixtures.entries().first))
    func answer(_ runs: JSONValue, to: Int64 = 3) throws -> ExchangeAnswer {
      let header: JSONValue = [
        "v": 1, "hub": .string(key.deviceID.rawValue), "epoch": 1, "nonce": "n", "ack": 0,
        "time": 1, "wait": 30, "more": true, "logs": [:],
        "ahead": ["H99.88": ["from": 0, "to": .integer(to), "runs": runs]],
      ]
      let body = header.canonical + Data("\n".utf8) + (try Segment.encode([entry]))
      return try ExchangeAnswer.verified(SignedMessage.sign(body, .answer, key), key: key.publicKey)
    }
    #expect(try answer([[2, 1]]).ahead["H99.88"]?.positions == [2])
    let wrong: [JSONValue] = [
      [[0, 2]], [[0, 4_000_000_000]], [[3, 1]], [[0, 0]], [[-1, 1]], [[0]], [0], [],
      [[9_223_372_036_854_775_807, 1]], [["0", 1]],
    ]
    for runs in wrong { #expect(throws: (any Error).self, "\(runs)") { try answer(runs) } }
    #expect(throws: (any Error).self) { try answer([[0, 1]], to: 0) }
  }
}
