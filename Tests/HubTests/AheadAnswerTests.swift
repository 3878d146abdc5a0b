import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Ahead of the log”: the hub's side.
struct AheadAnswerTests {
  private static let unit = "H99.88"

  private static func limits(bytes: Int = 32 * 1024, behind: Int = 3) -> HubLimits {
    var limits = HubLimits()
    limits.aheadBehind = behind
    limits.aheadBytes = bytes
    return limits
  }

  /// What a device asks when it has `cursor` of the log.
  private func ask(
    _ test: TestHub, _ device: FakeDevice, _ ahead: [String: AheadCursor]?, size: Int = 0
  ) async throws -> ExchangeAnswer {
    let message = try device.request(
      logs: [Self.unit: LogCursor(epoch: 1, size: size)], ahead: ahead)
    let key = try #require(device.hubKey)
    let answer = try ExchangeAnswer.verified(try await test.hub.exchange(message), key: key)
    device.nonce = answer.nonce
    return answer
  }

  private func kinds(_ part: AheadPart) -> [String] {
    part.lines.map { line in
      guard case .entry(let entry) = line else { return "" }
      return "\(entry.kind) \(entry.subjectID.seq)"
    }
  }

  /// Entries 1 and 3 begin dossiers that are open, 2 one that ended, 4 an officer; 5 and 6 go on
  /// with 1 and 2, 7 is erased again by 8.
  private func world(_ test: TestHub) async throws -> FakeDevice {
    let a = try await test.device(1)
    func received(_ number: Int) throws -> Entry {
      try a.write(
        "dossier.received", Samples.received(code: "H99.88-261121-100\(number)", unit: Self.unit))
    }
    let (one, two) = (try received(1), try received(2))
    _ = try received(3)
    try a.write(
      "officer.added",
      [
        "name": "lan", "fullName": "Thử Lan", "role": "reception", "unit": .string(Self.unit),
        "verifier": [
          "kdf": "scrypt", "n": 32768, "r": 8, "p": 1, "salt": .string(Data(count: 16).base64url),
          "hash": .string(Data(count: 32).base64url),
        ],
      ])
    try a.write("dossier.printed", ["document": "01", "copy": 1], subject: one.id)
    try a.write(
      "dossier.status", ["to": 10, "reason": "Trả", "data": [:]], subject: two.id,
      replaces: [two.id])
    let seven = try received(7)
    try a.write("dossier.erased", ["basis": "Hết thời hạn"], subject: seven.id)
    try await test.exchange(a)
    return a
  }

