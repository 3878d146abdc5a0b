import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “POST /sync/v1/exchange” and “Errors”: the hub's side.
struct ExchangeTests {
  @Test func `entries are acknowledged and come back in the unit log by reference`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try device.write("dossier.printed", ["document": "01", "copy": 1], subject: dossier.id)
    let message = try device.request()
    let answer = try device.take(answer: try await test.hub.exchange(message))
    #expect(answer.ack == 2)
    #expect(answer.logs["H99.88"]?.lines == [.own(epoch: 1, seq: 1), .own(epoch: 1, seq: 2)])
    #expect(device.log.map(\.id) == device.entries.map(\.id))
    #expect(try await test.hub.check().findings == [])
  }

  @Test func `a lost answer costs a repeat and nothing else`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    let lost = try device.request()
    _ = try await test.hub.exchange(lost)
    let error = await #expect(throws: HubError.self) { try await test.hub.exchange(lost) }
    #expect(error?.kind == .replayed)
    device.nonce = try #require(error?.nonce)
    let answer = try await test.exchange(device)
    #expect(answer.ack == 1)
    #expect(answer.bundle != nil, "the bundle of the lost answer is offered again")
    #expect(device.log.count == 1)
    #expect(try await test.hub.dossiers().count == 1)
    #expect(try await test.exchange(device).bundle == nil)
  }

  @Test func `a replay changes nothing however often it comes`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let message = try device.request()
    try device.take(answer: try await test.hub.exchange(message))
    for _ in 0..<3 {
      await #expect(throws: HubError.self) { try await test.hub.exchange(message) }
    }
    #expect(try await test.exchange(device).ack == 0)
  }

  @Test func `forged, foreign and malformed requests are refused and change nothing`()
    async throws
  {
    let test = try TestHub()
    let device = try await test.device(1)
    let stranger = FakeDevice(seed: 9, clock: test.clock)
    stranger.hubKey = test.hub.publicKey
    try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    let honest = try device.request()
    var flipped = honest.body
    flipped[flipped.count - 3] ^= 1
    let bad: [(String, SignedMessage)] = [
      ("badSignature", try device.request(signedBy: stranger.key)),
      ("badSignature", SignedMessage(body: flipped, signature: honest.signature)),
      ("notEnrolled", try stranger.request(logs: [:])),
      ("malformed", SignedMessage(body: Data("{}".utf8), signature: honest.signature)),
      ("malformed", SignedMessage(body: Data([0xFF, 0x0A]), signature: honest.signature)),
      ("notYourUnit", try device.request(logs: ["H99.89": LogCursor(epoch: 1, size: 0)])),
      ("cursorAhead", try device.request(logs: ["H99.88": LogCursor(epoch: 1, size: 7)])),
    ]
    for (code, message) in bad {
      let error = await #expect(throws: HubError.self) { try await test.hub.exchange(message) }
      #expect(error?.code == code)
    }
    #expect(try await test.hub.dossiers().isEmpty)
    #expect(try await test.exchange(device).ack == 1)
  }

  @Test func `entries ahead of a gap are not acknowledged`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    for number in 0..<5 {
      try device.write(
        "dossier.received", Samples.received(code: "H99.88-261121-100\(number)", unit: "H99.88"))
    }
    try device.take(answer: try await test.hub.exchange(try device.request(count: 2)))
    #expect(device.acknowledged == 2)
    let ahead = try await test.hub.exchange(try device.request(after: 3))
    #expect(try device.take(answer: ahead).ack == 2)
    #expect(try await test.hub.dossiers().count == 2)
    let overlapping = try await test.hub.exchange(try device.request(after: 0))
    #expect(try device.take(answer: overlapping).ack == 5)
    #expect(try await test.hub.dossiers().count == 5)
  }

  @Test func `a device that tells its past differently is told to begin an epoch`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    let clone = FakeDevice(seed: 1, clock: test.clock)
    clone.hubKey = device.hubKey
    clone.unit = device.unit
    clone.nonce = device.nonce
    try clone.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1001", unit: "H99.88"))
    #expect(clone.entries[0].head == device.entries[0].head, "only the bodies differ")
    let answer = try clone.take(answer: try await test.hub.exchange(try clone.request(after: 0)))
    #expect(answer.recovery.fork == StreamFork(epoch: 1, from: 1, next: 2))
    #expect(answer.ack == 0 && answer.logs.isEmpty)
    // The same again, and an older program, which only learns that it is refused.
    let again = try clone.take(answer: try await test.hub.exchange(try clone.request(after: 0)))
    #expect(again.recovery.fork == answer.recovery.fork)
    let old = try clone.request(after: 0, reads: 1)
    let error = await #expect(throws: HubError.self) { try await test.hub.exchange(old) }
    #expect(error?.code == "forkedStream")
    #expect(try await test.hub.forks().count == 1)
    #expect(try await test.hub.dossiers().map(\.summary.code) == ["H99.88-261121-1000"])
    #expect(try await test.hub.check().findings == [])
  }

  @Test func `a past told by another person is another past, though it says the same`() async throws
  {
    let test = try TestHub()
    let device = try await test.device(1)
    let body = Samples.received(code: "H99.88-261121-1000", unit: "H99.88")
    try device.write("dossier.received", body)
    try await test.exchange(device)
    let clone = FakeDevice(seed: 1, clock: test.clock)
    clone.hubKey = device.hubKey
    clone.unit = device.unit
    clone.nonce = device.nonce
    try clone.write("dossier.received", body, actor: "local:1001")
    let answer = try clone.take(answer: try await test.hub.exchange(try clone.request(after: 0)))
    #expect(answer.recovery.fork == StreamFork(epoch: 1, from: 1, next: 2))
    #expect(answer.ack == 0)
  }

  @Test func `a wild clock and a kind nobody knows are kept and forwarded`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let other = try await test.device(2)
    let now = test.clock.milliseconds
    test.clock.set(milliseconds: 0)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-700101-1000", unit: "H99.88"))
    try device.write("dossier.fromTheFuture", ["x": 1], subject: dossier.id)
    test.clock.set(milliseconds: now)
    #expect(try await test.exchange(device).ack == 2)
    try await test.exchange(other)
    #expect(other.log.map(\.kind) == ["dossier.received", "dossier.fromTheFuture"])
    #expect(try await test.hub.dossiers().first?.summary.unknownEntries == 1)
  }

  @Test func `a long log comes in parts that each verify`() async throws {
    var limits = HubLimits()
    limits.answerLines = 7
    let test = try TestHub(limits: limits)
    let device = try await test.device(1)
    let other = try await test.device(2)
    for number in 0..<20 {
      try device.write(
        "dossier.received",
        Samples.received(code: "H99.88-261121-10\(number + 10)", unit: "H99.88"))
    }
    while device.acknowledged < 20 { try await test.exchange(device) }
    var answers = 0
    var hasMore = true
    while hasMore {
      hasMore = try await test.exchange(other).more
      answers += 1
    }
    #expect(answers == 3)
    #expect(other.log.map(\.id) == device.entries.map(\.id))
  }

  @Test func `a revoked device's entries are kept apart until a person releases them`()
    async throws
  {
    let test = try TestHub()
    let device = try await test.device(1)
    let other = try await test.device(2)
    try await test.hub.revoke(device.id, actor: "local:0")
    try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    let answer = try await test.exchange(device)
    #expect(answer.ack == 1)
    #expect(answer.logs.isEmpty)
    try await test.exchange(other)
    #expect(other.log.isEmpty)
    #expect(try await test.hub.dossiers().isEmpty)
    #expect(try await test.hub.trustBundle().device(device.id)?.to != nil)
    #expect(try await test.hub.release(device.id, actor: "local:0") == 1)
    try await test.exchange(other)
    #expect(other.log.map(\.kind) == ["dossier.received"])
    #expect(try await test.hub.dossiers().count == 1)
    #expect(try await test.hub.check().findings == [])
  }
}
