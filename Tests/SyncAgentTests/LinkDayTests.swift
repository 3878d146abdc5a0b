import Counter
import DossierStore
import Foundation
import HTTPClient
import Identity
import SyncAgent
import Testing

/// What the day by the machine's clock means for its link.
@Suite(.timeLimit(.minutes(10)))
struct LinkDayTests {
  private let clock = ManualClock(milliseconds: Device.start)

  @Test func `what crossed the link today outlives the program, and ends with the day`()
    async throws
  {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    try device.receive()
    let totals = try await device.agent().once()
    func today() throws -> Traffic {
      let store = try DossierStore.open(
        at: device.folder, keys: device.office.keys.keys, clock: clock,
        random: SeededRandom(seed: 3))
      defer { try? store.close() }
      return try store.trafficToday()
    }
    let written = try today()
    #expect(written.up == totals.bytesUp && written.down == totals.bytesDown)
    #expect(try device.office.store.trafficToday() == written)
    clock.advance(milliseconds: 86_400_000)
    for later in [try today(), try device.office.store.trafficToday()] {
      #expect(later.up == 0 && later.down == 0)
    }
  }

  @Test func `a certificate refused while the clock is behind is told as a wrong clock`()
    async throws
  {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    func told(_ cause: LinkError.Cause) -> String {
      "\(device.exchanger.explained(LinkError("not trusted", cause: cause)))"
    }
    #expect(told(.untrusted) == "not trusted" && told(.lost) == "not trusted")
    // A certificate that is not valid yet says it where nothing is recorded.
    #expect(told(.clock).contains("máy chỉ ngày 20/11/2026"))
    // 2000-01-01 in Viet Nam, long before what this device recorded.
    clock.set(milliseconds: 946_659_600_000)
    #expect(told(.untrusted).contains("máy chỉ ngày 1/1/2000"))
    clock.set(milliseconds: 0)
    #expect(told(.untrusted).contains("máy chỉ ngày 1/1/1970"))
    #expect(told(.lost) == "not trusted")
  }
}
