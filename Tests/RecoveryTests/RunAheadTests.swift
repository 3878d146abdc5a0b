import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Requests without an answer” and “Runs ahead”.
struct RunAheadTests {
  /// A text that does not compress: 8,000 characters.
  private static let long = SeededRandom(seed: 9).bytes(6000).base64url
  private static let wide = 96 * 1024

  private func expectWhole(_ province: Province, _ machines: Machine...) async throws {
    for machine in machines {
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
    #expect(try await province.hub.heldRuns().isEmpty)
  }

  /// A machine that has followed the log, and so many long dossiers of it nobody has yet.
  private func machine(_ province: Province, dossiers: Int) async throws -> Machine {
    let machine = try await Machine(province, seed: 1)
    try await machine.settle()
    for _ in 0..<dossiers { try machine.receive(Self.long) }
    return machine
  }

  /// A machine and its copy, with so many dossiers alike and so many of each; the hub has the
  /// copy's.
  private func ofOneName(_ province: Province, alike: Int, copy others: Int, own: Int) async throws
    -> (Machine, copy: Machine)
  {
    let a = try await machine(province, dossiers: 0)
    for _ in 0..<alike { try a.receive("Chung") }
    let copy = try Machine(clone: a)
    for _ in 0..<others { try copy.receive("Bản sao") }
    for _ in 0..<own { try a.receive("Máy gốc") }
    try await copy.settle()
    return (a, copy)
  }

  // MARK: Requests without an answer

  @Test func `what arrived without an answer is asked after and does not go again`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 1)
    let lost = try #require(try a.store.nextRequest(byteLimit: Self.wide))
    #expect(lost.message.body.count > 4096)
    _ = try await province.hub.exchange(lost.message)
    try a.restart()
    // The first question has the nonce that was used up, the second is answered.
    for _ in 0..<2 {
      let question = try #require(try a.store.nextRequest(byteLimit: Self.wide))
      #expect(question.isQuestion && question.message.body.count < 800)
      #expect(try await a.exchange())
    }
    #expect(try a.store.pending().entries == 0)
    #expect(try await a.settle() == 1)
    try await expectWhole(province, a)
  }

  @Test func `what never arrived is asked after and sent, over a restart too`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 1)
    _ = try a.store.nextRequest(byteLimit: Self.wide)
    try a.putBack(try a.snapshot())
    let question = try #require(try a.store.nextRequest(byteLimit: Self.wide))
    #expect(question.isQuestion)
    #expect(try await a.exchange())
    #expect(try a.store.pending().entries == 1)
    #expect(try a.store.nextRequest(byteLimit: Self.wide)?.isQuestion == false)
    try await a.settle()
    try await expectWhole(province, a)
  }

  @Test func `little is sent again without asking, and so is all to an older hub`() async throws {
    for level in [RequestRecovery.runs, RequestRecovery.ends] {
      var limits = HubLimits()
      limits.level = level
      let province = try await Province(limits: limits)
      let a = try await machine(province, dossiers: 0)
      try a.receive(level == RequestRecovery.runs ? "Ngắn" : Self.long)
      _ = try a.store.nextRequest(byteLimit: Self.wide)
      let again = try #require(try a.store.nextRequest(byteLimit: Self.wide))
      #expect(!again.isQuestion && again.outbox.entries.count == 1)
    }
  }

  @Test func `an older hub that is asked answers as ever`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 1)
    let lost = try #require(try a.store.nextRequest(byteLimit: Self.wide))
    _ = try await province.hub.exchange(lost.message)
    try await a.exchange()
    let question = try #require(try a.store.nextRequest(byteLimit: Self.wide))
    #expect(question.isQuestion)
    var limits = HubLimits()
    limits.level = RequestRecovery.ends
    let older = try HubFolder.open(
      at: province.scratch.url.appending(path: "0"), credentialsDirectory: nil,
      clock: province.clock, random: SystemRandom(), limits: limits)
    _ = try a.store.take(try await older.exchange(question.message), for: question)
    try await a.settle()
    try await expectWhole(province, a)
  }

  @Test func `a question does not take another machine's entries for its own`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 0)
    let copy = try Machine(clone: a)
    try a.receive("Máy gốc")
    let other = try copy.receive(Self.long)
    try await a.settle()
    // A run of the copy is lost, and it knows the nonce: its question is answered at once.
    try copy.store.setNonce(try #require(try a.store.hub()).nonce)
    _ = try copy.store.nextRequest(byteLimit: Self.wide)
    let question = try #require(try copy.store.nextRequest(byteLimit: Self.wide))
    #expect(question.isQuestion)
    try await copy.exchange()
    #expect(try copy.store.pending().entries == 1, "nothing is acknowledged that differs")
    try await copy.settle()
    try await a.settle()
    let fork = try #require(try await province.hub.forks().first)
    #expect(fork.device == a.id && fork.epoch == 1 && fork.first == other.seq)
    try await expectWhole(province, a, copy)
    #expect(try await province.codes().count == 2)
  }

  @Test func `a run cut short is acknowledged as far as it was compared`() async throws {
    let province = try await Province()
    let (a, copy) = try await ofOneName(province, alike: 2, copy: 3, own: 4)
    try a.store.setNonce(try #require(try copy.store.hub()).nonce)
    // The hub has five entries of this name; the first is the same, of the others nobody knows.
    let part = try #require(try a.store.nextRequest(byteLimit: 1))
    let taken = try a.store.take(try await province.hub.exchange(part.message), for: part)
    #expect(taken.answer.ack == 1 && taken.answer.recovery.ends?[1]?.seq == 5 && taken.more)
    #expect(taken.answer.logs.isEmpty && taken.answer.recovery.acks == nil)
    for _ in 0..<20 where try await a.exchange(byteLimit: 1) {}
    #expect(try a.store.pending().entries == 0)
    for machine in [a, copy] { try await machine.settle() }
    try await expectWhole(province, a, copy)
    #expect(try await province.codes().count == 9)
  }

  /// The other machine may have written more than this one: how it stands there says nothing.
  @Test func `a run cut short beside a longer stream is compared to its end`() async throws {
    let province = try await Province()
    let (a, copy) = try await ofOneName(province, alike: 3, copy: 6, own: 3)
    for _ in 0..<20 where try await a.exchange(byteLimit: 1) {}
    #expect(try a.store.pending().entries == 0)
    for machine in [a, copy] { try await machine.settle() }
    try await expectWhole(province, a, copy)
    #expect(try await province.codes().count == 12)
  }

  @Test func `what is equal behind a run cut short need not go again`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 0)
    for _ in 0..<4 { try a.receive("Ngắn") }
    try await a.exchange(isLost: true)
    let wrong = try #require(try a.store.nextRequest(byteLimit: 1))
    await #expect(throws: HubError.self) { _ = try await province.hub.exchange(wrong.message) }
    try await a.exchange(byteLimit: 1)
    #expect(try await a.exchange(byteLimit: 1))
    #expect(try a.store.pending().entries == 0)
    try await a.settle()
    try await expectWhole(province, a)
  }

  // MARK: Runs ahead

  /// What is on its way: a request, the run behind it, and the request that goes on behind both.
  private struct Flight {
    let first: NextRequest
    let run: RunAhead

    init(_ machine: Machine) throws {
      let byteLimit = 9000
      first = try #require(try machine.store.nextRequest(byteLimit: byteLimit))
      run = try #require(try machine.store.runAhead(of: first, byteLimit: byteLimit))
      #expect(first.outbox.entries.count == 1)
    }
  }

  @Test func `a run goes while the answer before it is awaited`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 3)
    let flight = try Flight(a)
    let answer = try await province.hub.exchange(flight.first.message)
    try await province.hub.keep(flight.run.message)
    #expect(try a.store.take(answer, for: flight.first).more)
    #expect(try a.store.pending().entries == 2, "a run is acknowledged by the exchange behind it")
    let next = try #require(
      try a.store.nextRequest(byteLimit: Self.wide, behind: flight.run))
    #expect(next.outbox.after == 2 && next.outbox.entries.count == 1)
    let taken = try a.store.take(try await province.hub.exchange(next.message), for: next)
    #expect(taken.answer.ack == 3 && !taken.more)
    try await expectWhole(province, a)
  }

  @Test func `a run that overtakes is kept until what is before it comes`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 3)
    let flight = try Flight(a)
    try await province.hub.keep(flight.run.message)
    #expect(try await province.hub.heldRuns().count == 1)
    let answer = try await province.hub.exchange(flight.first.message)
    let taken = try a.store.take(answer, for: flight.first)
    #expect(taken.answer.ack == 2)
    // What was to go on behind the run goes on by itself: the run is acknowledged already.
    let next = try #require(try a.store.nextRequest(byteLimit: Self.wide, behind: flight.run))
    #expect(next.outbox.after == 2 && !next.isQuestion)
    _ = try a.store.take(try await province.hub.exchange(next.message), for: next)
    try await expectWhole(province, a)
  }

  @Test func `a run that is lost, late or comes twice costs nothing but itself`() async throws {
    for arrivals in [0, 1, 2] {
      let province = try await Province()
      let a = try await machine(province, dossiers: 3)
      let flight = try Flight(a)
      let answer = try await province.hub.exchange(flight.first.message)
      _ = try a.store.take(answer, for: flight.first)
      let next = try #require(
        try a.store.nextRequest(byteLimit: Self.wide, behind: flight.run))
      let taken = try a.store.take(try await province.hub.exchange(next.message), for: next)
      #expect(taken.answer.ack == 1 && taken.answer.recovery.held == 1 && taken.more)
      for _ in 0..<arrivals { try await province.hub.keep(flight.run.message) }
      // It may only be late: the hub is asked before it goes again.
      #expect(try a.store.nextRequest(byteLimit: Self.wide)?.isQuestion == true)
      try await a.exchange()
      #expect(try a.store.pending().entries == (arrivals > 0 ? 0 : 2))
      try await a.settle()
      try await province.hub.keep(flight.run.message)
      try await expectWhole(province, a)
    }
  }

  @Test func `a run of which nobody knows whether it arrived is asked after`() async throws {
    for hasArrived in [false, true] {
      let province = try await Province()
      let a = try await machine(province, dossiers: 3)
      let flight = try Flight(a)
      let answer = try await province.hub.exchange(flight.first.message)
      if hasArrived { try await province.hub.keep(flight.run.message) }
      _ = try a.store.take(answer, for: flight.first)
      try a.restart()
      let question = try #require(try a.store.nextRequest(byteLimit: Self.wide))
      #expect(question.isQuestion)
      try await a.exchange()
      #expect(try a.store.pending().entries == (hasArrived ? 1 : 2))
      try await a.settle()
      try await expectWhole(province, a)
    }
  }

  @Test func `the last entry, little and what is being found back go with an exchange`()
    async throws
  {
    let province = try await Province()
    let a = try await machine(province, dossiers: 1)
    try a.receive("Ngắn")
    try a.receive("Ngắn")
    let first = try #require(try a.store.nextRequest(byteLimit: 9000))
    #expect(first.outbox.more)
    #expect(try a.store.runAhead(of: first, byteLimit: Self.wide) == nil, "little")
    for _ in 0..<2 { try a.receive(Self.long) }
    let run = try #require(try a.store.runAhead(of: first, byteLimit: Self.wide))
    #expect(run.message.body.count > 4096)
    _ = try await province.hub.exchange(first.message)
    try await province.hub.keep(run.message)
    #expect(try await province.codes().count == 4, "all but the last of five")
    try a.store.noteContradiction()
    let finding = try #require(try a.store.nextRequest(byteLimit: 9000))
    #expect(try a.store.runAhead(of: finding, byteLimit: Self.wide) == nil)
  }

  @Test func `of two machines that send runs under one key both keep their dossiers`() async throws
  {
    let province = try await Province()
    let a = try await machine(province, dossiers: 0)
    let copy = try Machine(clone: a)
    for machine in [a, copy] { for _ in 0..<3 { try machine.receive(Self.long) } }
    let flights = try [Flight(a), Flight(copy)]
    let answer = try await province.hub.exchange(flights[0].first.message)
    for flight in flights { try await province.hub.keep(flight.run.message) }
    _ = try a.store.take(answer, for: flights[0].first)
    for machine in [a, copy, a, copy] { try await machine.settle() }
    for machine in [a, copy] {
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.codes().count == 6)
    #expect(try await province.problems() == [])
  }

  @Test func `a run nobody enrolled signed, or that is not what was signed, changes nothing`()
    async throws
  {
    let province = try await Province()
    let stranger = try await Province(seed: 51)
    let a = try await machine(province, dossiers: 3)
    let flight = try Flight(a)
    await #expect(throws: HubError.self) { try await stranger.hub.keep(flight.run.message) }
    await #expect(throws: HubError.self) {
      try await province.hub.keep(flight.first.message)
    }
    await #expect(throws: HubError.self) {
      _ = try await province.hub.exchange(flight.run.message)
    }
    var body = flight.run.message.body
    body[body.count / 2] ^= 1
    let damaged = SignedMessage(body: body, signature: flight.run.message.signature)
    await #expect(throws: HubError.self) { try await province.hub.keep(damaged) }
    #expect(try await province.codes().isEmpty)
    #expect(try await province.hub.heldRuns().isEmpty)
  }

  @Test func `a revoked device's run is set apart`() async throws {
    let province = try await Province()
    let a = try await machine(province, dossiers: 3)
    let flight = try Flight(a)
    try await province.hub.revoke(a.id, actor: "local:0")
    _ = try await province.hub.exchange(flight.first.message)
    try await province.hub.keep(flight.run.message)
    #expect(try await province.codes().isEmpty)
    #expect(try await province.problems() == [])
  }
}