  @Test func `officers come first, then open dossiers by their newest entries`() async throws {
    let test = try TestHub(limits: Self.limits())
    _ = try await world(test)
    let b = try await test.device(2)
    let answer = try await ask(test, b, [:])
    #expect(answer.logs.isEmpty && answer.more)
    let part = try #require(answer.ahead[Self.unit])
    #expect(
      kinds(part) == [
        "officer.added 4", "dossier.received 1", "dossier.printed 1", "dossier.received 3",
      ])
    #expect(part.positions == [3, 0, 4, 2])
    #expect((part.from, part.to, part.next) == (0, 8, nil))
    // It has it all: the log begins, and names what the device says it has.
    let cursor = AheadCursor(
      epoch: 1, from: 0, to: 8, next: nil,
      holds: [PositionRun(first: 0, count: 1), PositionRun(first: 2, count: 3)])
    let log = try await ask(test, b, [Self.unit: cursor])
    #expect(log.ahead.isEmpty && !log.more)
    let lines = try #require(log.logs[Self.unit]?.lines)
    #expect(lines.count == 6)
    #expect(lines[0] == .known(epoch: 1, from: 0, count: 1))
    #expect(lines[2] == .known(epoch: 1, from: 2, count: 3))
  }

  @Test func `the log and what comes ahead of it are together within a segment's bounds`()
    async throws
  {
    let test = try TestHub(limits: Self.limits())
    let a = try await test.device(1)
    let dossier = try a.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1001", unit: Self.unit))
    for _ in 1...6 {
      let reason = String(repeating: "x", count: 1_000_000)
      try a.write(
        "dossier.viewed", ["day": "2026-11-21", "reason": .string(reason)], subject: dossier.id)
      try await test.exchange(a)
    }
    let b = try await test.device(2)
    let cursor = AheadCursor(epoch: 1, from: 0, to: 6, next: nil)
    let answer = try await ask(test, b, [Self.unit: cursor])
    #expect(answer.ahead[Self.unit]?.positions == [6])
    // Of 4,194,304 bytes a million is ahead: the beginning and three of these fit beside it.
    #expect(answer.logs[Self.unit]?.lines.count == 4 && answer.more)
    let rest = try await ask(test, b, [Self.unit: cursor], size: 4)
    #expect(rest.logs[Self.unit]?.lines.count == 3 && !rest.more)
  }

  @Test func `a bounded answer goes on where the device says`() async throws {
    let test = try TestHub(limits: Self.limits(bytes: 300))
    _ = try await world(test)
    let b = try await test.device(2)
    var cursor: AheadCursor?
    var positions: [Int] = []
    for round in 1...4 {
      let answer = try await ask(test, b, cursor.map { [Self.unit: $0] } ?? [:])
      // A lost answer costs only itself.
      let again = try await ask(test, b, cursor.map { [Self.unit: $0] } ?? [:])
      #expect(again.ahead == answer.ahead)
      let part = try #require(answer.ahead[Self.unit])
      #expect(!part.lines.isEmpty)
      positions += part.positions
      cursor = AheadCursor(epoch: 1, from: part.from, to: part.to, next: part.next)
      if part.next == nil { break }
      #expect(round < 4)
    }
    #expect(positions == [3, 0, 4, 2])
    // What nobody said means: from the beginning.
    for next in ["x", "o.1", "o.1.-2.3", "l.", "o.9999999999999999999.1.1"] {
      let odd = AheadCursor(epoch: 1, from: 0, to: 8, next: next)
      let answer = try await ask(test, b, [Self.unit: odd])
      #expect(answer.ahead[Self.unit]?.positions.first == 3, "\(next)")
    }
    // A log that is not as long as the device says was another one.
    let ahead = AheadCursor(epoch: 1, from: 0, to: 9, next: nil)
    #expect(
      try await ask(test, b, [Self.unit: ahead]).ahead[Self.unit]?.positions.first == 3)
  }

  @Test func `what came since comes too, whatever it is about, and the log beside it`() async throws
  {
    let test = try TestHub(limits: Self.limits())
    let a = try await world(test)
    let b = try await test.device(2)
    let two = a.entries[1].id
    try a.write("dossier.printed", ["document": "09", "copy": 1], subject: two)
    let gone = try a.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1010", unit: Self.unit))
    try a.write("dossier.erased", ["basis": "Nhầm"], subject: gone.id)
    try await test.exchange(a)
    let answer = try await ask(
      test, b, [Self.unit: AheadCursor(epoch: 1, from: 0, to: 8, next: nil)])
    let part = try #require(answer.ahead[Self.unit])
    #expect(kinds(part) == ["dossier.printed 2"] && part.positions == [8])
    #expect((part.from, part.to, part.next) == (8, 11, nil))
    #expect(answer.logs[Self.unit]?.lines.count == 11)
  }

  @Test func `nothing comes ahead unasked, near the end, or to another unit`() async throws {
    let test = try TestHub(limits: Self.limits())
    _ = try await world(test)
    let b = try await test.device(2)
    #expect(try await ask(test, b, nil).ahead.isEmpty)
    #expect(try await ask(test, b, [:], size: 5).ahead.isEmpty)
    // Another unit's log is short, and what is asked of the first one's is not heard.
    let c = try await test.device(3, unit: "H99.89")
    let asked = AheadCursor(
      epoch: 1, from: 0, to: 8, next: nil, holds: [PositionRun(first: 0, count: 8)])
    let message = try c.request(logs: [:], ahead: [Self.unit: asked])
    let key = try #require(c.hubKey)
    let answer = try ExchangeAnswer.verified(try await test.hub.exchange(message), key: key)
    #expect(answer.ahead.isEmpty && answer.logs.keys.sorted() == ["H99.89"])
  }

  @Test func `a dossier the unit is no longer concerned with does not come ahead`() async throws {
    let test = try TestHub(limits: Self.limits())
    let a = try await test.device(1)
    _ = try await test.device(2, unit: "H99.89")
    _ = try await test.device(3, unit: "H99.90")
    let dossier = try a.write(
      "dossier.received",
      Samples.received(code: "H99.88-261121-1000", unit: Self.unit, returnUnit: "H99.89"))
    for number in 1...4 {
      try a.write(
        "dossier.printed", ["document": "01", "copy": .integer(Int64(number))],
        subject: dossier.id)
    }
    try a.write(
      "dossier.status", ["to": 4, "reason": "Đổi nơi trả", "data": ["returnUnit": "H99.90"]],
      subject: dossier.id, replaces: [dossier.id])
    try await test.exchange(a)
    let left = try await test.device(4, unit: "H99.89")
    let message = try left.request(logs: [:], ahead: [:])
    let key = try #require(left.hubKey)
    let answer = try ExchangeAnswer.verified(try await test.hub.exchange(message), key: key)
    #expect(answer.ahead["H99.89"]?.lines.isEmpty ?? true)
    #expect(answer.logs["H99.89"]?.lines.count == 7)
  }
}
