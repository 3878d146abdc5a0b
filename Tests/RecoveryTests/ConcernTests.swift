import DossierStore
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Unit logs”: a unit no longer concerned.
struct ConcernTests {
  private static let other = "H99.89"
  private static let third = "H99.90"

  /// Three communes; the first one's dossier is handed back in the second.
  private func world(limits: HubLimits = HubLimits()) async throws -> (
    Province, a: Machine, b: Machine, c: Machine, SubjectID
  ) {
    let province = try await Province(limits: limits)
    for unit in [Self.other, Self.third] { try await province.add(unit) }
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2, unit: Self.other)
    let c = try await Machine(province, seed: 3, unit: Self.third)
    let dossier = try a.receive()
    try a.set(4, dossier, data: ["returnUnit": .string(Self.other)])
    for machine in [a, b, c] { try await machine.settle() }
    #expect(try b.codes() == a.codes())
    #expect(try c.codes() == [])
    return (province, a, b, c, dossier)
  }

  /// The same, with another dossier that was to be handed back there: the hub has it, and lost the
  /// entry that said so.
  private func forgotten() async throws -> (
    Province, a: Machine, b: Machine, c: Machine, SubjectID
  ) {
    let (province, a, b, c, _) = try await world()
    let dossier = try a.receive("Hai")
    try a.set(4, dossier)
    try await a.settle()
    let backup = try province.snapshot()
    try a.set(5, dossier, data: ["returnUnit": .string(Self.other)])
    for machine in [a, b] { try await machine.settle() }
    #expect(try b.store.entries(of: dossier).count == 3)
    try await province.restore(backup)
    return (province, a, b, c, dossier)
  }

  private func flags(_ machine: Machine) throws -> Set<String> {
    try machine.store.summaries().reduce(into: []) { $0.formUnion($1.flags.map(\.rawValue)) }
  }

  @Test func `a unit that is no longer concerned hears of nothing more and knows it`() async throws
  {
    let (province, a, b, c, dossier) = try await world()
    try a.set(4, dossier, data: ["returnUnit": .string(Self.third)])
    try a.set(9, dossier)
    for machine in [a, b, c] { try await machine.settle() }
    #expect(try flags(b) == ["left"])
    #expect(try b.store.state(of: dossier)?.status == 4, "what came later is not told to it")
    for machine in [a, c] {
      #expect(try flags(machine) == [])
      #expect(try machine.store.state(of: dossier)?.status == 9)
      #expect(try machine.store.state(of: dossier)?.leftUnits == [Self.other])
    }
    #expect(try await province.problems() == [])
    for machine in [a, b, c] { #expect(try machine.problems() == []) }
  }

  @Test func `a unit named again gets what it missed`() async throws {
    let (province, a, b, c, dossier) = try await world()
    try a.set(4, dossier, data: ["returnUnit": .string(Self.third)])
    try await a.settle()
    try await b.settle()
    try a.set(9, dossier)
    try await a.settle()
    try a.set(10, dossier, data: ["returnUnit": .string(Self.other)])
    for machine in [a, b, c] { try await machine.settle() }
    #expect(try b.store.state(of: dossier)?.status == 10)
    #expect(try flags(b) == [])
    #expect(try flags(c) == ["left"])
    #expect(try await province.problems() == [])
    for machine in [a, b, c] { #expect(try machine.problems() == []) }
  }

  @Test func `what a unit wrote before it knew counts`() async throws {
    let (province, a, b, _, dossier) = try await world()
    try b.store.append(
      [
        EntryDraft(
          kind: "dossier.edited", subject: .existing(dossier),
          body: ["source": "officer", "changes": ["nks/hoTen": ["v": "Giàng A Hoá", "over": []]]])
      ], by: "local:1000")
    try a.set(4, dossier, data: ["returnUnit": .string(Self.third)])
    try await a.settle()
    try await b.settle()
    try await a.settle()
    #expect(try b.store.pending().entries == 0)
    #expect(try a.store.entries(of: dossier).contains { $0.head.author == b.id })
    #expect(try await province.problems() == [])
  }

  @Test func `an erasure reaches whoever ever had the dossier`() async throws {
    let (province, a, b, c, dossier) = try await world()
    try a.set(4, dossier, data: ["returnUnit": .string(Self.third)])
    for machine in [a, b, c] { try await machine.settle() }
    try a.store.append(
      [
        EntryDraft(
          kind: "dossier.erased", subject: .existing(dossier),
          body: ["basis": .string("Hết thời hạn lưu trữ")])
      ], by: "local:1000")
    for machine in [a, b, c] {
      try await machine.settle()
      #expect(try machine.store.state(of: dossier)?.isErased == true)
      #expect(try machine.store.entries(of: dossier).allSatisfy { $0.content?["answers"] == nil })
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  @Test func `no device ends a unit's concern, also when others give back what it said`()
    async throws
  {
    let (province, a, b, _, dossier) = try await world()
    let colleague = try await Machine(province, seed: 4)
    try await colleague.settle()
    let backup = try province.snapshot()
    try a.store.append(
      [
        EntryDraft(
          kind: "dossier.left", subject: .existing(dossier), body: ["unit": .string(Self.other)])
      ], by: "local:1000")
    for machine in [a, colleague] { try await machine.settle() }
    try await province.restore(backup)
    // What the first said comes back from its colleague before it comes itself.
    try await colleague.settle()
    try colleague.set(9, dossier)
    for machine in [colleague, b] { try await machine.settle() }
    #expect(try b.store.state(of: dossier)?.status == 9)
    #expect(try flags(b) == [])
    #expect(try await province.problems() == [])
  }

  /// What nobody names keeps the unit concerned.
  @Test func `no device ends the concern of the unit that began a dossier`() async throws {
    let province = try await Province()
    try await province.add(Self.other)
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2, unit: Self.other)
    var draft = Machine.received("H99.89-261121-1900", name: "Giàng A Hoà")
    for role in ["unit", "authority", "returnUnit"] { draft.body[role] = .string(Self.other) }
    let dossier = try #require(try a.store.append([draft], by: "local:1000").first?.id)
    for machine in [a, b] { try await machine.settle() }
    try b.store.append(
      [
        EntryDraft(
          kind: "dossier.left", subject: .existing(dossier), body: ["unit": .string(Province.unit)])
      ], by: "local:1000")
    try b.set(4, dossier)
    for machine in [b, a] { try await machine.settle() }
    #expect(try a.store.state(of: dossier)?.status == 4)
    #expect(try await province.problems() == [])
  }

  @Test func `what a unit gives back of a dossier the hub has is in its log from the beginning`()
    async throws
  {
    let (province, a, b, c, dossier) = try await forgotten()
    for machine in [b, a, c] { try await machine.settle() }
    let latecomer = try await Machine(province, seed: 4, unit: Self.other)
    try await latecomer.settle()
    #expect(try latecomer.store.state(of: dossier)?.status == 5)
    #expect(try latecomer.store.entries(of: dossier) == b.store.entries(of: dossier))
    #expect(try c.codes() == [])
    for machine in [a, b, c, latecomer] { #expect(try machine.problems() == []) }
    #expect(try await province.problems() == [])
  }

  /// The hub does not know then why the unit may write about the dossier.
  @Test func `what a unit wrote before it gave back why it may counts`() async throws {
    let (province, a, b, _, dossier) = try await forgotten()
    try b.set(4, dossier)
    for machine in [b, a, b] { try await machine.settle() }
    for machine in [a, b] {
      #expect(try machine.store.state(of: dossier)?.status == 4)
      #expect(try machine.store.entries(of: dossier).count == 4)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.hub.open(dossier).summary.status == 4)
    #expect(try await province.problems() == [])
  }

  /// The machine that gave back who is named now never gives back that the other one is concerned
  /// no longer.
  @Test func `a unit is concerned no longer from what is given back on`() async throws {
    var limits = HubLimits()
    limits.answerLines = 1
    let (province, a, b, _, dossier) = try await world(limits: limits)
    let colleague = try await Machine(province, seed: 4)
    try await colleague.settle()
    let backup = try province.snapshot()
    let named = try a.set(5, dossier, data: ["returnUnit": .string(Self.third)])
    for machine in [a, colleague] { try await machine.settle() }
    try await province.restore(backup)
    colleague.returnedBytes = 1
    try colleague.restart()
    while try await province.hub.store.read({ try $0.entry(named) }) == nil {
      try #require(try await colleague.exchange())
    }
    let units = try await province.hub.store.read { try $0.entitledUnits(to: dossier) }
    #expect(units == [Province.unit, Self.third])
    try colleague.set(9, dossier)
    for machine in [colleague, b] { try await machine.settle() }
    #expect(try b.store.state(of: dossier)?.status == 5)
    #expect(try flags(b) == ["left"])
    #expect(try await province.problems() == [])
  }

  @Test func `a unit named again stays concerned when it gives back that it was not`()
    async throws
  {
    let (province, a, b, c, dossier) = try await world()
    let backup = try province.snapshot()
    try a.set(5, dossier, data: ["returnUnit": .string(Self.third)])
    for machine in [a, b] { try await machine.settle() }
    try a.set(4, dossier, data: ["returnUnit": .string(Self.other)])
    for machine in [a, b] { try await machine.settle() }
    try await province.restore(backup)
    for machine in [a, b, c] { try await machine.settle() }
    try a.set(9, dossier)
    for machine in [a, b, c] { try await machine.settle() }
    #expect(try b.store.state(of: dossier)?.status == 9)
    #expect(try c.store.state(of: dossier)?.status == 4)
    #expect(try [flags(b), flags(c)] == [[], ["left"]])
    #expect(try await province.problems() == [])
    for machine in [a, b, c] { #expect(try machine.problems() == []) }
  }

  /// What it gives back was in its log while the dossier concerned it.
  @Test func `a unit that is no longer concerned stays so when it gives back what it was told`()
    async throws
  {
    let (province, a, b, c, dossier) = try await world()
    let colleague = try await Machine(province, seed: 4, unit: Self.other)
    try await colleague.settle()
    let backup = try province.snapshot()
    let lost = try colleague.set(5, dossier)
    for machine in [colleague, b] { try await machine.settle() }
    try await province.restore(backup)
    try a.set(5, dossier, data: ["returnUnit": .string(Self.third)])
    for machine in [a, b] { try await machine.settle() }
    #expect(try await province.hub.store.read { try $0.entry(lost) } != nil)
    let units = try await province.hub.store.read { try $0.entitledUnits(to: dossier) }
    #expect(units == [Province.unit, Self.third])
    try a.set(9, dossier)
    for machine in [a, b, c] { try await machine.settle() }
    #expect(try flags(b) == ["left"])
    #expect(try b.store.entries(of: dossier).count == 5, "all but the last")
    #expect(try c.store.state(of: dossier)?.status == 9)
    #expect(try await province.problems() == [])
    for machine in [a, b, c] { #expect(try machine.problems() == []) }
  }

  /// Without what stood between them nobody knew which of two namings was the later one.
  @Test(arguments: ["dossier.status", "dossier.decided"])
  func `a unit is concerned no longer once it shows that another was named after it`(kind: String)
    async throws
  {
    let (province, a, b, c, dossier) = try await world()
    let colleague = try await Machine(province, seed: 4)
    try await colleague.settle()
    let backup = try province.snapshot()
    let heads = try #require(try a.store.state(of: dossier)?.statusHeads)
    let between = try colleague.store.append(
      [
        EntryDraft(
          kind: kind, subject: .existing(dossier),
          body: ["to": 5, "status": .string("\(heads[0])"), "reason": "r", "data": [:]],
          replaces: heads)
      ], by: "local:1000")
    for machine in [colleague, a] { try await machine.settle() }
    try a.store.append(
      [
        EntryDraft(
          kind: "dossier.status", subject: .existing(dossier),
          body: ["to": 4, "reason": "r", "data": ["returnUnit": .string(Self.third)]],
          replaces: between.map(\.id))
      ], by: "local:1000")
    try await province.restore(backup)
    for machine in [a, colleague, b, c] { try await machine.settle() }
    let units = try await province.hub.store.read { try $0.entitledUnits(to: dossier) }
    #expect(units == [Province.unit, Self.third])
    #expect(try [flags(b), flags(c)] == [["left"], []])
    #expect(try await province.problems() == [])
    for machine in [a, b, c, colleague] { #expect(try machine.problems() == []) }
  }

  /// Only that unit's log brings it back once more.
  @Test func `what a unit gives back is in its log, also when it is concerned no longer`()
    async throws
  {
    let (province, a, b, c, dossier) = try await world()
    let backup = try province.snapshot()
    let act = try await province.hub.edit(
      dossier, ["nks/hoTen": .string("Giàng A Hoá")], fields: ["nks/hoTen"], actor: "local:0",
      role: nil)
    try await b.settle()
    try await province.restore(backup)
    try a.set(5, dossier, data: ["returnUnit": .string(Self.third)])
    try await a.settle()
    let second = try province.snapshot()
    try await b.settle()
    try await province.restore(second)
    for machine in [b, a, c] { try await machine.settle() }
    #expect(try await province.hub.store.read { try $0.entry(act) } != nil)
    for machine in [a, b, c] {
      #expect(try machine.store.entries(of: dossier).contains { $0.id == act })
      #expect(try machine.problems() == [])
    }
    #expect(try flags(b) == ["left"])
    #expect(try await province.problems() == [])
  }

  /// What a colleague wrote about a dossier waited at the hub until the dossier had come, so both
  /// count from the same moment on.
  @Test func `a unit that is named later gets a dossier from its beginning on`() async throws {
    let province = try await Province()
    try await province.add("H99.89")
    let a = try await Machine(province, seed: 1)
    let colleague = try await Machine(province, seed: 2)
    let named = try await Machine(province, seed: 3, unit: "H99.89")
    let backup = try province.snapshot()
    try a.receive("Một")
    let dossier = try a.receive("Hai")
    try await a.settle()
    try await colleague.settle()
    try await province.restore(backup)
    try colleague.set(4, dossier)
    for _ in 1...2 { try await colleague.exchange() }
    #expect(try await province.hub.heldRuns().count == 1)
    try await a.settle()
    #expect(try await province.hub.heldRuns() == [])
    try a.set(5, dossier, data: ["returnUnit": "H99.89"])
    for machine in [a, named] { try await machine.settle() }
    #expect(try named.codes() == ["H99.88-261121-1001"])
    #expect(try named.store.entries(of: dossier).count == 3)
    #expect(try named.problems() == [])
    #expect(try await province.problems() == [])
  }

  @Test func `two units named at once are both concerned until somebody names one`() async throws {
    let author = Author()
    let dossier = author.write(["unit": "U", "authority": "U", "returnUnit": "U"], over: [])
    let left = author.write(["data": ["returnUnit": "L"]], over: [dossier])
    let right = author.write(["data": ["returnUnit": "R"]], over: [dossier])
    #expect(Concern.units([dossier, left, right]) == ["U", "L", "R"])
    let later = author.write(["data": ["authority": "D"]], over: [left, right])
    #expect(Concern.units([later, right, left, dossier]) == ["U", "L", "R", "D"])
    let last = author.write(["data": ["returnUnit": "U"]], over: [later])
    #expect(Concern.units([dossier, left, right, later, last]) == ["U", "D"])
  }
}

/// Writes bare entries.
private final class Author {
  private let key = SigningKey(random: SeededRandom(seed: 9))
  private var count = 0

  func write(_ body: JSONValue, over: [Entry]) -> Entry {
    count += 1
    let first = EntryID(author: key.deviceID, epoch: 1, seq: 1)
    let head = EntryHead(
      id: EntryID(author: key.deviceID, epoch: 1, seq: count), time: Int64(count), clock: .hub,
      actor: "local:1000", subject: count == 1 ? nil : first,
      kind: count == 1 ? "dossier.received" : "dossier.status", replaces: over.map(\.id))
    return Entry(head: head, body: .present(body))
  }
}
