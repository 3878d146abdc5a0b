import DossierStore
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “POST /sync/v1/exchange”: a device whose key has ended, and that goes on.
struct RevokedDeviceTests {
  /// It gets no log, so its cursor stays in the epoch before.
  @Test(arguments: [2, 4, 6, RequestRecovery.level])
  func `a revoked device comes to an end with a hub that was put back`(level: Int) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1, level: level)
    try a.receive("Một")
    try await a.settle()
    try await province.hub.revoke(a.id, actor: "local:0")
    let backup = try province.snapshot()
    try a.receive("Hai")
    try await a.settle()
    try await province.restore(backup)
    #expect(try await province.durable(a.id) == 1)
    try await a.settle()
    #expect(try await province.durable(a.id) == 2)
    #expect(try await a.settle() == 1)
    try a.receive("Ba")
    // The answer that says so is lost: it is told again.
    try await a.exchange(isLost: true)
    try await a.settle()
    #expect(try await province.durable(a.id) == 3)
    #expect(try a.store.pending().entries == 0)
    #expect(try await province.hub.release(a.id, actor: "local:0") == 2)
    #expect(try await province.codes().count == 3)
    #expect(try a.problems() == [])
    #expect(try await province.problems() == [])
  }

  /// It cannot follow the log first, as others do.
  @Test(arguments: [2, 4, 6, RequestRecovery.level])
  func `a revoked device gives back what a restored hub lost`(level: Int) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1, level: level)
    let gone = try await Machine(province, seed: 2)
    try await a.settle()
    let backup = try province.snapshot()
    try gone.receive()
    for machine in [gone, a] { try await machine.settle() }
    try await province.restore(backup)
    try await province.hub.revoke(a.id, actor: "local:0")
    try await a.settle()
    #expect(try await province.codes().count == 1)
    #expect(try await a.settle() == 1)
    #expect(try !a.store.isGivingBack())
    #expect(try await province.problems() == [])
  }

  /// It follows no log that would show it; it hears only how far the hub has its stream.
  @Test func `a revoked device sends at once what a hub put back in silence lacks`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive("Một")
    try await a.settle()
    try await province.hub.revoke(a.id, actor: "local:0")
    try await a.settle()
    let backup = try province.snapshot()
    try a.receive("Hai")
    try await a.settle()
    try province.putBack(backup)
    try a.receive("Ba")
    try await a.settle()
    #expect(try await province.durable(a.id) == 3)
    #expect(try a.store.pending().entries == 0)
    try province.putBack(backup)
    try await a.settle()
    #expect(try await province.durable(a.id) == 3, "also when it has nothing new")
    #expect(try await province.problems() == [])
  }

  @Test func `a stick of a revoked device is no answer to it`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossier = try a.receive()
    try await a.settle()
    try await province.hub.revoke(a.id, actor: "local:0")
    try await province.restore(try province.snapshot())
    try a.set(4, dossier)
    for parcel in try a.store.courierParcels(fileBytes: 0) {
      _ = try await province.hub.readCourier(parcel.data)
    }
    #expect(try await province.durable(a.id) == 2)
    #expect(try await a.answer().recovery.acks == [1: 2])
    try await a.settle()
  }

  @Test func `a revoked device's range is closed and its unit's dossiers reach a new one`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossier = try a.receive()
    try await a.settle()
    // Written and not sent: the machine is stolen with it, then comes back once more.
    let late = try a.receive("Đang trên đường")
    try await province.hub.revoke(a.id, actor: "local:0")
    try await a.settle()
    #expect(try await province.codes().count == 1)
    let replacement = try await Machine(province, seed: 9)
    try await replacement.settle()
    #expect(try replacement.store.state(of: dossier) != nil)
    #expect(try replacement.store.state(of: late) == nil)
    let fresh = try replacement.receive()
    #expect(try replacement.store.state(of: fresh)?.code == "H99.88-261121-2000")
    try replacement.set(4, dossier)
    #expect(try await province.hub.release(a.id, actor: "local:0") == 1)
    try await replacement.settle()
    #expect(try replacement.codes().count == 3)
    #expect(try await province.problems() == [])
    #expect(try replacement.problems() == [])
  }
}
