import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Unit logs”: who reads and writes what, and what the province does.
struct UnitLogTests {
  @Test func `received at A, decided at B, collected at C: each sees it, nobody else does`()
    async throws
  {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    let c = try await test.device(3, unit: "H99.90")
    let stranger = try await test.device(4, unit: "H99.91")
    let dossier = try a.write(
      "dossier.received",
      Samples.received(
        code: "H99.88-261121-1000", unit: "H99.88", authority: "H99.89", returnUnit: "H99.90"))
    try await test.exchange(a)
    for device in [b, c, stranger] { try await test.exchange(device) }
    #expect(b.log == [dossier] && c.log == [dossier] && stranger.log.isEmpty)
    try b.write(
      "dossier.status", ["to": 4, "reason": "Đủ hồ sơ", "data": [:]], subject: dossier.id,
      replaces: [dossier.id])
    try await test.exchange(b)
    try await test.exchange(a)
    try await test.exchange(c)
    #expect(a.log.last?.kind == "dossier.status" && c.log.last == a.log.last)
    #expect(try await test.hub.dossiers().first?.summary.status == 4)
  }

  @Test func `a unit that becomes entitled later gets what came before first`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    let dossier = try a.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try a.write("dossier.printed", ["document": "01", "copy": 1], subject: dossier.id)
    try await test.exchange(a)
    try await test.exchange(b)
    #expect(b.log.isEmpty)
    try a.write(
      "dossier.status", ["to": 4, "reason": "Chuyển", "data": ["authority": "H99.89"]],
      subject: dossier.id, replaces: [dossier.id])
    try await test.exchange(a)
    try await test.exchange(b)
    #expect(b.log.map(\.kind) == ["dossier.received", "dossier.printed", "dossier.status"])
  }

  /// docs/protocol.md, “Unit logs”: a unit no longer concerned.
  @Test func `a unit no longer concerned gets no more, and its log says so last`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    let c = try await test.device(3, unit: "H99.90")
    let dossier = try a.write(
      "dossier.received",
      Samples.received(code: "H99.88-261121-1000", unit: "H99.88", returnUnit: "H99.89"))
    try await test.exchange(a)
    try await test.exchange(b)
    let moved = try a.write(
      "dossier.status", ["to": 4, "reason": "Đổi nơi trả", "data": ["returnUnit": "H99.90"]],
      subject: dossier.id, replaces: [dossier.id])
    try await test.exchange(a)
    try a.write(
      "dossier.status", ["to": 9, "reason": "Xong", "data": [:]], subject: dossier.id,
      replaces: [moved.id])
    // What the unit did before it knew counts, and it does not come back to it.
    try b.write("dossier.printed", ["document": "01", "copy": 1], subject: dossier.id)
    for device in [b, a, b, c] { try await test.exchange(device) }
    #expect(b.log.map(\.kind) == ["dossier.received", "dossier.status", "dossier.left"])
    #expect(b.log.last?.content?["unit"]?.string == "H99.89")
    #expect(Set(c.log.map(\.kind)).isSuperset(of: ["dossier.printed", "dossier.left"]))
    #expect(c.log.filter { $0.kind == "dossier.status" }.count == 2)
    #expect(try await test.hub.open(dossier.id).summary.unknownEntries == 0)
    #expect(try await test.hub.check().findings == [])
    // Named again, it gets what it missed.
    try a.write(
      "dossier.status", ["to": 10, "reason": "Trả", "data": ["returnUnit": "H99.89"]],
      subject: dossier.id, replaces: [a.entries[2].id])
    for device in [a, b] { try await test.exchange(device) }
    #expect(b.log.filter { $0.kind == "dossier.status" }.count == 3)
    #expect(b.log.contains { $0.kind == "dossier.left" && $0.content?["unit"]?.string == "H99.90" })
  }

  /// docs/protocol.md, “Provisioning”: the trust bundle names the units.
  @Test func `devices are told of the units by the signed list`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    try await test.exchange(a)
    _ = try await test.hub.addUnit(
      TestHub.unitFile("H99.89", name: "UBND xã Vạn Mai Thử"), actor: "local:0")
    let answer = try await test.exchange(a)
    let named = [
      TrustBundle.Unit(code: "H99.88", name: "UBND xã Pà Cò Thử"),
      TrustBundle.Unit(code: "H99.89", name: "UBND xã Vạn Mai Thử"),
    ]
    #expect(answer.bundle?.units == named)
    // The same file again changes nothing, another name does.
    let issued = try await test.hub.trustBundle().issued
    _ = try await test.hub.addUnit(
      TestHub.unitFile("H99.89", name: "UBND xã Vạn Mai Thử"), actor: "local:0")
    try await test.hub.nameUnits()
    #expect(try await test.hub.trustBundle().issued == issued)
    _ = try await test.hub.addUnit(
      TestHub.unitFile("H99.89", name: "UBND xã Bao La Thử"), actor: "local:0")
    #expect(try await test.hub.trustBundle().units.last?.name == "UBND xã Bao La Thử")
  }

  @Test func `the province names another unit, and none that is not registered`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    let dossier = try a.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(a)
    func change(_ code: String) -> StatusChange {
      StatusChange(to: .processing, reason: "Chuyển", data: [.authority: code])
    }
    await #expect(throws: HubError.self) {
      try await test.hub.changeStatus(
        of: dossier.id, change("H99.77"), actor: "local:0", role: nil)
    }
    try await test.hub.changeStatus(of: dossier.id, change("H99.89"), actor: "local:0", role: nil)
    try await test.exchange(b)
    #expect(b.log.map(\.kind) == ["dossier.received", "dossier.status"])
    #expect(try await test.hub.open(dossier.id).summary.authority == "H99.89")
  }

  @Test func `a unit registered later gets everything it was entitled to`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let dossier = try a.write(
      "dossier.received",
      Samples.received(code: "H99.88-261121-1000", unit: "H99.88", authority: "H99.89"))
    try await test.exchange(a)
    let b = try await test.device(2, unit: "H99.89")
    try await test.exchange(b)
    #expect(b.log == [dossier])
    #expect(try await test.hub.check().findings == [])
  }

  @Test func `what a unit writes on a dossier that is not its own is kept and does not count`()
    async throws
  {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    let mine = try a.write(
      "dossier.received",
      Samples.received(code: "H99.88-261121-1000", unit: "H99.88", authority: "H99.89"))
    let theirs = try a.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1001", unit: "H99.88"))
    try await test.exchange(a)
    try await test.exchange(b)
    #expect(b.log == [mine])
    try b.write(
      "dossier.status", ["to": 4, "reason": "x", "data": [:]], subject: mine.id,
      replaces: [mine.id])
    b.learn(theirs)
    try b.write(
      "dossier.status", ["to": 4, "reason": "x", "data": [:]], subject: theirs.id,
      replaces: [theirs.id])
    #expect(try await test.exchange(b).ack == 2)
    #expect(try await test.hub.open(mine.id).summary.status == 4)
    #expect(try await test.hub.open(theirs.id).summary.status == 2)
    // Named by somebody who may, the unit is heard on what it wrote before.
    let named = try a.write(
      "dossier.status", ["to": 3, "reason": "Chuyển", "data": ["authority": "H99.89"]],
      subject: theirs.id, replaces: [theirs.id])
    for _ in 1...2 { try await test.exchange(a) }
    #expect(a.log.suffix(2).map(\.id) == [named.id, b.entries[1].id])
  }

  @Test func `the province's change of status reaches the unit and its fold`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received",
      Samples.received(code: "H99.88-261121-1000", unit: "H99.88", authority: "H99"))
    try await test.exchange(device)
    try await test.hub.changeStatus(
      of: dossier.id, StatusChange(to: .processing, reason: "Đã chuyển Bộ"), actor: "local:0",
      role: nil)
    try await test.hub.changeStatus(
      of: dossier.id, StatusChange(to: .done, reason: "Giấy khai sinh số 12/2026"),
      actor: "local:0", role: .signingLeader)
    try await test.exchange(device)
    let state = DossierFold.fold(device.log)
    #expect(state.status == 9)
    #expect(state.timeline.map(\.to) == [2, 4, 9])
    #expect(state.timeline.last?.data["result"] == "Giấy khai sinh số 12/2026")
    #expect(device.log.suffix(2).allSatisfy { $0.head.author == test.hub.id })
    #expect(try await test.hub.check().findings == [])
  }

  @Test func `the life cycle, the role and a page gone stale refuse a change`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    await #expect(throws: DossierError.self) {
      try await test.hub.changeStatus(
        of: dossier.id, StatusChange(to: .returned, reason: "x"), actor: "local:0", role: nil)
    }
    await #expect(throws: HubError.self) {
      try await test.hub.changeStatus(
        of: dossier.id, StatusChange(to: .processing, reason: "x"), actor: "local:0",
        role: .administrator)
    }
    let stale = StatusChange(to: .processing, reason: "x", seen: [])
    await #expect(throws: HubError.self) {
      try await test.hub.changeStatus(of: dossier.id, stale, actor: "local:0", role: nil)
    }
    #expect(try await test.hub.open(dossier.id).summary.status == 2)
  }

  @Test func `the writer really runs with synchronous full`() async throws {
    let test = try TestHub()
    let store = try #require(test.hub.store as? SQLiteHubStore)
    #expect(try await store.synchronousLevel() == 2)
  }
}
