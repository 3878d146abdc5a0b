import DossierStore
import Dossiers
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Forks”: what a restored hub gets back of one of two machines with one key,
/// from a unit that has only a part of it.
struct FormerNameTests {
  /// Two machines with one key, a colleague of another unit, and what was written by whom.
  private struct World {
    let province: Province
    let a: Machine
    let clone: Machine
    let colleague: Machine
    /// The dossier of the clone that concerns the colleague's unit, as it was called first.
    let shared: SubjectID

    var machines: [Machine] { [a, clone, colleague] }
  }

  /// The hub loses three dossiers of the clone, of which the colleague's unit has the second.
  ///
  /// - Parameter inParts: the colleague gives back what it has entry by entry.
  private func lose(inParts: Bool = false) async throws -> World {
    let province = try await Province()
    try await province.add("H99.89")
    let a = try await Machine(province, seed: 1)
    let colleague = try await Machine(province, seed: 2, unit: "H99.89")
    try a.receive("Chung")
    try await a.settle()
    let clone = try Machine(clone: a)
    let backup = try province.snapshot()
    try clone.receive("Sao 1")
    let shared = try clone.receive("Sao 2")
    try clone.set(4, shared, data: ["returnUnit": "H99.89"])
    try clone.receive("Sao 3")
    try await clone.settle()
    try await colleague.settle()
    #expect(try names(of: colleague) == ["Sao 2"])
    if inParts {
      colleague.returnedBytes = 1
      try colleague.restart()
      for status in [5, 4] {
        try clone.set(status, shared)
        for machine in [clone, colleague] { try await machine.settle() }
      }
    }
    try await province.restore(backup)
    return World(
      province: province, a: a, clone: clone, colleague: colleague, shared: shared)
  }

  private func names(of machine: Machine) throws -> [String] {
    try machine.store.summaries().map { summary in
      try machine.store.state(of: summary.id)?.fields["nks/hoTen"]?.value ?? "?"
    }.sorted()
  }

  /// Everything is there once, and everybody has what concerns him.
  private func expectWhole(_ world: World, taken: [String]) async throws {
    for machine in world.machines + world.machines { try await machine.settle() }
    let written = ["Chung", "Sao 1", "Sao 2", "Sao 3"] + taken
    #expect(try await world.province.codes().count == written.count)
    for machine in [world.a, world.clone] { #expect(try names(of: machine) == written.sorted()) }
    #expect(try names(of: world.colleague) == ["Sao 2"])
    #expect(try world.colleague.store.codeCollisions() == [])
    for machine in world.machines {
      let shared = try machine.store.summaries().filter { summary in
        try machine.store.state(of: summary.id)?.fields["nks/hoTen"]?.value == "Sao 2"
      }
      #expect(shared.map(\.status) == [4])
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await world.province.problems() == [])
  }

  @Test func `what others gave back keeps its name although its author's stream is another`()
    async throws
  {
    let world = try await lose()
    try await world.colleague.settle()
    try world.a.receive("Gốc 1")
    try await world.a.settle()
    try await expectWhole(world, taken: ["Gốc 1"])
    #expect(try world.clone.store.state(of: world.shared)?.status == 4)
    let forks = try await world.province.hub.forks().map { [$0.epoch, $0.first] }
    #expect(forks == [[1, 2]])
    // It goes on under that name, and both machines write about it.
    for (status, machine) in [(5, world.clone), (4, world.a)] {
      try await machine.settle()
      try machine.set(status, world.shared)
      try await machine.settle()
    }
    try await expectWhole(world, taken: ["Gốc 1"])
  }

  @Test func `what is given back after its author sent it under another name is not taken`()
    async throws
  {
    let world = try await lose()
    try world.a.receive("Gốc 1")
    try await world.a.settle()
    try await world.clone.settle()
    try await world.colleague.settle()
    try await expectWhole(world, taken: ["Gốc 1"])
  }

  /// The name is another dossier's by then, and its author has not come yet.
  @Test func `what is not taken back is known in the next part, too`() async throws {
    let world = try await lose(inParts: true)
    let taken = ["Gốc 1", "Gốc 2", "Gốc 3", "Gốc 4"]
    for name in taken { try world.a.receive(name) }
    try await world.a.settle()
    try await world.colleague.settle()
    try await world.clone.settle()
    try await expectWhole(world, taken: taken)
  }

  /// The first entry of the run would be in its place; the second one's name is taken. The log, with
  /// what has that name, may come before the first one is sent anew.
  @Test(arguments: [false, true])
  func `of a run that forks in its middle nothing is kept`(comesByStick: Bool) async throws {
    let world = try await lose()
    try await world.colleague.settle()
    let taken = ["Gốc 1", "Gốc 2"]
    for name in taken { try world.a.receive(name) }
    for _ in 1...20 where try world.a.store.streamHead()?.epoch == 1 {
      try await world.a.exchange()
      #expect(try await world.province.problems() == [])
    }
    if comesByStick {
      let stick = try await world.province.hub.courierParcels(for: Province.unit)
      for parcel in stick { _ = try world.a.store.readCourier(parcel.data) }
      #expect(try world.a.store.pending().entries == taken.count)
    }
    try await expectWhole(world, taken: taken)
  }

  /// The log brings entries of the clone further on in the epoch both write in, before the machine
  /// has sent what it wrote there, or before it has written there.
  @Test(arguments: [false, true])
  func `a machine goes on beside what its copy wrote further on`(isSent: Bool) async throws {
    let world = try await lose()
    try await world.colleague.settle()
    if isSent { try await world.a.settle() }
    let own = try world.a.receive("Gốc 1")
    if isSent {
      try await world.a.settle()
    } else {
      for parcel in try await world.province.hub.courierParcels(for: Province.unit) {
        _ = try world.a.store.readCourier(parcel.data)
      }
    }
    try world.a.set(4, own)
    try await expectWhole(world, taken: ["Gốc 1"])
    for machine in [world.a, world.clone] {
      #expect(try machine.store.state(of: own)?.status == 4)
    }
  }

  /// The clone was told of the fork when the hub had nothing of the dossier yet.
  @Test func `what was given back before its author's next request gets its name back`()
    async throws
  {
    let world = try await lose()
    try world.a.receive("Gốc 1")
    try await world.a.settle()
    for _ in 1...20 where try world.clone.store.streamHead()?.epoch == 1 {
      try await world.clone.exchange()
    }
    #expect(try world.clone.store.state(of: world.shared) == nil)
    let file = try world.clone.store.summaries().first { $0.code == "H99.88-261121-1002" }
    let again = try #require(file?.id)
    #expect(again.epoch == 2)
    try world.clone.set(5, again)
    try world.clone.set(4, again)
    try await world.colleague.settle()
    try await expectWhole(world, taken: ["Gốc 1"])
    #expect(try world.clone.store.entries(of: world.shared).count == 4)
  }

  /// The name is another dossier's by then, which is no concern of the colleague's unit.
  @Test func `a dossier that came under another name is not shown beside itself`() async throws {
    let world = try await lose()
    let taken = ["Gốc 1", "Gốc 2", "Gốc 3", "Gốc 4"]
    for name in taken { try world.a.receive(name) }
    try await world.a.settle()
    try await world.clone.settle()
    try await expectWhole(world, taken: taken)
  }
}
