import Counter
import DossierStore
import Foundation
import Hub
import Identity
import Sync
import SyncAgent
import Testing

/// The agent beside the counter: wakes by itself, and never more than one per folder.
@Suite(.timeLimit(.minutes(10)))
struct AgentTests {
  private let clock = RunningClock()

  /// Waits until something holds; the suite's time limit ends a wait that never does.
  private func until(_ holds: () async throws -> Bool) async throws {
    while try await !holds() { await Task.yield() }
  }

  private func isWhole(_ rig: HubRig, _ device: Device) async throws -> Bool {
    try await rig.kept(of: device).count == (try device.written)
  }

  /// Runs an agent while `body` works, and until it has ended.
  private func with(_ agent: ExchangeAgent, body: () async throws -> Void) async throws {
    let run = Task { try await agent.run() }
    do {
      try await body()
    } catch {
      run.cancel()
      throw error
    }
    run.cancel()
    try await run.value
  }

  @Test func `a commit wakes the agent`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let agent = device.agent()
    try await with(agent) {
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
      let code = try device.receive().code
      try await until { try await isWhole(rig, device) }
      #expect(try await rig.hub.dossiers().map(\.summary.code) == [code])
    }
    #expect(agent.sum.bytesUp > 0)
  }

  @Test func `a link that comes back is noticed without anybody asking`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    link.mode = .down
    let device = try await Device(rig, clock: clock, port: link.port)
    let agent = device.agent()
    try await with(agent) {
      try device.receive()
      try await until {
        if case .offline(.some) = agent.status.phase { true } else { false }
      }
      #expect(try await rig.kept(of: device).isEmpty)
      link.mode = .carrying
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
    }
  }

  @Test func `a clock set back by ten years does not make the agent wait`() async throws {
    let clock = ManualClock(milliseconds: Device.start)
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    link.mode = .down
    let device = try await Device(rig, clock: clock, port: link.port)
    try device.receive()
    let agent = device.agent()
    try await with(agent) {
      var next: Int64 = 0
      try await until {
        guard case .offline(let attempt?) = agent.status.phase else { return false }
        next = attempt
        return true
      }
      // Shown by the wall clock, though the pause is taken from another.
      #expect(abs(next - Device.start) < 3_600_000)
      clock.set(milliseconds: Device.start - 10 * 365 * 86_400_000)
      link.mode = .carrying
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
    }
  }

  @Test func `a paused agent sends nothing until it is resumed`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let agent = device.agent()
    agent.pause(minutes: nil)
    try await with(agent) {
      var changes = device.office.store.changes().makeAsyncIterator()
      try device.receive()
      _ = await changes.next()
      #expect(agent.status.phase == .paused(until: nil))
      #expect(try await rig.kept(of: device).isEmpty)
      agent.resume()
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
    }
  }

  @Test func `a pause ends by itself, and somebody who asks is not kept waiting`() async throws {
    let clock = ManualClock(milliseconds: Device.start)
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let agent = device.agent()
    agent.pause(minutes: 5)
    #expect(agent.status.phase == .paused(until: Device.start + 300_000))
    try await with(agent) {
      clock.advance(milliseconds: 300_000)
      try device.receive()
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
      agent.pause(minutes: nil)
      try device.receive()
      agent.exchangeNow()
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
    }
  }

  @Test func `of two agents on one folder one exchanges, and the other takes over`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let first = device.agent(seed: 5)
    let second = device.agent(seed: 6)
    let firstRun = Task { try await first.run() }
    try await until { first.status.phase == .online }
    try await with(second) {
      try device.receive()
      second.exchangeNow()
      try await until { try await isWhole(rig, device) }
      #expect(second.sum.bytesUp == 0)
      #expect(second.status.phase == .offline(nextAttempt: nil))
      firstRun.cancel()
      try await firstRun.value
      try device.receive()
      try await until { try await isWhole(rig, device) && second.status.phase == .online }
      #expect(second.sum.bytesUp > 0)
    }
  }

  /// Writes settings, which are commits with nothing to send, and waits until each was told.
  private func settle(_ device: Device) async throws {
    var changes = device.office.store.changes().makeAsyncIterator()
    for number in 1...50 as ClosedRange<Int64> {
      try device.office.store.setSetting("test", .integer(number))
      _ = await changes.next()
    }
  }

  /// A hub that does not ask its devices back while a test on a slow machine looks.
  private func restful() async throws -> HubRig {
    var limits = HubLimits()
    limits.waitSeconds = 86_400
    return try await HubRig.start(clock: clock, limits: limits)
  }

  @Test func `what a limit keeps back does not make the agent exchange`() async throws {
    let rig = try await restful()
    let device = try await Device(rig, clock: clock)
    try device.office.store.setFileBudget(FileBudget(bytesOfDay: 0, hours: nil))
    let agent = device.agent()
    try await with(agent) {
      try device.receive(file: Data("%PDF-1.4 bản chụp".utf8))
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
      let before = agent.status
      try await settle(device)
      #expect(agent.status == before)
      #expect(try device.office.store.pending().files == 1)
    }
  }

  @Test func `a file the hub does not take is not offered again and again`() async throws {
    let rig = try await restful()
    let device = try await Device(rig, clock: clock)
    // Its entries are kept apart from now on, so the hub wants no files of it.
    try await rig.hub.revoke(device.id, actor: "local:0")
    let agent = device.agent()
    try await with(agent) {
      try device.receive(file: Data("%PDF-1.4 bản chụp".utf8))
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
      let before = agent.status
      #expect(before.notices == ["Tỉnh chưa nhận 1 tệp đính kèm; máy sẽ gửi lại sau."])
      try await settle(device)
      #expect(agent.status == before)
    }
  }

  @Test func `a file that cannot be read keeps back nothing else`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let (lost, whole) = (Data("%PDF-1.4 mất".utf8), Data("%PDF-1.4 còn nguyên".utf8))
    try device.receive(file: lost)
    let folder = device.folder.appending(path: "files")
    let stored = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in stored { try Data().write(to: folder.appending(path: name)) }
    try device.receive(file: whole)
    let agent = device.agent()
    try await with(agent) {
      try await until { try await isWhole(rig, device) && agent.status.phase == .online }
      #expect(try await rig.progress(of: whole)?.state == .complete)
      #expect(try await rig.progress(of: lost)?.state == .wanted)
      #expect(agent.status.notices.count == 1)
    }
    _ = try await agent.once()
    #expect(try device.office.store.pending().files == 1)
  }

  @Test func `a refusal is shown and the counter goes on`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let stranger = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let hub = try #require(try device.office.store.hub())
    try device.office.store.setHub(
      HubInfo(
        key: hub.key, agreement: hub.agreement, url: stranger.url(), nonce: hub.nonce,
        epoch: hub.epoch))
    let agent = device.agent()
    try await with(agent) {
      try await until { if case .refused = agent.status.phase { true } else { false } }
      #expect(try device.receive().code.isEmpty == false)
    }
  }
}
