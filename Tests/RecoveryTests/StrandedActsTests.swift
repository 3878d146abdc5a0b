import DossierStore
import Dossiers
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Forks”: what somebody wrote about a dossier of one of two machines with one
/// key, which a restored hub lost.
struct StrandedActsTests {
  private static let other = "H99.89"

  private struct World {
    let province: Province
    let a: Machine
    let clone: Machine
    let colleague: Machine
    let dossier: SubjectID
    /// Wrote about the dossier before the colleague did.
    var other: Machine?

    var machines: [Machine] { [a, clone, colleague] + (other.map { [$0] } ?? []) }
  }

  /// A clone's dossier is at a colleague's; the hub loses it and what the colleague wrote about it,
  /// if he was connected then.
  private func lose(
    unit: String = Province.unit, isConnected: Bool = true, hasOther: Bool = false
  ) async throws -> World {
    let province = try await Province()
    try await province.add(Self.other)
    let a = try await Machine(province, seed: 1)
    let colleague = try await Machine(province, seed: 2, unit: unit)
    let other = hasOther ? try await Machine(province, seed: 3) : nil
    try a.receive("Chung")
    for machine in [a, colleague] { try await machine.settle() }
    let clone = try Machine(clone: a)
    let backup = try province.snapshot()
    let dossier = try clone.receive("Sao")
    try clone.set(4, dossier, data: ["returnUnit": .string(unit)])
    try await clone.settle()
    if let other {
      try await other.settle()
      try other.set(5, dossier)
      try other.set(4, dossier)
      try await other.settle()
    }
    try await colleague.settle()
    try await act(colleague, on: dossier)
    if isConnected { for machine in [colleague, clone] { try await machine.settle() } }
    try await province.restore(backup)
    return World(
      province: province, a: a, clone: clone, colleague: colleague, dossier: dossier, other: other)
  }

  /// Two statuses that follow one another, a dossier of his own between them.
  private func act(_ colleague: Machine, on dossier: SubjectID) async throws {
    try colleague.set(5, dossier)
    try colleague.receive("Của đồng nghiệp")
    try colleague.set(4, dossier)
  }

  private func expectWhole(_ world: World, taken: [String]) async throws {
    for machine in world.machines + world.machines { try await machine.settle() }
    #expect(try await world.province.codes().count == 3 + taken.count)
    #expect(try await world.province.hub.heldRuns() == [])
    for machine in world.machines {
      let found = try machine.store.summaries().filter { summary in
        try machine.store.state(of: summary.id)?.fields["nks/hoTen"]?.value == "Sao"
      }
      #expect(found.map(\.status) == [4])
      let dossier = try #require(found.first?.id)
      let entries = try machine.store.entries(of: dossier)
      let acts = entries.filter { $0.id.author == world.colleague.id }
      #expect(acts.map { $0.content?["to"]?.integer } == [5, 4])
      #expect(try machine.store.state(of: dossier)?.statusConflict == nil)
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.store.pending().stranded == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await world.province.problems() == [])
  }

  /// The dossier's name is another one's when the colleague comes, and its author comes last.
  @Test(arguments: [true, false])
  func `acts follow a dossier to its new name`(isConnected: Bool) async throws {
    let world = try await lose(isConnected: isConnected)
    try world.a.receive("Gốc 1")
    for machine in [world.a, world.colleague] { try await machine.settle() }
    #expect(try world.colleague.store.pending().stranded == 2)
    #expect(try world.colleague.problems() == [])
    try world.colleague.restart()
    try await world.clone.settle()
    try await expectWhole(world, taken: ["Gốc 1"])
  }

  @Test func `acts follow a dossier that came under its new name before`() async throws {
    let world = try await lose()
    try world.a.receive("Gốc 1")
    for machine in [world.a, world.clone] { try await machine.settle() }
    try await expectWhole(world, taken: ["Gốc 1"])
  }

  /// What has the name now is no concern of the colleague's unit.
  @Test(arguments: [true, false])
  func `acts of another unit follow a dossier`(isFirst: Bool) async throws {
    let world = try await lose(unit: Self.other)
    let taken = ["Gốc 1", "Gốc 2"]
    for name in taken { try world.a.receive(name) }
    try await world.a.settle()
    if isFirst { try await world.colleague.settle() }
    try await world.clone.settle()
    try await expectWhole(world, taken: taken)
  }

  /// The dossier's author sends it entry by entry.
  @Test func `acts come back when all they speak of has come`() async throws {
    let world = try await lose()
    try world.a.receive("Gốc 1")
    for machine in [world.a, world.colleague] { try await machine.settle() }
    let store = world.clone.store
    for _ in 1...40 where try store.streamHead()?.epoch == 1 || store.pending().entries != 1 {
      try await world.clone.exchange(byteLimit: 1)
    }
    try await world.colleague.settle()
    #expect(try world.colleague.store.summaries().count == 4)
    #expect(try world.colleague.store.pending().stranded == 2)
    try await expectWhole(world, taken: ["Gốc 1"])
  }

  /// What somebody wrote in between is lost with his machine.
  @Test func `acts follow although what they replaced is lost`() async throws {
    var world = try await lose(hasOther: true)
    world.other = nil
    try world.a.receive("Gốc 1")
    for machine in [world.a, world.colleague, world.clone] { try await machine.settle() }
    try await expectWhole(world, taken: ["Gốc 1"])
    let dossier = try #require(
      try world.a.store.summaries().map(\.id).first { $0.epoch == 2 && $0.author == world.a.id })
    let entries = try world.a.store.entries(of: dossier)
    let first = entries.first { $0.id.author == world.colleague.id }
    let status = entries.filter { $0.id.author == world.clone.id && $0.kind == "dossier.status" }
    #expect(first?.head.replaces == status.map(\.id), "what the lost one had replaced")
  }

  @Test(arguments: [[0, 1, 2, 3], [0, 3, 1, 2], [2, 0, 3, 1]])
  func `acts of two who followed one another follow`(order: [Int]) async throws {
    let world = try await lose(hasOther: true)
    try world.a.receive("Gốc 1")
    try await world.a.settle()
    for index in order { try await world.machines[index].settle() }
    for machine in world.machines { try await machine.settle() }
    try await expectWhole(world, taken: ["Gốc 1"])
    let dossier = try #require(
      try world.a.store.summaries().map(\.id).first { $0.epoch == 2 && $0.author == world.a.id })
    let others = try world.a.store.entries(of: dossier).filter { $0.id.author == world.other?.id }
    #expect(others.map { $0.content?["to"]?.integer } == [5, 4])
  }

  /// Only sticks come from the hub until both have sent what they have.
  @Test func `acts follow a dossier by stick`() async throws {
    let world = try await lose()
    try world.a.receive("Gốc 1")
    try await world.a.settle()
    for isNamed in [false, true] {
      if isNamed { try await world.clone.settle() }
      let stick = try await world.province.hub.courierParcels(for: Province.unit)
      for parcel in stick + stick { _ = try world.colleague.store.readCourier(parcel.data) }
      #expect(try world.colleague.store.pending().stranded == (isNamed ? 0 : 2))
      #expect(try world.colleague.problems() == [])
    }
    try await expectWhole(world, taken: ["Gốc 1"])
  }
}
