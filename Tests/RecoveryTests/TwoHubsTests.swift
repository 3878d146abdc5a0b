import DossierStore
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Epochs”: a hub that was believed lost goes on beside the one that was put
/// back in its place, with the same key, and devices reach now one, now the other.
struct TwoHubsTests {
  private static let levels = [2, 3, 5, RequestRecovery.level]

  /// A device that follows the hub that was put back, which lost one of its dossiers; and the
  /// state of the old one.
  private func world(level: Int) async throws -> (Province, Machine, old: Other) {
    let province = try await Province()
    let a = try await Machine(province, seed: 1, level: level)
    try a.receive("Một")
    try await a.settle()
    let backup = try province.snapshot()
    try a.receive("Hai")
    try await a.settle()
    let old = Other(try province.snapshot())
    try await province.restore(backup)
    try await a.settle()
    try a.receive("Ba")
    try await a.settle()
    return (province, a, old)
  }

  private func expectWhole(_ province: Province, _ a: Machine, _ count: Int) async throws {
    try await a.goOn()
    #expect(try await province.codes() == a.codes())
    #expect(try a.codes().count == count)
    #expect(try a.store.pending().entries == 0)
    #expect(try !a.store.isGivingBack())
    #expect(try await province.problems() == [])
    #expect(try a.problems() == [])
  }

  @Test(arguments: levels)
  func `what one hub asks back the other one has`(level: Int) async throws {
    let (province, a, old) = try await world(level: level)
    try old.swap(province)
    for _ in 1...5 where try !a.store.isGivingBack() { try await a.meet() }
    try old.swap(province)
    try a.receive("Bốn")
    try await expectWhole(province, a, 4)
  }

  /// A stick of the new hub moves the device's cursor while the old one answers: what it offers the
  /// old one, which has it, the new one has yet to get.
  @Test(arguments: levels, [1, 2, 3, 6])
  func `what is offered to the hub that has it is kept for the other`(level: Int, rounds: Int)
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1, level: level)
    let dossier = try a.receive("Một")
    try await a.settle()
    let backup = try province.snapshot()
    let act = try await province.hub.edit(
      dossier, ["nks/hoTen": .string("Giàng A Hoá")], fields: ["nks/hoTen"], actor: "local:0",
      role: nil)
    try await a.settle()
    let old = Other(try province.snapshot())
    try await province.restore(backup)
    let sticks = try await province.hub.courierParcels(for: Province.unit)
    try old.swap(province)
    for stick in sticks { _ = try a.store.readCourier(stick.data) }
    #expect(try a.store.isGivingBack())
    // One exchange at a time, as if it was turned off then.
    for _ in 1...rounds { try await a.meet() }
    try old.swap(province)
    try await expectWhole(province, a, 1)
    #expect(try await province.hub.store.read { try $0.entry(act) } != nil)
  }

  @Test(arguments: levels)
  func `what was written to either hub is at the one that stays`(level: Int) async throws {
    let (province, a, old) = try await world(level: level)
    let colleague = try await Machine(province, seed: 2, level: level)
    try await colleague.goOn()
    for turn in 1...4 {
      try old.swap(province)
      try a.receive("Lượt \(turn)")
      try await a.goOn()
      if turn == 3 { try await colleague.goOn() }
    }
    try await expectWhole(province, a, 7)
    try await expectWhole(province, colleague, 7)
  }

  /// What it wrote at the old hub gets other names at the new one, so it gives up the log of the
  /// old one and begins that of the new one again, which it had begun before.
  @Test func `a log that was given up for that of another hub is begun again`() async throws {
    let (province, a, old) = try await world(level: RequestRecovery.level)
    let copy = try Machine(clone: a)
    try copy.receive("Máy kia")
    try await copy.goOn()
    try old.swap(province)
    try a.receive("Máy này")
    try await a.goOn()
    try old.swap(province)
    try await expectWhole(province, a, 5)
    try await expectWhole(province, copy, 5)
  }

  /// What it gives back shows the hub that it was put back.
  @Test(arguments: levels)
  func `a hub that is given back what it signed in a later epoch begins one`(level: Int)
    async throws
  {
    let (province, a, old) = try await world(level: level)
    let early = try province.snapshot()
    try old.swap(province)
    try a.receive("Bốn")
    try await a.goOn()
    try old.swap(province)
    for _ in 1...5 where try !a.store.isGivingBack() { try await a.meet() }
    let epoch = try await province.hub.epoch()
    try province.putBack(early)
    try await giveBack(a, to: province)
    #expect(try await province.hub.epoch() >= epoch)
    #expect(try await province.codes().count == 4)
    try await expectWhole(province, a, 4)
  }

  /// What the device gives back, from one that says nothing of the logs it follows.
  private func giveBack(_ a: Machine, to province: Province) async throws {
    let request = try #require(try a.store.nextRequest(byteLimit: 96 * 1024))
    let parsed = try ExchangeRequest.verified(request.message, by: request.hub.id) { _ in
      a.keys.signing.publicKey
    }
    var recovery = RequestRecovery()
    recovery.returns = parsed.recovery.returns
    #expect(recovery.returns != nil)
    func send(_ nonce: String) async throws {
      let message = try ExchangeRequest(
        hub: parsed.hub, device: parsed.device, epoch: parsed.epoch, nonce: nonce,
        after: parsed.after, stream: nil, logs: [:], time: parsed.time, entries: [],
        recovery: recovery
      ).sign(a.keys.signing)
      _ = try await province.hub.exchange(message)
    }
    do {
      try await send(parsed.nonce)
    } catch let error as HubError {
      try await send(try #require(error.nonce))
    }
  }
}

/// The hub that does not answer now.
private final class Other {
  private var state: URL

  init(_ state: URL) { self.state = state }

  func swap(_ province: Province) throws {
    let answering = try province.snapshot()
    try province.putBack(state)
    state = answering
  }
}

extension Machine {
  /// One round trip; an answer that contradicts what another hub signed is refused, as an agent
  /// does, and asked for again.
  @discardableResult
  fileprivate func meet() async throws -> Bool {
    do {
      return try await exchange()
    } catch let error as StoreError where error.kind == .refused {
      return true
    }
  }

  fileprivate func goOn() async throws {
    for _ in 1...30 where try await !meet() { return }
    throw StoreError(.refused, "The exchange does not come to an end.")
  }
}
