import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Simulator
import Sync
import Testing

/// What both stores promise, on the system's files and on a simulated disk: worlds prove something
/// about machines only if their disk keeps the same contract.
@Suite struct StoreContractTests {
  static let time: Int64 = 1_795_230_000_000
  private static var day: CivilDate { Instant(milliseconds: time).civil.date }

  enum Disk: CaseIterable { case system, simulated }

  /// A folder on one of the disks.
  final class Place {
    let folder: URL
    private let disk: FaultyDisk?

    init(_ disk: Disk) throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "both-\(UUID().uuidString)")
      self.disk = disk == .simulated ? FaultyDisk(folder: folder.path, seed: 1) : nil
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func isInMemory(_ name: String) -> Bool { disk?.file(name) != nil }
    func device(_ random: SeededRandom = SeededRandom(seed: 11)) throws -> DossierStore {
      try DossierStore.open(
        at: folder, keys: DeviceKeys(random: SeededRandom(seed: 7)),
        clock: ManualClock(milliseconds: StoreContractTests.time), random: random)
    }
    /// On each disk as it is used there: a server's threads go on, a world waits.
    func hub() throws -> SQLiteHubStore {
      try SQLiteHubStore(
        file: folder.appending(path: HubFolder.storeName),
        waiting: disk == nil ? .suspended : .blocked)
    }
  }

  @Test func `each disk is the one it says`() throws {
    for disk in Disk.allCases {
      let place = try Place(disk)
      try place.device().close()
      let file = DataFolder(place.folder).database
      #expect(place.isInMemory(file.lastPathComponent) == (disk == .simulated))
      #expect(FileManager.default.fileExists(atPath: file.path) == (disk == .system))
    }
  }

  // A device's store

  @Test(arguments: Disk.allCases)
  func `a device: what a call returned from is there after the next start`(disk: Disk) throws {
    let place = try Place(disk)
    defer { withExtendedLifetime(place) {} }
    let random = SeededRandom(seed: 11)
    let store = try place.device(random)
    let entry = try receive(store, "H99.88-261121-0001", "t1")
    let file = try store.putFile(Data("%PDF-1".utf8))
    try store.setSetting("a", "b")
    try store.close()

    let again = try place.device(random)
    #expect(try again.entries(of: entry.id) == [entry])
    #expect(try again.subject(request: "t1") == entry.id)
    #expect(try again.dossiers(named: "H99.88-261121-0001") == [entry.id])
    #expect(try again.outbox(byteLimit: 10_000).entries == [entry])
    #expect(try again.file(file) == Data("%PDF-1".utf8))
    #expect(try again.setting("a") == "b")
    #expect(try again.check() == [])
    #expect(try again.check(rebuild: true) == [])
    try again.close()
  }

  @Test(arguments: Disk.allCases)
  func `a device: what throws leaves nothing, and a code is given once`(disk: Disk) throws {
    let place = try Place(disk)
    defer { withExtendedLifetime(place) {} }
    let store = try place.device()
    let first = try receive(store, "H99.88-261121-0001", "t1")
    #expect(throws: StoreError.self) { try receive(store, "H99.88-261121-0001", "t2") }
    #expect(throws: CancellationError.self) {
      try store.write { journal in
        _ = try journal.append(Self.draft("H99.88-261121-0002", "t3"), by: "local:0")
        throw CancellationError()
      }
    }
    #expect(try store.subject(request: "t2") == nil)
    #expect(try store.subject(request: "t3") == nil)
    #expect(try store.streamHead()?.seq == first.id.seq)
    #expect(try receive(store, "H99.88-261121-0002", "t3").id.seq == first.id.seq + 1)
    try store.close()
  }

  @Test func `a device: both disks come to the same entries, heads and signatures`() throws {
    let both = try Disk.allCases.map { disk in
      let place = try Place(disk)
      defer { withExtendedLifetime(place) {} }
      let store = try place.device()
      for number in 1...3 {
        let entry = try receive(store, "H99.88-261121-000\(number)", "t\(number)")
        let edit = EntryDraft(
          kind: "dossier.edited", subject: .existing(entry.id),
          body: ["source": "officer", "changes": ["nks/hoTen": ["v": "Thử", "over": []]]])
        try store.append([edit], by: "local:0")
      }
      let outbox = try store.outbox(byteLimit: 100_000)
      try store.close()
      return outbox
    }
    #expect(both[0].entries.count == 6)
    #expect(both[0] == both[1])
  }

  // The hub's

  @Test(arguments: Disk.allCases)
  func `a hub: commits last, what throws leaves nothing, reads see one state`(disk: Disk)
    async throws
  {
    let place = try Place(disk)
    defer { withExtendedLifetime(place) {} }
    let store = try place.hub()
    try await store.write { try $0.setSetting("a", Data([1])) }
    await #expect(throws: CancellationError.self) {
      try await store.write { rows in
        try rows.setSetting("a", Data([2]))
        try rows.setSetting("b", Data([2]))
        throw CancellationError()
      }
    }
    let seen = try await store.read { [try $0.setting("a"), try $0.setting("b")] }
    #expect(seen == [Data([1]), nil])
    #expect(try await store.synchronousLevel() == 2)
    try await store.close()
    let again = try place.hub()
    #expect(try await again.read { try $0.setting("a") } == Data([1]))
    #expect(try await again.integrityProblems() == [])
    try await again.close()
  }

  @Test(arguments: Disk.allCases)
  func `a hub: writes at once see each other in one order, a snapshot is of one moment`(disk: Disk)
    async throws
  {
    let place = try Place(disk)
    defer { withExtendedLifetime(place) {} }
    let store = try place.hub()
    let numbers = try await withThrowingTaskGroup(of: UInt8.self) { group in
      for _ in 1...20 {
        group.addTask {
          try await store.write { rows in
            let next = (try rows.setting("n")?.first ?? 0) + 1
            try rows.setSetting("n", Data([next]))
            try rows.setSetting("m", Data([next]))
            return next
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(numbers.sorted() == Array(1...20))
    let file = place.folder.appending(path: "copy.sqlite")
    try await store.snapshot(to: file)
    try await store.write { try $0.setSetting("n", Data([99])) }
    let copy = try SQLiteHubStore(file: file)
    let kept = try await copy.read { [try $0.setting("n"), try $0.setting("m")] }
    #expect(kept == [Data([20]), Data([20])])
    try await copy.close()
    try await store.close()
  }

  @discardableResult
  private func receive(_ store: DossierStore, _ code: String, _ request: String) throws -> Entry {
    try store.write { journal in
      _ = try journal.nextDossierCounter(on: Self.day)
      return try journal.append(Self.draft(code, request), by: "local:0")
    }
  }

  private static func draft(_ code: String, _ request: String) -> EntryDraft {
    EntryDraft(
      kind: "dossier.received", subject: .new,
      body: [
        "code": .string(code), "lookup": "7K3MPA", "procedure": "1.001193", "version": "2026.1",
        "unit": "H99.88", "authority": "H99.88", "returnUnit": "H99.88", "channel": "1",
        "receivedAt": .integer(time), "answers": ["nks/hoTen": "Thử"], "rows": [:],
        "frozen": [:], "components": [], "fee": [:], "sets": 1, "request": .string(request),
      ])
  }
}
