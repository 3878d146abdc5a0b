import DossierStore
import Foundation
import Hub
import Identity
import Sync
import Testing

/// The trust bundle reaches a device whatever it or the hub forgot. docs/protocol.md, “Receipts”.
struct TrustBundleTests {
  /// The devices a machine can check receipts of.
  private func known(_ machine: Machine) throws -> Set<DeviceID> {
    let bundle = try TrustBundle(jsonBytes: Data(contentsOf: machine.store.folder.bundle))
    return Set(bundle.devices.map(\.id))
  }

  /// How often a bundle comes in so many ordinary round trips.
  private func bundles(_ machine: Machine, rounds: Int) async throws -> Int {
    var count = 0
    for _ in 0..<rounds where try await machine.answer().bundle != nil { count += 1 }
    return count
  }

  @Test(arguments: [false, true])
  func `a machine that was put back learns again of its colleagues`(isTold: Bool) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    let copy = try a.snapshot()
    let b = try await Machine(province, seed: 2)
    try await a.settle()
    try await a.settle()
    #expect(try known(a) == [a.id, b.id])
    try a.putBack(copy)
    #expect(try known(a) == [a.id])
    if isTold { try a.store.startEpoch() }
    try await a.settle()
    #expect(try known(a) == [a.id, b.id])
    #expect(try await bundles(a, rounds: 3) == 0, "not more than once")
    #expect(try a.problems() == [])
  }

  /// A second pause, of up to a quarter of an hour, would show nothing.
  @Test func `a device the hub forgot shows its bundle at once, and once`() async throws {
    let province = try await Province()
    let backup = try province.snapshot()
    let late = try await Machine(province, seed: 2)
    try await late.settle()
    try await province.restore(backup)
    let request = try #require(try late.store.nextRequest(byteLimit: 1024))
    #expect(try !late.store.hasLearnt(since: request))
    let refusal = await #expect(throws: HubError.self) {
      try await province.hub.exchange(request.message)
    }
    #expect(refusal?.code == "notEnrolled")
    try late.store.noteForgotten()
    #expect(try late.store.hasLearnt(since: request))
    let next = try #require(try late.store.nextRequest(byteLimit: 1024))
    try late.store.noteForgotten()
    #expect(try !late.store.hasLearnt(since: next))
    _ = try? await province.hub.exchange(next.message)
    try await late.settle()
    #expect(try await province.hub.devices().contains { $0.id == late.id })
    #expect(try late.problems() == [])
  }

  /// The hub has signed a newer list by then, of whom it took in after it was put back.
  @Test func `a hub put back takes a device in again although it took in others since`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    let backup = try province.snapshot()
    let late = try await Machine(province, seed: 2)
    try late.receive("Đến sau")
    try await late.settle()
    try await province.restore(backup)
    province.clock.advance(milliseconds: 86_400_000)
    let newest = try await Machine(province, seed: 3)
    for machine in [late, newest] { try await machine.settle() }
    let quarantined = try await province.hub.devices().filter { $0.state == .quarantined }
    #expect(quarantined.map(\.id) == [late.id])
    _ = try await province.hub.release(late.id, actor: "local:0")
    try await newest.settle()
    #expect(try newest.codes() == late.codes())
    #expect(try known(newest) == [a.id, late.id, newest.id])
    // What it shows next is known, and nothing is signed anew for it.
    let bundle = try await province.hub.trustBundle()
    try late.store.noteForgotten()
    try await late.settle()
    #expect(try await province.hub.trustBundle().issued == bundle.issued)
  }

  @Test func `answers that are lost bring the bundle no second time`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    #expect(try await bundles(a, rounds: 2) == 0)
    for _ in 1...2 {
      try await a.exchange(isLost: true)
      // The hub names the nonce that is good now.
      try await a.exchange()
      #expect(try await bundles(a, rounds: 1) == 0)
    }
  }

  @Test func `a bundle that cannot be written is offered again`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    let b = try await Machine(province, seed: 2)
    // A cut while the file is written: nothing of the answer counts.
    let bundle = a.store.folder.bundle
    let kept = try Data(contentsOf: bundle)
    try FileManager.default.removeItem(at: bundle)
    try FileManager.default.createDirectory(
      at: bundle.appending(path: "x"), withIntermediateDirectories: true)
    await #expect(throws: StoreError.self) { try await a.exchange() }
    try FileManager.default.removeItem(at: bundle)
    try kept.write(to: bundle)
    try await a.settle()
    #expect(try known(a) == [a.id, b.id])
  }
}
