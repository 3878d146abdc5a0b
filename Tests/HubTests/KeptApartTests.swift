import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

/// What is kept and does not count is told to people, with what they judge by.
struct KeptApartTests {
  private func received(_ device: FakeDevice, _ code: String) throws -> Entry {
    try device.write("dossier.received", Samples.received(code: code, unit: device.unit))
  }

  /// One device revoked with two entries, one that writes on another unit's dossier, one whose
  /// first entry has not come.
  private func apart(_ test: TestHub) async throws -> [FakeDevice] {
    let revoked = try await test.device(1)
    let foreign = try await test.device(2, unit: "H99.89")
    let gap = try await test.device(3)
    try await test.hub.revoke(revoked.id, actor: "local:0")
    let dossier = try received(revoked, "H99.88-261121-1000")
    try revoked.write("dossier.printed", ["document": "01", "copy": 1], subject: dossier.id)
    try await test.exchange(revoked)
    let counted = try received(gap, "H99.88-261121-2000")
    try await test.exchange(gap)
    foreign.learn(counted)
    try foreign.write("dossier.printed", ["document": "01", "copy": 1], subject: counted.id)
    try await test.exchange(foreign)
    _ = try received(gap, "H99.88-261121-2001")
    _ = try received(gap, "H99.88-261121-2002")
    try gap.take(answer: try await test.hub.exchange(try gap.request(after: 2)))
    return [revoked, foreign, gap]
  }

  @Test func `entries that do not count are counted by device and reason, and listed`()
    async throws
  {
    let test = try TestHub()
    let devices = try await apart(test)
    #expect(
      try await test.hub.keptApart() == [
        devices[0].id: [.quarantined: 2], devices[1].id: [.waiting: 1], devices[2].id: [.held: 1],
      ])
    var listed: [[String]] = []
    for device in devices {
      listed += try await test.hub.entriesApart(of: device.id).map { entry in
        #expect(entry.time == TestHub.start)
        return [entry.reason.rawValue, entry.code ?? "—", entry.kind]
      }
    }
    #expect(
      listed == [
        ["quarantined", "H99.88-261121-1000", "dossier.received"],
        ["quarantined", "H99.88-261121-1000", "dossier.printed"],
        ["waiting", "H99.88-261121-2000", "dossier.printed"],
        ["held", "H99.88-261121-2002", "dossier.received"],
      ])
    #expect(try await test.hub.release(devices[0].id, actor: "local:0") == 2)
    #expect(try await test.hub.keptApart()[devices[0].id] == nil)
    await #expect(throws: HubError.self) {
      try await test.hub.entriesApart(of: FakeDevice(seed: 9, clock: test.clock).id)
    }
  }

  @Test(arguments: [2, 7, 8])
  func `a device that stands apart is told, if it can be`(level: Int) async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let exchange = {
      try device.take(answer: try await test.hub.exchange(try device.request(reads: level)))
        .recovery.apart
    }
    #expect(try await exchange() == nil)
    try await test.hub.quarantine(device.id, actor: "local:0")
    _ = try received(device, "H99.88-261121-1000")
    let told = level < 8 ? nil : KeptApart(reason: .quarantined, entries: 1)
    #expect(try await exchange() == told)
    _ = try await test.hub.release(device.id, actor: "local:0")
    #expect(try await exchange() == nil)
    try await test.hub.revoke(device.id, actor: "local:0")
    #expect(
      try await exchange() == (level < 8 ? nil : KeptApart(reason: .revoked, entries: 0)))
  }

  @Test func `the desk shows how many of which device, and a line beside the disputes`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let header = try await signedIn(test, site)
    let line = "Giữ riêng, chưa tính vào hồ sơ (xem Thiết bị)"
    #expect(!(await site.get("/desk/conflicts", headers: header).text.contains(line)))
    _ = try await apart(test)
    let conflicts = await site.get("/desk/conflicts", headers: header).text
    #expect(conflicts.contains("\(line): số mục 4, số máy 3"))
    let page = await site.get("/desk/devices", headers: header).text
    for words in [
      "2 chờ người xét", "1 của đơn vị không liên quan", "1 chờ phần trước tới",
    ] { #expect(page.contains(words), "\(words)") }
  }
}
