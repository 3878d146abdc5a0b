import DossierStore
import Dossiers
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Ahead of the log”: what a new device gets first.
struct AheadTests {
  /// A commune of some years: dossiers that have ended and, somewhere among them, five that have
  /// not, with three or four entries each.
  private struct Commune {
    let province: Province
    let first: Machine
    var open: [SubjectID] = []
    var ended: [SubjectID] = []

    init(limits: HubLimits = AheadTests.limits(), ended count: Int = 60) async throws {
      province = try await Province(limits: limits)
      first = try await Machine(province, seed: 1)
      for block in 0..<5 {
        ended += try first.store.write { journal in
          try (0..<count / 5).map { index in
            var draft = Machine.received(
              "\(Province.unit)-251121-\(block * 1000 + index)", name: "Vàng A Thử \(index)")
            draft.body["status"] = 10
            _ = try journal.nextDossierCounter(on: Self.day)
            return try journal.append(draft, by: "local:1000").id
          }
        }
        let dossier = try first.receive("Sùng Thị Thử \(block)")
        try first.set(4, dossier)
        open.append(dossier)
      }
      try await first.settle()
      // The third of the open ones is worked on last.
      try first.set(5, open[2])
      for dossier in open where dossier != open[2] { try first.edit(dossier) }
      try first.edit(open[2])
      try await first.settle()
    }

    private static let day = Instant(milliseconds: Province.start).civil.date

    /// A device that joins now.
    func joining(_ seed: UInt64, level: Int = RequestRecovery.level) async throws -> Machine {
      try await Machine(province, seed: seed, level: level)
    }
  }

  /// A hub with small answers, so that short logs are long.
  fileprivate static func limits(bytes: Int = Segment.byteLimit, lines: Int = 20) -> HubLimits {
    var limits = HubLimits()
    limits.aheadBehind = 20
    limits.aheadBytes = bytes
    limits.answerLines = lines
    return limits
  }

  /// Every entry, head and body, in the order of ids.
  private func journal(_ machine: Machine) throws -> [Entry] {
    var entries: [Entry] = []
    try machine.store.eachEntry { entries.append($0) }
    return entries
  }

  private func codes(of dossiers: [SubjectID], at machine: Machine) throws -> [String] {
    try dossiers.map { try machine.store.state(of: $0)?.code ?? "" }.sorted()
  }

  @Test func `a new device has what is open after one bounded answer, and in the end the same`()
    async throws
  {
    let commune = try await Commune(limits: HubLimits(), ended: 300)
    let (province, first) = (commune.province, commune.first)
    let old = try await commune.joining(2, level: RequestRecovery.parts)
    let oldTrips = try await old.settle()

    let new = try await commune.joining(3)
    #expect(try await new.exchange())
    let early = new.bytesDown
    #expect(early <= 4_000, "five dossiers of sixteen entries came in \(early) bytes")
    #expect(try new.codes() == codes(of: commune.open, at: first))
    for dossier in commune.open {
      #expect(try new.store.entries(of: dossier) == first.store.entries(of: dossier))
    }
    #expect(try new.store.cursors().isEmpty, "the log itself has not begun")
    // 305 dossiers with 316 entries; 16 of them are here.
    #expect(try new.store.olderEntriesLeft() == 300)
    #expect(try new.problems() == [])

    let trips = 1 + (try await new.settle())
    #expect(trips <= oldTrips + 1)
    #expect(try new.store.olderEntriesLeft() == 0)
    #expect(try journal(new) == journal(old))
    #expect(try journal(new).filter { $0.content == nil }.isEmpty)
    #expect(try new.store.checkpoints().map(\.root) == old.store.checkpoints().map(\.root))
    #expect(try new.store.checkpoints().map(\.size) == [316])
    // What came ahead is named in a few bytes when the log comes to it: nothing is paid twice.
    #expect(
      new.bytesDown < old.bytesDown + 2_000, "\(new.bytesDown) bytes, plainly \(old.bytesDown)")
    for machine in [first, old, new] { #expect(try machine.problems() == []) }
    #expect(try await province.problems() == [])
    // An idle exchange asks for nothing ahead any more.
    #expect(try new.store.setting("ahead") == nil)
  }

