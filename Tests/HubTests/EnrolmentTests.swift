import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “POST /sync/v1/enrol”; docs/protocol-formats.md, “Number ranges and dossier
/// codes” and “Enrolment codes”.
struct EnrolmentTests {
  @Test func `a device joins with its code and gets unit, range, bundle and nonce`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    #expect(device.unit == "H99.88")
    #expect(device.range == CodeRange(first: 1000, last: 1999))
    #expect(device.hubKey == test.hub.publicKey)
    #expect(device.bundle?.device(device.id)?.unit == "H99.88")
    let second = try await test.device(2)
    #expect(second.range == CodeRange(first: 2000, last: 2999))
  }

  @Test func `a unit whose codes have more digits has room for more devices`() async throws {
    let test = try TestHub()
    // Nine thousands and no more, whatever waits.
    for seed in 1...9 {
      let device = try await test.device(UInt64(seed))
      #expect(device.range == CodeRange(first: seed * 1000, last: seed * 1000 + 999))
    }
    let error = await #expect(throws: HubError.self) { _ = try await test.device(10) }
    #expect(error.map { "\($0)" }?.contains("{seq:4} have room for 9") == true)

    guard case .object(var members) = TestHub.unitFile("H99.89") else { return }
    members["codePattern"] = "{unit}-{yyMMdd}-{seq:6}"
    _ = try await test.hub.addUnit(.object(members), actor: "local:0")
    var ranges: [CodeRange] = []
    for seed in 11...30 {
      ranges.append(try await test.device(UInt64(seed), unit: "H99.89").range)
    }
    #expect(ranges.map(\.first) == (1...20).map { $0 * 1000 })
    #expect(ranges.map(\.last) == (1...20).map { $0 * 1000 + 999 })
  }

  @Test func `the same key with the same code gets the same answer, also after expiry`()
    async throws
  {
    let test = try TestHub()
    _ = try await test.hub.addUnit(TestHub.unitFile("H99.88"), actor: "local:0")
    let invitation = try await test.hub.invite(unit: "H99.88", actor: "local:0")
    let device = FakeDevice(seed: 1, clock: test.clock)
    let request = device.enrolmentRequest(code: invitation.code.lowercased())
    let first = try await test.hub.enrol(request)
    #expect(try await test.hub.enrol(request) == first)
    test.clock.advance(milliseconds: 3_600_000)
    let later = try EnrolmentAnswer.verified(try await test.hub.enrol(request))
    let before = try EnrolmentAnswer.verified(first)
    #expect(later.nonce == before.nonce && later.range == before.range)
    #expect(try await test.hub.devices().count == 1)
  }

  @Test func `a code is good once, for minutes, and only as it was given`() async throws {
    let test = try TestHub()
    _ = try await test.hub.addUnit(TestHub.unitFile("H99.88"), actor: "local:0")
    let invitation = try await test.hub.invite(unit: "H99.88", actor: "local:0")
    let first = FakeDevice(seed: 1, clock: test.clock)
    _ = try await test.hub.enrol(first.enrolmentRequest(code: invitation.code))
    let second = FakeDevice(seed: 2, clock: test.clock)
    await #expect(throws: HubError.self) {
      try await test.hub.enrol(second.enrolmentRequest(code: invitation.code))
    }
    let other = try await test.hub.invite(unit: "H99.88", actor: "local:0")
    test.clock.advance(milliseconds: 10 * 60 * 1000)
    await #expect(throws: HubError.self) {
      try await test.hub.enrol(second.enrolmentRequest(code: other.code))
    }
    await #expect(throws: HubError.self) {
      try await test.hub.enrol(second.enrolmentRequest(code: "2222-2222-2222"))
    }
    #expect(try await test.hub.devices().count == 1)
  }

  @Test func `a request signed by another key is refused`() async throws {
    let test = try TestHub()
    _ = try await test.hub.addUnit(TestHub.unitFile("H99.88"), actor: "local:0")
    let invitation = try await test.hub.invite(unit: "H99.88", actor: "local:0")
    let device = FakeDevice(seed: 1, clock: test.clock)
    let honest = device.enrolmentRequest(code: invitation.code)
    var body = honest.body
    body[body.count / 2] ^= 1
    await #expect(throws: HubError.self) {
      try await test.hub.enrol(SignedMessage(body: body, signature: honest.signature))
    }
    #expect(try await test.hub.devices().isEmpty)
  }

  @Test func `a commune that began alone keeps its range unless somebody has it`() async throws {
    let test = try TestHub()
    _ = try await test.hub.addUnit(TestHub.unitFile("H99.88"), actor: "local:0")
    for (seed, expected) in [(UInt64(1), 3000), (2, 1000)] {
      let invitation = try await test.hub.invite(unit: "H99.88", actor: "local:0")
      let device = FakeDevice(seed: seed, clock: test.clock)
      let request = device.enrolmentRequest(
        code: invitation.code, unit: TestHub.unitFile("H99.88"),
        range: CodeRange(first: 3000, last: 3999))
      try device.take(enrolment: try await test.hub.enrol(request))
      #expect(device.range.first == expected)
    }
  }

  @Test func `a range asked for is one that could be handed out, or another is given`()
    async throws
  {
    let test = try TestHub()
    _ = try await test.hub.addUnit(TestHub.unitFile("H99.88"), actor: "local:0")
    // The province's own thousand, two halves of a thousand, part of one, more digits than codes have.
    let asked = [0...999, 1500...2499, 4000...4499, 12_000...12_999]
    for (seed, range) in zip(UInt64(1)..., asked) {
      let invitation = try await test.hub.invite(unit: "H99.88", actor: "local:0")
      let device = FakeDevice(seed: seed, clock: test.clock)
      let request = device.enrolmentRequest(
        code: invitation.code, unit: TestHub.unitFile("H99.88"),
        range: CodeRange(first: range.lowerBound, last: range.upperBound))
      try device.take(enrolment: try await test.hub.enrol(request))
      #expect(device.range == CodeRange(first: Int(seed) * 1000, last: Int(seed) * 1000 + 999))
    }
  }

  @Test func `a code of one unit does not let a device of another in`() async throws {
    let test = try TestHub()
    _ = try await test.hub.addUnit(TestHub.unitFile("H99.88"), actor: "local:0")
    let invitation = try await test.hub.invite(unit: "H99.88", actor: "local:0")
    let device = FakeDevice(seed: 1, clock: test.clock)
    await #expect(throws: HubError.self) {
      try await test.hub.enrol(
        device.enrolmentRequest(code: invitation.code, unit: TestHub.unitFile("H99.89")))
    }
  }
}
