import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Unit logs”: a unit that is not known to have had a dossier, as after the hub
/// was put back, and whose device shows that it had, hears of its erasure and of nothing else.
struct ErasedElsewhereTests {
  private let test: TestHub
  private let a: FakeDevice
  private let b: FakeDevice
  private let dossier: Entry

  init() async throws {
    test = try TestHub()
    a = try await test.device(1, unit: "H99.88")
    b = try await test.device(2, unit: "H99.89")
    dossier = try a.write(
      "dossier.received",
      Samples.received(code: "H99.88-261121-1000", unit: "H99.88", authority: "H99"))
    b.learn(dossier)
    try a.write("dossier.viewed", ["reason": "thử", "day": "2026-11-21"], subject: dossier.id)
    try a.write("dossier.erased", ["basis": "Theo yêu cầu"], subject: dossier.id)
    try await test.exchange(a)
    try await test.exchange(b)
    #expect(b.log.isEmpty)
  }

  private func note() throws {
    try b.write("dossier.edited", ["reason": "chưa biết đã xoá"], subject: dossier.id)
  }

  private func exchange(_ digest: Digest?) async throws -> ExchangeAnswer {
    var recovery = RequestRecovery()
    recovery.knew[dossier.id] = digest
    let request = try b.request(recovery: recovery, concealing: [dossier.id])
    return try b.take(answer: try await test.hub.exchange(request))
  }

  private func expectTold() async throws {
    #expect(b.log.map(\.kind) == ["dossier.received", "dossier.erased"])
    #expect(b.log.first?.content == nil)
    #expect(try await test.hub.check().findings == [])
    // Once, and nothing that comes later.
    try a.write("dossier.viewed", ["reason": "thử", "day": "2026-11-22"], subject: dossier.id)
    try await test.exchange(a)
    try note()
    try await test.exchange(b)
    #expect(b.log.count == 2)
  }

  @Test func `a body that is sealed to the dossier shows it`() async throws {
    try note()
    #expect(try await test.exchange(b).ack == 1)
    try await expectTold()
  }

  @Test func `what only whoever had the dossier can know shows it`() async throws {
    try note()
    let commitment = try #require(dossier.commitment(secret: nil))
    #expect(try await exchange(dossier.digest(commitment: commitment)).ack == 1)
    try await expectTold()
  }

  @Test func `without that nobody is told`() async throws {
    for digest in [nil, Digest.of(Data("nothing".utf8))] {
      try note()
      #expect(try await exchange(digest).ack == b.entries.count)
      #expect(b.log.isEmpty)
    }
    #expect(try await test.hub.check().findings == [])
  }
}