  @Test func `what is open comes newest first, a bounded answer at a time`() async throws {
    let commune = try await Commune(limits: Self.limits(bytes: 350))
    let new = try await commune.joining(2)
    var seen: [Set<String>] = []
    var sizes: [Int] = []
    while try new.store.cursors().isEmpty {
      let before = new.bytesDown
      try await new.exchange()
      sizes.append(new.bytesDown - before)
      seen.append(Set(try new.codes()))
    }
    // Log parts begin only behind the last of them, so its answer is not counted.
    #expect(seen.count >= 3 && sizes.dropLast().allSatisfy { $0 <= 2_200 }, "\(sizes)")
    let newest = try #require(try commune.first.store.state(of: commune.open[2])?.code)
    #expect(seen.first?.contains(newest) == true)
    #expect(seen.first?.count ?? 5 < 5)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.isSubset(of: $1) })
    try await new.settle()
    #expect(try journal(new) == journal(commune.first))
    #expect(try new.problems() == [])
  }

  @Test func `lost answers, restarts and repeats change nothing`() async throws {
    let commune = try await Commune(limits: Self.limits(bytes: 700, lines: 10))
    let new = try await commune.joining(2)
    var rounds = 0
    var isMore = true
    while isMore, rounds < 60 {
      rounds += 1
      if rounds % 3 == 1 { try await new.exchange(isLost: true) }
      if rounds % 4 == 2 { try new.restart() }
      // A copy of the disk is put back: what came since comes again.
      if rounds == 5 {
        let copy = try new.snapshot()
        try await new.exchange()
        try await new.exchange()
        try new.putBack(copy)
      }
      // Somebody works on what came first, on both sides.
      if rounds == 3 { try commune.first.edit(commune.open[0]) }
      if rounds == 6 { try new.edit(commune.open[2]) }
      if rounds == 7 {
        try commune.first.set(10, commune.open[1])
        try await commune.first.settle()
      }
      isMore = try await new.exchange()
    }
    #expect(rounds < 60)
    for machine in [commune.first, new, commune.first] { try await machine.settle() }
    #expect(try journal(new) == journal(commune.first))
    #expect(try new.store.state(of: commune.open[1])?.status == 10)
    for machine in [commune.first, new] { #expect(try machine.problems() == []) }
    #expect(try await commune.province.problems() == [])
  }

  @Test func `what happens meanwhile to what came first is told before the old`() async throws {
    let commune = try await Commune()
    let new = try await commune.joining(2)
    try await new.exchange()
    try await new.exchange()
    try commune.first.set(10, commune.open[1])
    let late = try commune.first.receive("Mùa A Thử")
    try await commune.first.settle()
    try await new.exchange()
    #expect(try new.store.state(of: commune.open[1])?.status == 10)
    #expect(try new.store.state(of: late)?.code != nil)
    // Of 78 entries 40 are followed; of the others 14 are about dossiers that were open.
    #expect(try new.store.cursors()[Province.unit]?.size == 40)
    #expect(try new.store.olderEntriesLeft() == 24)
    try await new.settle()
    #expect(try journal(new) == journal(commune.first))
    #expect(try new.problems() == [])
  }

  @Test func `an erased dossier stays erased on the way`() async throws {
    let commune = try await Commune()
    let (first, erased) = (commune.first, [commune.ended[20], commune.open[3]])
    try first.store.erase(erased[0], basis: "Hết thời hạn lưu trữ", by: "local:1000")
    try await first.settle()
    let new = try await commune.joining(2)
    try await new.exchange()
    #expect(try new.store.state(of: erased[1])?.code.isEmpty == false)
    // Erased once here, once there, while the log has not come to it.
    try first.store.erase(erased[1], basis: "Hết thời hạn lưu trữ", by: "local:1000")
    try new.store.erase(commune.open[4], basis: "Hết thời hạn lưu trữ", by: "local:1000")
    try await first.settle()
    try await new.settle()
    try await first.settle()
    for dossier in erased + [commune.open[4]] {
      #expect(try new.store.state(of: dossier)?.isErased == true)
    }
    #expect(try journal(new).map(\.head) == journal(first).map(\.head))
    #expect(try Set(new.codes()) == Set(first.codes()))
    for machine in [first, new] { #expect(try machine.problems() == []) }
    #expect(try await commune.province.problems() == [])
  }

  @Test func `a device revoked on the way keeps what it has and gets no more`() async throws {
    let commune = try await Commune()
    let new = try await commune.joining(2)
    try await new.exchange()
    try await commune.province.hub.revoke(new.id, actor: "local:0")
    let before = try journal(new)
    try new.edit(commune.open[0])
    #expect(try await !new.exchange())
    #expect(try journal(new).count == before.count + 1)
    #expect(try new.store.cursors().isEmpty)
    #expect(try new.problems() == [])
  }

  @Test func `what only came ahead goes with the hub's memory of it`() async throws {
    let commune = try await Commune()
    let (province, first) = (commune.province, commune.first)
    let new = try await commune.joining(2)
    let backup = try province.snapshot()
    let late = try first.receive("Mùa A Thử")
    try await first.settle()
    try await province.hub.changeStatus(
      of: commune.open[0], StatusChange(to: .done, reason: "Xong"), actor: "local:0", role: nil)
    try await new.exchange()
    try await new.exchange()
    #expect(try new.store.state(of: commune.open[0])?.status == 9)
    #expect(try new.store.state(of: late)?.code.isEmpty == false)
    let looked = try new.edit(commune.open[0])
    try await province.restore(backup)
    // What another device has comes back; the province's act only this one had seen does not.
    for machine in [new, first, new, first] { try await machine.settle() }
    #expect(try new.store.state(of: commune.open[0])?.status == 4)
    #expect(try first.store.entries(of: commune.open[0]).contains { $0.id == looked })
    #expect(try new.store.state(of: late)?.code.isEmpty == false)
    #expect(try journal(new) == journal(first))
    for machine in [first, new] { #expect(try machine.problems() == []) }
    #expect(try await province.problems() == [])
  }

  @Test func `old and new programs of either side talk`() async throws {
    for (hubLevel, level) in [
      (RequestRecovery.parts, RequestRecovery.level), (RequestRecovery.level, 1),
    ] {
      var limits = Self.limits(lines: 100)
      limits.level = hubLevel
      let commune = try await Commune(limits: limits)
      let new = try await commune.joining(2, level: level)
      try await new.exchange()
      #expect(try new.store.cursors()[Province.unit]?.size == 76, "the log begins at once")
      try await new.settle()
      #expect(try journal(new) == journal(commune.first))
      #expect(try new.problems() == [])
    }
  }

  @Test func `a device near the end of its log gets no more than the log`() async throws {
    let commune = try await Commune()
    let other = try await commune.joining(2)
    try await other.settle()
    let before = other.bytesDown
    try commune.first.edit(commune.open[0])
    try await commune.first.settle()
    #expect(try await other.settle() == 1)
    #expect(other.bytesDown - before < 1_500)
  }
}

extension Machine {
  @discardableResult
  fileprivate func edit(_ dossier: SubjectID) throws -> EntryID {
    let heads = try store.state(of: dossier)?.fields["nks/hoTen"]?.heads.map(\.entry) ?? []
    return try store.append(
      [
        EntryDraft(
          kind: "dossier.edited", subject: .existing(dossier),
          body: [
            "changes": [
              "nks/hoTen": [
                "v": .string("Sùng Thị Thử \(store.entries(of: dossier).count)"),
                "over": .array(heads.map { .string($0.description) }),
              ]
            ], "source": "officer",
          ])
      ], by: "local:1000")[0].id
  }
}
