import Counter
import DossierStore
import Dossiers
import Foundation
import HTTPClient
import Hub
import Identity
import KioskDesk
import Sync
import SyncAgent
import Testing

/// A hub that is looked for elsewhere.
@Suite(.timeLimit(.minutes(10)))
struct MoveTests {
  private let clock = ManualClock(milliseconds: Device.start)

  private func address(_ device: Device) throws -> HubAddress? {
    try device.office.store.hub()?.address
  }

  @Test func `the hub that answers elsewhere is followed, with the authority that vouches for it`()
    async throws
  {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let key = try device.office.store.hub()?.key
    let link = try Link(to: rig.port)
    let there = HubAddress(url: rig.url(port: link.port), authority: "-----BEGIN CERTIFICATE-----")
    try await OfficeAgent.move(device.office, to: there)
    #expect(link.connections.made > 0)
    #expect(try address(device) == there)
    #expect(try device.office.store.hub()?.key == key)
    try device.receive()
    _ = try await device.agent().once()
    #expect(try await rig.kept(of: device) == Array(1...(try device.written)))
    #expect(try address(device) == there, "an exchange changes neither")
  }

  @Test func `another hub at the address is not followed`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let other = try await HubRig.start(clock: clock, seed: 70)
    #expect(other.hub.id != rig.hub.id)
    let before = try address(device)
    await #expect(throws: DossierError.self) {
      try await OfficeAgent.move(device.office, to: HubAddress(url: other.url()))
    }
    #expect(try address(device) == before)
  }

  @Test func `an address where nothing answers is not followed`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let link = try Link(to: rig.port)
    link.mode = .down
    let before = try address(device)
    await #expect(throws: LinkError.self) {
      try await OfficeAgent.move(
        device.office, to: HubAddress(url: rig.url(port: link.port)))
    }
    #expect(try address(device) == before)
  }
}
