import DossierStore
import Dossiers
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Epochs of the hub”.
struct HubEpochTests {
  @Test func `a restored hub gets back its devices' entries and its own`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let first = try a.receive()
    try await a.settle()
    try await b.settle()
    let backup = try province.snapshot()
    let second = try a.receive()
    try a.set(4, first)
    try await a.settle()
    try await b.settle()
    try await province.hub.changeStatus(
      of: second, StatusChange(to: .processing, reason: "Tỉnh thụ lý"), actor: "local:0", role: nil)
    try await b.settle()
    let late = try b.receive("Vàng Thị Thử")
    try await b.settle()
    let lost = try await province.codes()
    #expect(lost.count == 3)

    try await province.restore(backup)
    #expect(try await province.codes().count == 1)
    // Only B comes back: A's machine burnt with the hub.
    try await b.settle()
    #expect(try await province.codes() == lost)
    #expect(try await province.hub.open(second).summary.status == 4, "the hub's own act is back")
    #expect(try await province.hub.open(first).summary.status == 4)
    #expect(try await province.problems() == [])
    #expect(try b.problems() == [])
    #expect(try b.store.state(of: late)?.code != nil)
    #expect(try b.store.pending().entries == 0)
    // A comes back after all and finds everything known.
    try await a.settle()
    #expect(try await province.codes() == lost)
    #expect(try await province.problems() == [])
    #expect(try a.codes() == lost)
    #expect(try a.store.pending().entries == 0)
    #expect(try a.problems() == [])
  }

  /// The colleague has to give way to what the hub keeps under the names of another unit's lost
  /// dossier. What the hub asked back of its own acts is given back all the same.
  @Test func `who gives way to other entries gives back what was asked for`() async throws {
    let province = try await Province()
    try await province.add("H99.89")
    let a = try await Machine(province, seed: 1, unit: "H99.89")
    let colleague = try await Machine(province, seed: 2)
    let own = try colleague.receive("Của xã")
    try await colleague.settle()
    try a.receive("Chung")
    try await a.settle()
    let clone = try Machine(clone: a)
    let backup = try province.snapshot()
    let lost = try clone.receive("Máy sao")
    try clone.set(4, lost, data: ["returnUnit": .string(Province.unit)])
    try await clone.settle()
    try await province.hub.changeStatus(
      of: own, StatusChange(to: .processing, reason: "Tỉnh thụ lý"), actor: "local:0", role: nil)
    try await colleague.settle()
    #expect(try colleague.store.state(of: lost)?.fields["nks/hoTen"]?.value == "Máy sao")

    try await province.restore(backup)
    let taken = try a.receive("Máy gốc")
    #expect(taken == lost)
    try a.set(4, taken, data: ["returnUnit": .string(Province.unit)])
    try await a.settle()
    try await colleague.settle()
    #expect(try await province.hub.open(own).summary.status == 4, "the hub's own act is back")
    #expect(try colleague.store.state(of: taken)?.fields["nks/hoTen"]?.value == "Máy gốc")
    #expect(try colleague.store.state(of: own)?.status == 4)
    for machine in [clone, a, colleague] { try await machine.settle() }
    for machine in [clone, a, colleague] { #expect(try machine.problems() == []) }
    #expect(try await province.problems() == [])
  }

  @Test func `an erasure the hub forgot comes back before what was written meanwhile`() async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    let backup = try province.snapshot()
    try b.store.append(
      [
        EntryDraft(
          kind: "dossier.erased", subject: .existing(dossier),
          body: ["basis": .string("Hết thời hạn lưu trữ")])
      ], by: "local:1000")
    // Once the log has the erasure, the secret of the dossier is destroyed at B.
    try await b.settle()
    try await province.restore(backup)
    // A never heard of the erasure, and the hub no longer knows of it.
    try a.set(4, dossier)
    try await a.settle()
    #expect(try await province.codes().count == 1)
    try await b.settle()
    try await a.settle()
    #expect(try await province.codes() == [])
    for machine in [a, b] {
      #expect(try machine.store.entries(of: dossier).map(\.kind).count == 3)
      #expect(try machine.store.entries(of: dossier).allSatisfy { $0.content?["answers"] == nil })
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  @Test func `an erasure is followed before what is asked back is given`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let backup = try province.snapshot()
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    try b.set(4, dossier)
    try await b.settle()
    try await province.restore(backup)
    // The hub gets the dossier again from A, erased: nobody can check a body of it any more, and B
    // is asked for the log it followed, which has one.
    try a.store.append(
      [
        EntryDraft(
          kind: "dossier.erased", subject: .existing(dossier),
          body: ["basis": .string("Hết thời hạn lưu trữ")])
      ], by: "local:1000")
    try await a.settle()
    try await b.settle()
    try await a.settle()
    for machine in [a, b] {
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.store.entries(of: dossier).map(\.kind).count == 3)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  @Test func `what a device followed before a new epoch costs one line`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    for _ in 0..<40 { try a.receive() }
    try await a.settle()
    try await b.settle()
    try await province.hub.startEpoch(reason: "failover", actor: "local:0")
    // The first answer asks how the device's own stream stands; nothing of the log before that.
    let first = try await b.answer()
    #expect(first.recovery.compare == [] && first.logs.isEmpty)
    let answer = try await b.answer()
    #expect(answer.logs[Province.unit]?.lines == [.known(epoch: 1, from: 0, count: 40)])
    #expect(try b.store.cursors()[Province.unit]?.size == 40)
    #expect(try b.problems() == [])
  }

  @Test func `an old program without k lines gets the log in full`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    try await a.settle()
    try await province.hub.startEpoch(reason: "failover", actor: "local:0")
    let hub = try #require(try a.store.hub())
    let old = try ExchangeRequest(
      hub: hub.id, device: a.id, epoch: 1, nonce: hub.nonce, after: 1, stream: nil,
      logs: a.store.cursors(), time: province.clock.milliseconds, entries: [], reads: 1
    ).sign(a.keys.signing)
    let answer = try ExchangeAnswer.verified(
      try await province.hub.exchange(old), key: hub.key)
    #expect(answer.logs[Province.unit]?.lines == [.own(epoch: 1, seq: 1)])
  }

  @Test func `a hub put back without saying so is found out and begins an epoch`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    try a.receive()
    try await a.settle()
    let before = try await province.hub.epoch()
    try province.putBack(backup)
    try await a.settle()
    #expect(try await province.hub.epoch() > before)
    #expect(try await province.codes() == a.codes())
    #expect(try await province.problems() == [])
    #expect(try a.problems() == [])
    #expect(try a.store.pending().entries == 0)
  }

  @Test func `two hubs restored from one backup never share an epoch`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    try await province.hub.startEpoch(reason: "restore", actor: "local:0")
    let first = try await province.hub.epoch()
    try a.receive()
    try await a.settle()
    try province.putBack(backup)
    province.clock.advance(milliseconds: 120_000)
    try await province.hub.startEpoch(reason: "restore", actor: "local:0")
    #expect(try await province.hub.epoch() > first)
    try await a.settle()
    #expect(try await province.codes() == a.codes())
    #expect(try await province.problems() == [])
    #expect(try a.problems() == [])
  }

  @Test func `returned entries that the hub never signed for are refused`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    let second = try a.receive()
    try await a.settle()
    try await province.restore(backup)
    // The first learns the nonce, the second what is asked back, the third how the log goes on.
    for _ in 1...3 { try await a.exchange() }
    let request = try #require(try a.store.nextRequest(byteLimit: 96 * 1024))
    let parsed = try ExchangeRequest.verified(request.message, by: request.hub.id) { _ in
      a.keys.signing.publicKey
    }
    let honest = try #require(parsed.recovery.returns)
    #expect(honest.entries.map(\.id) == [second])
    let entry = honest.entries[0]
    var body = entry.content?.object ?? [:]
    body["code"] = "H99.88-261121-9999"
    let forged = Entry(head: entry.head, body: .present(.object(body)))
    var recovery = parsed.recovery
    recovery.returns = ReturnedRun(
      unit: honest.unit, from: honest.from, checkpoint: honest.checkpoint, entries: [forged])
    let message = try ExchangeRequest(
      hub: parsed.hub, device: parsed.device, epoch: parsed.epoch, nonce: parsed.nonce,
      after: parsed.after, stream: nil, logs: parsed.logs, time: parsed.time, entries: [],
      recovery: recovery
    ).sign(a.keys.signing)
    let error = await #expect(throws: HubError.self) {
      try await province.hub.exchange(message)
    }
    #expect(error?.code == "notSigned")
    #expect(try await province.codes() == a.codes())
  }

  /// What is kept apart until a person has judged was in the log once, and others give that back:
  /// it counts as it did, or what builds upon it would come to its readers without it.
  @Test func `what its author sent apart counts when others give it back`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try await a.settle()
    let backup = try province.snapshot()
    let late = try await Machine(province, seed: 3)
    let dossier = try late.receive()
    try late.set(4, dossier)
    try await late.settle()
    try await b.settle()
    try await province.restore(backup)
    // One entry at a time: only the first has arrived when the link goes.
    for _ in 1...10 where try await province.durable(late.id) == 0 {
      try await late.exchange(byteLimit: 1)
    }
    #expect(try await province.durable(late.id) == 1)
    #expect(try await province.codes() == [])
    try await b.settle()
    try await a.settle()
    #expect(try await province.codes() == a.codes())
    #expect(try a.store.state(of: dossier)?.status == 4)
    try await late.settle()
    for machine in [a, b, late] {
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  /// Whoever has a range this hub forgot may not be back yet, or only what he wrote is.
  /// The request of an older program that shows the cursor carries what an earlier epoch lost, so
  /// the hub says of that how much it has, and cannot ask for the later one.
  @Test(arguments: [3, RequestRecovery.level])
  func `what two restores lost is given back, one after the other`(level: Int) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1, level: level)
    let dossier = try a.receive()
    try await a.settle()
    func process() async throws {
      try await province.hub.changeStatus(
        of: dossier, StatusChange(to: .processing, reason: "Tỉnh làm việc"), actor: "local:0",
        role: nil)
    }
    let first = try province.snapshot()
    try await process()
    try await a.settle()
    try await province.restore(first)
    for _ in 1...5 where try !a.store.isGivingBack() { try await a.exchange() }
    let second = try province.snapshot()
    try await process()
    // With its next request the device gives back what the first restore lost.
    for parcel in try await province.hub.courierParcels(for: Province.unit) {
      _ = try a.store.readCourier(parcel.data)
    }
    try await province.restore(second)
    try await a.settle()
    let events = try await province.hub.open(dossier).events
    #expect(events.filter { $0.kind == "dossier.status" }.count == 2)
    #expect(try a.problems() == [])
    #expect(try await province.problems() == [])
  }

  /// Whoever erased it is gone, and whoever wrote it has no body of it any more.
  @Test(arguments: [3, RequestRecovery.level])
  func `what was erased is given back as erased by its author`(level: Int) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1, level: level)
    let b = try await Machine(province, seed: 2)
    for machine in [a, b] { try await machine.settle() }
    let backup = try province.snapshot()
    let dossier = try a.receive()
    for machine in [a, b] { try await machine.settle() }
    try b.store.append(
      [EntryDraft(kind: "dossier.erased", subject: .existing(dossier), body: ["basis": "x"])],
      by: "local:1000")
    for machine in [b, a] { try await machine.settle() }
    try await province.restore(backup)
    try await a.settle()
    let latecomer = try await Machine(province, seed: 3)
    try await latecomer.settle()
    #expect(try latecomer.store.state(of: dossier)?.isErased == true)
    #expect(try await province.problems() == [])
  }

  @Test func `a hub put back gives nobody a range it may have given before`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let old = try a.snapshot()
    try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    // The device's folder is put back: it gets another range, and the hub forgets that it gave it.
    try a.putBack(old)
    try await a.settle()
    let dossier = try a.receive()
    #expect(try a.store.state(of: dossier)?.code.hasSuffix("-2001") == true)
    try await province.restore(backup)
    let early = try await Machine(province, seed: 20)
    #expect(try early.firstNumber() >= 5000, "nobody has told of the number 2001")
    try await a.settle()
    var given = [try early.firstNumber()]
    let error = await #expect(throws: HubError.self) {
      for seed in UInt64(21)...30 {
        given.append(try await Machine(province, seed: seed).firstNumber())
      }
    }
    #expect(error?.code == "noRange")
    #expect(given.sorted() == [3000, 4000, 5000, 6000, 7000, 8000, 9000])
    #expect(try await province.problems() == [])
  }

  @Test func `a revocation the hub forgot comes back with the trust bundle`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try await a.settle()
    let backup = try province.snapshot()
    let late = try await Machine(province, seed: 3)
    try await province.hub.revoke(b.id, actor: "local:0")
    try await a.settle()
    try await late.settle()
    try await province.restore(backup)
    #expect(try await province.hub.devices().count == 2)
    try await a.settle()
    let states = Dictionary(
      uniqueKeysWithValues: try await province.hub.devices().map { ($0.id, $0.state) })
    #expect(states == [a.id: .active, b.id: .revoked, late.id: .quarantined])
    // The device the hub forgot works on; a person lets it count again.
    try late.receive()
    try await late.settle()
    #expect(try late.store.pending().entries == 0)
    #expect(try await province.codes() == [])
    #expect(try await province.hub.release(late.id, actor: "local:0") == 1)
    #expect(try await province.codes() == late.codes())
    #expect(try await province.problems() == [])
  }
}
