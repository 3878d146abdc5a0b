import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Unit logs”: what a device says that is not its to say is kept, acknowledged
/// and believed by nobody.
struct ImpersonationTests {
  private static let password = "mật khẩu thử 2026"
  private static let dossier = Samples.received(
    code: "H99.88-261121-1000", unit: "H99.88", authority: "H99", returnUnit: "H99.89")

  /// What a holder of a device's key would write to be an officer of `unit`.
  @discardableResult
  private func claimOffice(
    _ device: FakeDevice, in unit: String, name: String = "ke.gian", password: String = password
  ) throws -> Entry {
    let verifier = PasswordVerifier.make(password: password, random: device.random)
    return try device.write(
      OfficerFold.added,
      [
        "name": .string(name), "fullName": "Kẻ Gian Thử", "role": "headOfUnit",
        "verifier": verifier.json, "unit": .string(unit),
      ])
  }

  @Test func `a device makes nobody an officer of the province`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let claimed = try claimOffice(device, in: "province")
    try device.write("officer.changed", ["role": "administrator"], subject: claimed.id)
    #expect(try await test.exchange(device).ack == 2)
    #expect(try await test.hub.officers() == [])
    #expect(try await test.hub.officer(claimed.id) == nil)
    #expect(try await test.hub.signIn(name: "ke.gian", password: Self.password) == nil)
    await #expect(throws: HubError.self) {
      try await test.hub.resetPassword(of: "ke.gian", to: "mật khẩu mới 2026", actor: "local:0")
    }
    #expect(device.log.isEmpty)
    #expect(try await test.hub.check().findings == [])
    // Nor where an earlier program let the entry count.
    try await test.hub.store.write { try $0.setStanding(claimed.id, .accepted) }
    _ = try await test.hub.check(rebuild: true)
    #expect(try await test.hub.namesOfActors() == [claimed.id.description: "Kẻ Gian Thử"])
    #expect(try await test.hub.officers() == [])
    #expect(try await test.hub.signIn(name: "ke.gian", password: Self.password) == nil)
  }

  @Test func `an officer's name said by a device first locks nobody out`() async throws {
    var test = try TestHub()
    let id = FakeDevice(seed: 1, clock: test.clock).id
    // Officers of one name are found in the order of their ids.
    while test.hub.id.rawValue < id.rawValue { test = try TestHub() }
    let device = try await test.device(1)
    for unit in ["province", "H99.88"] {
      try claimOffice(device, in: unit, name: "lan.thu", password: "mật khẩu khác 2026")
    }
    try await test.exchange(device)
    let lan = try await test.hub.addOfficer(
      name: "lan.thu", fullName: "Trần Thị Lan Thử", role: .headOfUnit, password: Self.password,
      actor: "local:0")
    #expect(try await test.hub.signIn(name: "lan.thu", password: Self.password)?.id == lan.id)
    #expect(try await test.hub.signIn(name: "lan.thu", password: "mật khẩu khác 2026") == nil)
    try await test.hub.resetPassword(of: "lan.thu", to: "mật khẩu mới 2026", actor: "local:0")
    #expect(try await test.hub.signIn(name: "lan.thu", password: "mật khẩu mới 2026")?.id == lan.id)
    #expect(try await test.hub.officers().map(\.id) == [lan.id])
    #expect(
      try await test.hub.namesOfActors() == [
        "hub:\(lan.id)": "Trần Thị Lan Thử", "\(device.entries[1].id)": "Kẻ Gian Thử",
      ])
  }

  @Test func `a device makes nobody an officer of another unit`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    try claimOffice(a, in: "H99.89")
    for device in [a, b] { try await test.exchange(device) }
    #expect(a.acknowledged == 1)
    #expect(a.log.isEmpty && b.log.isEmpty)
    #expect(try await test.hub.namesOfActors().isEmpty)
    #expect(try await test.hub.check().findings == [])
  }

  @Test func `officers of a unit are begun and changed by its devices, by no other's`()
    async throws
  {
    let test = try TestHub()
    let a = try await test.device(1)
    let colleague = try await test.device(2)
    let stranger = try await test.device(3, unit: "H99.89")
    let officer = try claimOffice(a, in: "H99.88")
    for device in [a, colleague] { try await test.exchange(device) }
    #expect(colleague.log == [officer])
    let reset = PasswordVerifier.make(password: "khác hẳn 2026", random: stranger.random)
    stranger.learn(officer)
    try stranger.write("officer.changed", ["verifier": reset.json], subject: officer.id)
    let disabled = try colleague.write(
      "officer.changed", ["disabled": true], subject: officer.id, replaces: [officer.id])
    for device in [stranger, colleague, a] { try await test.exchange(device) }
    #expect(stranger.acknowledged == 1)
    #expect(a.log == [officer, disabled])
  }

  @Test func `who is no hub does not act as the province`() async throws {
    let test = try TestHub()
    let a = try await test.device(1, unit: "H99.88")
    let b = try await test.device(2, unit: "H99.89")
    let dossier = try a.write("dossier.received", Self.dossier)
    for device in [a, b] { try await test.exchange(device) }
    let province = "hub:\(EntryID(author: test.hub.id, epoch: 1, seq: 1))"
    try a.write(
      "dossier.status", ["to": 7, "reason": "Từ chối", "data": [:]], subject: dossier.id,
      replaces: [dossier.id], actor: province)
    try a.write("dossier.left", ["unit": "H99.89"], subject: dossier.id, actor: "hub")
    try a.write("dossier.received", Self.dossier, actor: "hub")
    for device in [a, b] { try await test.exchange(device) }
    #expect(a.acknowledged == 4)
    #expect(a.log == [dossier] && b.log == [dossier])
    let file = try await test.hub.open(dossier.id)
    #expect(file.events.map(\.kind) == ["dossier.received"])
    #expect(file.summary.status == 2)
    #expect(try await test.hub.dossiers().map(\.id) == [dossier.id])
    // What the province itself says counts.
    try await test.hub.changeStatus(
      of: dossier.id, StatusChange(to: .processing, reason: "Đã chuyển Bộ"), actor: "local:0",
      role: nil)
    for device in [a, b] { try await test.exchange(device) }
    #expect(b.log.map(\.kind) == ["dossier.received", "dossier.status"])
    #expect(b.log.last?.head.author == test.hub.id)
    #expect(try await test.hub.check().findings == [])
  }

  @Test func `whoever releases a device releases nothing it was not to say`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    try await test.hub.quarantine(device.id, actor: "local:0")
    let dossier = try device.write("dossier.received", Self.dossier)
    try device.write(
      "dossier.status", ["to": 7, "reason": "Từ chối", "data": [:]], subject: dossier.id,
      replaces: [dossier.id], actor: "hub")
    try claimOffice(device, in: "province")
    try await test.exchange(device)
    _ = try await test.hub.release(device.id, actor: "local:0")
    try await test.exchange(device)
    #expect(device.log == [dossier])
    #expect(try await test.hub.open(dossier.id).summary.status == 2)
    #expect(try await test.hub.signIn(name: "ke.gian", password: Self.password) == nil)
  }
}
