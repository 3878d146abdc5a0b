import DossierStore
import Dossiers
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Epochs of a device” and “Forks”.
struct DeviceEpochTests {
  @Test func `a restored device takes back what the hub knows and waits for numbers`() async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let first = try a.receive()
    try await a.settle()
    let backup = try a.snapshot()
    let second = try a.receive()
    try a.set(4, first)
    try await a.settle()
    let never = try a.receive("Chưa gửi")
    try a.putBack(backup)
    #expect(try a.store.startEpoch() == 2)
    #expect(throws: StoreError.self) { try a.receive() }
    // Work on what is there goes on without a link.
    try a.set(4, first)
    try await a.settle()
    #expect(try a.store.state(of: second)?.code == "H99.88-261121-1001")
    #expect(try a.store.state(of: never) == nil, "what nobody else had is lost")
    #expect(try a.store.codeHold() == nil)
    let fresh = try a.receive()
    #expect(try a.store.state(of: fresh)?.code == "H99.88-261121-2003")
    #expect(fresh.epoch == 2)
    try await a.settle()
    #expect(try await province.codes() == a.codes())
    #expect(try a.problems() == [])
    #expect(try await province.problems() == [])
    #expect(try await province.hub.forks() == [])
  }

  @Test func `what a restored device has to send of two epochs goes in one go`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    let dossier = try a.receive()
    let backup = try a.snapshot()
    try await a.settle()
    try a.putBack(backup)
    #expect(try a.store.startEpoch() == 2)
    try a.set(4, dossier)
    try await a.settle()
    #expect(try a.store.pending().entries == 0)
    #expect(try await province.hub.open(dossier).summary.status == 4)
  }

  @Test func `a folder put back without saying so is found out before it forks`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    try await a.settle()
    let backup = try a.snapshot()
    try a.receive()
    try await a.settle()
    try a.putBack(backup)
    try await a.settle()
    #expect(try a.codes().count == 2)
    #expect(try a.store.streamHead()?.epoch == 2)
    #expect(try a.problems() == [])
    #expect(try await province.problems() == [])
  }

  @Test func `of two machines with one key both keep their dossiers`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let shared = try a.receive("Chung")
    try await a.settle()
    let clone = try Machine(clone: a)
    let one = try a.receive("Máy gốc")
    let other = try clone.receive("Máy sao")
    try clone.set(4, other)
    try clone.set(4, shared)
    #expect(one == other, "the same author, epoch and seq")
    try await a.settle()
    try await clone.settle()
    try await a.settle()
    #expect(try await province.codes().count == 3)
    let collisions = try await province.hub.codeCollisions()
    #expect(collisions.map(\.code) == ["H99.88-261121-1001"])
    #expect(collisions[0].dossiers.count == 2 && collisions[0].dossiers.contains(one))
    for machine in [a, clone] {
      #expect(try machine.store.codeCollisions().map(\.dossiers) == [collisions[0].dossiers])
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    let again = try #require(collisions[0].dossiers.first { $0 != one })
    #expect(try clone.store.state(of: again)?.fields["nks/hoTen"]?.value == "Máy sao")
    #expect(try a.store.state(of: again)?.status == 4)
    #expect(try a.store.state(of: shared)?.status == 4)
    for machine in [a, clone] {
      let store = machine.store
      #expect(try Set(store.dossiers(named: collisions[0].code)) == [one, again])
      #expect(try store.dossiers(named: "\(again)") == [again])
      let named = try store.summaries().filter { $0.code == collisions[0].code }
      #expect(named.allSatisfy { $0.reference == "\($0.id)" } && named.count == 2)
      #expect(try store.summaries().first { $0.id == shared }?.reference == "H99.88-261121-1000")
      #expect(try store.copiesOfDevice() == [Province.start], "both are told of each other")
    }
    // Nothing on the receipts says which of the two is meant, so neither is shown.
    let lookup = try #require(try a.store.state(of: one)?.lookup)
    let tracked = try await province.hub.track(code: collisions[0].code, lookup: lookup)
    #expect(tracked == .codeShared(unit: Province.unit))
    let fork = try #require(try await province.hub.forks().first)
    #expect(fork.device == a.id && fork.epoch == 1 && fork.first == 2 && fork.next == 2)
    #expect(try await province.problems() == [])
    // Each goes on with numbers of its own.
    try clone.receive()
    try a.receive()
    try await clone.settle()
    try await a.settle()
    #expect(try await province.hub.codeCollisions().count == 1)
    #expect(try await province.codes().count == 5)
  }

  @Test(arguments: [false, true])
  func `a copy is told of until a person has judged, and again if one goes on`(isRevoked: Bool)
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    let machines = [a, try Machine(clone: a)]
    for machine in machines { try machine.receive() }
    for machine in machines + [a] { try await machine.settle() }
    for machine in machines { #expect(try machine.store.copiesOfDevice().count == 1) }
    #expect(try await province.hub.forks().map(\.settled) == [nil])
    province.clock.advance(milliseconds: 1000)
    if isRevoked {
      try await province.hub.revoke(a.id, actor: "local:0")
    } else {
      try await province.hub.quarantine(a.id, actor: "local:0")
      try await a.settle()
      #expect(try a.store.copiesOfDevice().count == 1)
      _ = try await province.hub.release(a.id, actor: "local:0")
    }
    for machine in machines {
      try await machine.settle()
      #expect(try machine.store.copiesOfDevice() == [])
    }
    #expect(try await province.hub.forks().map(\.settled) == [Province.start + 1000])
    guard !isRevoked else { return }
    let third = try Machine(clone: a)
    for machine in [a, third] { try machine.receive() }
    for machine in [a, third, a] { try await machine.settle() }
    #expect(try await province.hub.forks().map(\.settled) == [Province.start + 1000, nil])
    for machine in [a, third] { #expect(try machine.store.copiesOfDevice().count == 1) }
  }

  @Test func `a third machine with the same key gets an epoch of its own`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    try await a.settle()
    let clones = [try Machine(clone: a), try Machine(clone: a)]
    try a.receive("A")
    try clones[0].receive("B")
    try clones[1].receive("C")
    for machine in [a] + clones { try await machine.settle() }
    for machine in [a] + clones { try await machine.settle() }
    #expect(try await province.codes().count == 4)
    #expect(try clones.map { try $0.store.streamHead()?.epoch } == [2, 3])
    for machine in [a] + clones {
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  /// A machine, its clone and a colleague; the hub has what the clone wrote, is put back to before
  /// that, and gets what the machine wrote under the same names.
  private func overwritten(
    _ province: Province, by names: [String], level: Int = RequestRecovery.level
  ) async throws -> [Machine] {
    let a = try await Machine(province, seed: 1, level: level)
    let colleague = try await Machine(province, seed: 2)
    try a.receive("Chung")
    try await a.settle()
    let clone = try Machine(clone: a)
    let backup = try province.snapshot()
    let lost = try clone.receive("Máy sao")
    try clone.set(4, lost)
    try clone.receive("Máy sao, hồ sơ hai")
    try await clone.settle()
    try await colleague.settle()
    #expect(try colleague.codes().count == 3)
    try await province.restore(backup)
    for name in names { try a.receive(name) }
    try await a.settle()
    return [a, clone, colleague]
  }

  private func expectWhole(
    _ province: Province, _ machines: [Machine], _ expected: [String]
  ) async throws {
    for machine in machines.reversed() + machines { try await machine.settle() }
    for machine in machines {
      let names = try machine.store.summaries().map { summary in
        try machine.store.state(of: summary.id)?.fields["nks/hoTen"]?.value ?? "?"
      }
      #expect(names.sorted() == expected)
      #expect(try machine.store.pending().entries == 0)
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  @Test(arguments: [["Gốc 1"], ["Gốc 1", "Gốc 2", "Gốc 3", "Gốc 4"]])
  func `what a restored hub took from one machine does not hide what another wrote`(
    _ names: [String]
  ) async throws {
    let province = try await Province()
    let machines = try await overwritten(province, by: names)
    let written = ["Chung"] + names + ["Máy sao", "Máy sao, hồ sơ hai"]
    try await expectWhole(province, machines, written)
  }

  @Test(arguments: [["Gốc 1"], ["Gốc 1", "Gốc 2", "Gốc 3", "Gốc 4"]])
  func `a machine finds out that a restored hub has other entries when it goes on writing`(
    _ names: [String]
  ) async throws {
    let province = try await Province()
    let machines = try await overwritten(province, by: names)
    try machines[1].receive("Máy sao, hồ sơ ba")
    let written =
      ["Chung"] + names + ["Máy sao", "Máy sao, hồ sơ ba", "Máy sao, hồ sơ hai"]
    try await expectWhole(province, machines, written)
  }

  /// Neither an older machine, which cannot be asked how its stream stands, nor a colleague's, of
  /// which nothing differs, gets anywhere by beginning one epoch after another.
  @Test(arguments: [3, RequestRecovery.level])
  func `what builds upon a dossier another one took the name of is not begun again for ever`(
    level: Int
  )
    async throws
  {
    let province = try await Province()
    let names = level == 3 ? ["Gốc 1", "Gốc 2", "Gốc 3", "Gốc 4"] : ["Gốc 1"]
    let machines = try await overwritten(province, by: names, level: level)
    let machine = level == 3 ? machines[1] : machines[2]
    let lost = try #require(
      try machine.store.summaries().map(\.id).first {
        try machine.store.state(of: $0)?.fields["nks/hoTen"]?.value == "Máy sao"
      })
    for status in [5, 4] { try machine.set(status, lost) }
    let written = try machine.store.pending().entries
    #expect(written == 2)
    for _ in 1...10 { _ = try? await machine.exchange() }
    // With whatever else comes the hub looks again at what it holds.
    try machines[0].receive("Gốc, sau")
    try await machines[0].settle()
    for _ in 1...3 { _ = try? await machine.exchange() }
    let forks = try await province.hub.forks().filter { $0.device == machine.id }
    #expect(forks.count == (level == 3 ? 1 : 0))
    let held = try await province.hub.heldRuns().filter { $0.author == machine.id }
    let pending = try machine.store.pending()
    #expect(held.count == (level == 3 ? 1 : 0))
    // The colleague waits for the dossier to come again.
    #expect(pending.stranded == (level == 3 ? 0 : written))
    #expect(pending.entries == written, "nobody says that the hub has them")
    #expect(try await province.problems() == [])
  }

  @Test func `entries about a subject the hub lost are held and count later`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let backup = try province.snapshot()
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    try await province.restore(backup)
    try b.set(4, dossier)
    try await b.exchange()
    try await b.exchange()
    #expect(try await province.hub.heldRuns().map(\.last) == [1])
    #expect(try b.store.pending().entries == 1, "held is not acknowledged")
    try await b.settle()
    #expect(try await province.hub.heldRuns() == [])
    #expect(try await province.hub.open(dossier).summary.status == 4)
    #expect(try b.store.pending().entries == 0)
    #expect(try await province.problems() == [])
  }

  @Test func `what others gave back of a device's lost end waits for nobody`() async throws {
    let province = try await Province()
    try await province.add("H99.89")
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2, unit: "H99.89")
    try a.receive("Một")
    try await a.settle()
    try await b.settle()
    let (hubBefore, aBefore) = (try province.snapshot(), try a.snapshot())
    // Only the second of these is of concern to the other unit, and only it comes back.
    try a.receive("Hai")
    let shared = try a.receive("Ba")
    try a.set(4, shared, data: ["returnUnit": "H99.89"])
    try await a.settle()
    try await b.settle()
    try await province.restore(hubBefore)
    try a.putBack(aBefore)
    #expect(try a.store.startEpoch() == 2)
    try await b.settle()
    try await a.settle()
    #expect(try await province.codes() == ["H99.88-261121-1000", "H99.88-261121-1002"])
    #expect(try await a.codes() == province.codes())
    #expect(try a.store.pending().entries == 0)
    #expect(try a.store.unsentSince() == [:])
    #expect(try a.store.summaries().map(\.isSent) == [true, true])
    #expect(try a.problems() == [])
    #expect(try await province.problems() == [])
  }
}
