import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Epochs of a device”: ranges of dossier numbers when they run out.
struct RangeTests {
  private static let month: Int64 = 30 * 24 * 3600 * 1000

  /// A unit of nine devices, all its codes have room for, the first of which was put back.
  private func crowded(_ province: Province) async throws -> [Machine] {
    var machines: [Machine] = []
    for seed in 1...9 { machines.append(try await Machine(province, seed: UInt64(seed))) }
    let dossier = try machines[0].receive()
    for machine in machines { try await machine.settle() }
    try machines[0].store.startEpoch()
    try machines[0].set(4, dossier)
    return machines
  }

  private func ranges(_ province: Province) async throws -> [RangeRecord] {
    try await province.hub.store.read { try $0.ranges(of: Province.unit) }
  }

  @Test func `a device for which no range is free exchanges on and gets the first that is`()
    async throws
  {
    let province = try await Province()
    let machines = try await crowded(province)
    let a = machines[0]
    #expect(try a.store.pending().entries > 0)
    let colleague = try machines[1].receive("Của đồng nghiệp")
    try await machines[1].settle()
    #expect(try await a.answer().recovery.range == nil)
    try await a.settle()
    #expect(try a.store.pending().entries == 0)
    #expect(try a.store.state(of: colleague) != nil)
    #expect(try a.store.codeHold() != nil)
    #expect(throws: StoreError.self) { try a.receive() }
    let told = try await province.hub.awaitedRanges()
    #expect(told.map { [$0.device.rawValue, "\($0.epoch)"] } == [[a.id.rawValue, "2"]])
    #expect(told.map(\.since) == [Province.start])
    #expect(try await ranges(province).filter { $0.closed == nil }.count == 8)
    // What it had rests a month; then it is free, and as nobody else asked it is given again.
    province.clock.advance(milliseconds: Self.month)
    try await a.settle()
    #expect(try a.firstNumber() == 1000)
    #expect(try a.store.codeHold() == nil)
    #expect(try await province.hub.awaitedRanges() == [])
    #expect(try await province.problems() == [])
  }

  /// As where two hubs with one key gave both the same range.
  @Test func `a number that another device used is passed over`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try b.store.append(
      [Machine.received("H99.88-261121-1000", name: "Của đồng nghiệp")], by: "local:1000")
    for machine in [b, a] { try await machine.settle() }
    let pattern = try DossierCodePattern("{unit}-{yyMMdd}-{seq:4}")
    let day = Instant(milliseconds: province.clock.milliseconds).civil.date
    func next(upTo last: Int) throws -> String {
      try a.store.write {
        try $0.nextDossierCode(
          pattern, unit: Province.unit, on: day, range: .init(first: 1000, last: last))
      }
    }
    #expect(throws: DossierError.self) { _ = try next(upTo: 1000) }
    #expect(try next(upTo: 1999) == "H99.88-261121-1001")
    #expect(try next(upTo: 1999) == "H99.88-261121-1002")
  }

  @Test func `a device that is not active gets no range`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    for machine in [a, b] { try await machine.settle() }
    try await province.hub.revoke(a.id, actor: "local:0")
    try await province.hub.quarantine(b.id, actor: "local:0")
    let before = try await ranges(province)
    for _ in 0..<3 {
      for machine in [a, b] {
        try machine.store.startEpoch()
        #expect(try await machine.answer().recovery.range == nil)
      }
    }
    #expect(try await ranges(province) == before)
    #expect(try await province.hub.awaitedRanges() == [])
    _ = try await province.hub.release(b.id, actor: "local:0")
    #expect(try await b.answer().recovery.range == CodeRange(first: 3000, last: 3999))
  }

  @Test func `a file of a stick that cannot be taken in does not keep the others`() async throws {
    let province = try await Province()
    let machines = try await crowded(province)
    try await province.add("H99.89")
    let other = try await Machine(province, seed: 20, unit: "H99.89")
    try machines[1].receive()
    try other.receive()
    let folder = try Scratch("stick")
    // One that asks for a range the unit does not have, and one that gives back what another hub
    // signed, between those of two communes.
    var files = [try load(machines[1]), try load(machines[0]), try refused(machines[2])]
    files.append(try load(other, unit: "H99.89"))
    for (number, data) in files.enumerated() {
      try data.write(to: folder.url.appending(path: "motcua-\(number).mcb"))
    }
    let intake = try await province.hub.read(try StickFolder(folder.url))
    #expect(intake.tally.new == 3)
    #expect(intake.refused.map(\.name) == ["motcua-2.mcb"])
    #expect(intake.refused[0].reason.contains("not this hub's"))
    #expect(try await province.durable(machines[1].id) == 1)
    #expect(try await province.durable(other.id) == 1)
    #expect(try await province.problems() == [])
  }

  private func load(_ machine: Machine, unit: String = Province.unit) throws -> Data {
    try machine.store.courierParcels(unit: unit, fileBytes: 0)[0].data
  }

  private func refused(_ machine: Machine) throws -> Data {
    let province = machine.province
    var recovery = RequestRecovery()
    recovery.returns = ReturnedRun(
      unit: Province.unit, from: 0,
      checkpoint: Checkpoint.sign(
        unit: Province.unit, epoch: 1, size: 1, root: Digest.of(Data()), time: 0,
        key: machine.keys.signing), entries: [])
    let request = ExchangeRequest(
      hub: province.hub.id, device: machine.id, epoch: 1, nonce: "", after: 0, stream: nil,
      logs: [:], time: Province.start, entries: [], recovery: recovery)
    return try CourierFile.write(
      request.encoded(), kind: .run, hub: province.hub.id, unit: Province.unit,
      to: [province.hub.id: province.hub.agreementKey], by: machine.keys.signing,
      random: SystemRandom())
  }
}
