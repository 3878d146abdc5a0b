import Foundation
import Hub
import Identity
import Simulator
import Sync
import Testing

/// The hub, with the power cut or the disk failing at every single point.
@Suite(.timeLimit(.minutes(4)))
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

  private func expectWhole(
    _ rig: HubRig, _ device: StoreRig, _ acknowledged: Int, _ place: String
  ) async throws {
    let hub = try rig.reopen()
    let id = device.keys.deviceID
    let durable = try await hub.store.read { try $0.stream(author: id, epoch: 1)?.seq ?? 0 }
    #expect(durable >= acknowledged, "\(place)")
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
    for call in stride(from: 1, through: calls, by: 9) {
      let (rig, device) = (try HubRig(seed: UInt64(call)), try StoreRig())
      rig.disk.fail(atCall: call, times: 1 + call % 3)
      let acknowledged = await run(rig, device)
      rig.disk.fail(atCall: nil)
      rig.disk.cutPower()
      try await expectWhole(rig, device, acknowledged, "call \(call)")
    }
  }
}
