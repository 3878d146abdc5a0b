import Foundation
import Hub
import Identity
import Simulator
import Sync
import Testing

/// The hub, with the power cut or the disk failing at every single point.
@Suite(.timeLimit(.minutes(10)))
struct HubCrashPointTests {
  private func whole() async throws -> FaultyDisk.Counts {
    let rig = try HubRig()
    try await rig.scenario(try rig.open(), device: try StoreRig()) { _ in }
    return rig.disk.counts
  }

  /// What was acknowledged before a fault ended the run.
  private func run(_ rig: HubRig, _ device: StoreRig) async -> Int {
    var acknowledged = 0
    guard let hub = try? rig.open() else { return 0 }
    try? await rig.scenario(hub, device: device) { acknowledged = $0 }
    return acknowledged
  }

  /// How far the hub has the device's stream.
  private func durable(_ hub: Hub, _ device: StoreRig) async throws -> Int {
    let id = device.keys.deviceID
    return try await hub.store.read { try $0.stream(author: id, epoch: 1)?.seq ?? 0 }
  }

  private func expectWhole(
    _ rig: HubRig, _ device: StoreRig, _ acknowledged: Int, _ place: String
  ) async throws {
    let hub = try rig.reopen()
    #expect(try await durable(hub, device) >= acknowledged, "\(place)")
    let report = try await hub.check()
    #expect(report.findings.isEmpty, "\(place): \(report.findings)")
    _ = try await hub.addUnit(HubRig.unit, actor: "local:0")
    #expect(try await hub.check().findings.isEmpty, "\(place), after going on")
  }

  @Test func `a power cut at each change loses nothing that was acknowledged`() async throws {
    let changes = try await whole().changes
    #expect(changes > 60)
    for change in 1...changes {
      let (rig, device) = (try HubRig(seed: UInt64(change)), try StoreRig())
      rig.disk.crash(atChange: change)
      let acknowledged = await run(rig, device)
      try await expectWhole(rig, device, acknowledged, "change \(change)")
    }
  }

  @Test func `each call that fails loses nothing that was acknowledged`() async throws {
    let calls = try await whole().calls
    for call in Points.of(calls, every: 9, "calls of a hub that fail") {
      let (rig, device) = (try HubRig(seed: UInt64(call)), try StoreRig())
      rig.disk.fail(atCall: call, times: 1 + call % 3)
      let acknowledged = await run(rig, device)
      rig.disk.fail(atCall: nil)
      rig.disk.cutPower()
      try await expectWhole(rig, device, acknowledged, "call \(call)")
    }
  }

  @Test func `a second power cut during the recovery loses nothing either`() async throws {
    let changes = try await whole().changes
    for change in stride(from: 3, through: changes, by: 9) {
      for second in 1...4 {
        let rig = try HubRig(seed: UInt64(change * 10 + second))
        let device = try StoreRig()
        rig.disk.crash(atChange: change)
        let acknowledged = await run(rig, device)
        rig.disk.restart()
        rig.disk.crash(atChange: second)
        if let hub = try? rig.open() { _ = try? await hub.check(rebuild: true) }
        rig.disk.cutPower()
        try await expectWhole(rig, device, acknowledged, "change \(change), then \(second)")
      }
    }
  }

  @Test func `a disk that is full at any size, also during the recovery, loses nothing`()
    async throws
  {
    for capacity in stride(from: 0, through: 600_000, by: 25_000) {
      let (rig, device) = (try HubRig(seed: UInt64(capacity)), try StoreRig())
      rig.disk.setCapacity(capacity)
      let acknowledged = await run(rig, device)
      rig.disk.cutPower()
      rig.disk.restart()
      if let hub = try? rig.open() {
        #expect(try await durable(hub, device) >= acknowledged)
      }
      rig.disk.setCapacity(nil)
      try await expectWhole(rig, device, acknowledged, "capacity \(capacity)")
    }
  }
  @Test func `a hub on a disk with little room left starts, and goes on when there is more`()
    async throws
  {
    let (rig, device) = (try HubRig(), try StoreRig())
    var acknowledged = 0
    do {
      let hub = try rig.open()
      try await rig.scenario(hub, device: device) { acknowledged = $0 }
      // More than the database has pages for: what lies in its log finds no room there.
      for _ in 0..<60 { _ = try await hub.invite(unit: "H99.88", actor: "local:0") }
      rig.disk.cutPower()
    }
    rig.disk.restart()
    // Opening takes a few pages of the log; the database has to grow by more.
    rig.disk.setCapacity(rig.disk.used + 30_000)
    do {
      let hub = try rig.open()
      #expect(acknowledged == 2)
      #expect(try await durable(hub, device) == 2)
      #expect(try await hub.dossiers().count == 2)
      var isRefused = false
      for _ in 1...100 where !isRefused {
        isRefused = (try? await hub.invite(unit: "H99.88", actor: "local:0")) == nil
      }
      #expect(isRefused)
    }
    rig.disk.setCapacity(nil)
    try await expectWhole(rig, device, acknowledged, "room again")
  }
}
