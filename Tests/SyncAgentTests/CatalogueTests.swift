import Counter
import DossierStore
import Dossiers
import Foundation
import HTTPClient
import Hub
import Identity
import Sync
import SyncAgent
import Synchronization
import Testing

/// docs/protocol.md, “Catalogue”: on its way from the province to a commune.
@Suite(.timeLimit(.minutes(10)))
struct CatalogueTests {
  private let clock = ManualClock(milliseconds: Device.start)
  private let code = "2.000815"

  private func files(version: String, amount: String, padding: Int = 0) throws -> [String: Data] {
    try Published.files(code, version: version, amount: amount, padding: padding)
  }

  private func version(_ device: Device, of code: String) throws -> String {
    device.office.library.refresh()
    return try device.office.library.catalogue
      .entry(code, on: device.office.now.civil.date).procedure.version
  }

  @Test func `a new device has the catalogue before the rest of a long log`() async throws {
    var limits = HubLimits()
    limits.answerLines = 3
    let rig = try await HubRig.start(clock: clock, limits: limits)
    let first = try await Device(rig, clock: clock, seed: 1)
    for _ in 0..<9 { try first.receive() }
    _ = try await first.agent().once()
    _ = try await rig.hub.publishCatalogue(files(version: "2026.2", amount: "1"), note: "một")
    let new = try await Device(rig, clock: clock, seed: 2)
    let store = new.office.store
    // What lies on the shelf whenever an answer has been taken in.
    let versions = Mutex<[Int]>([])
    let exchanger = Exchanger(
      store: store, keys: new.office.keys.keys, client: CurlClient(), clock: clock,
      heard: { _ in versions.withLock { $0.append(store.shelf.version) } })
    _ = try await ExchangeAgent(
      store: store, exchanger: exchanger, clock: clock, random: SeededRandom(seed: 5)
    ).once()
    let seen = versions.withLock { $0 }
    #expect(seen.count > 3 && seen.first == 0 && seen.dropFirst().allSatisfy { $0 == 1 }, "\(seen)")
    #expect(try store.summaries().count == 9)
  }

  @Test func `what the province publishes is used by its communes, old versions stay`() async throws
  {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    _ = try await device.agent().once()
    #expect(device.office.store.shelf.version == 0)
    let first = try await rig.hub.publishCatalogue(
      files(version: "2026.2", amount: "1234"), note: "một")
    #expect(first.version == 1)
    let again = try await rig.hub.publishCatalogue(
      files(version: "2026.2", amount: "1234"), note: "hai")
    #expect(again == first)
    _ = try await device.agent().once()
    #expect(device.office.store.shelf.version == 1)
    #expect(try version(device, of: code) == "2026.2")
    let received = try device.receive()
    let state = try device.office.state(code: received.code).state
    #expect(state.overlay == "2026.2" && state.fee["total"]?.integer == 1234)

    _ = try await rig.hub.publishCatalogue(files(version: "2026.3", amount: "55"), note: "ba")
    let totals = try await device.agent().once()
    // The exchange, the manifest, and the two files that changed: the form is here already.
    #expect(totals.roundTrips == 4)
    #expect(try version(device, of: code) == "2026.3")
    let catalogue = device.office.library.catalogue
    #expect(try catalogue.entry(code, version: "2026.2").procedure.version == "2026.2")
    #expect(!catalogue.entries.contains { $0.procedure.version == "2026.2" })
    #expect(device.office.library.faults.isEmpty)
    let idle = try await device.agent().once()
    #expect(idle.roundTrips == 1)
    #expect(try device.office.store.check().isEmpty)
  }

  @Test func `dossiers that came before their procedure get their names when it comes`()
    async throws
  {
    let rig = try await HubRig.start(clock: clock)
    let a = try await Device(rig, clock: clock, seed: 1)
    let b = try await Device(rig, clock: clock, seed: 2)
    _ = try await b.agent().once()
    _ = try await rig.hub.publishCatalogue(Published.files("1.001193", version: "2026.5"), note: "")
    _ = try await a.agent().once()
    a.office.library.refresh()
    try a.receive()
    _ = try await a.agent().once()
    let named = try #require(try a.office.store.summaries().first)
    // The log comes first, the catalogue after it.
    _ = try await b.agent().once()
    let store = b.office.store
    let found = try #require(try store.summaries().first)
    #expect(found.version == "2026.5" && found.applicant == named.applicant)
    #expect(named.applicant != "" && found.title == named.title)
    #expect(try store.search(named.applicant).map(\.id) == [named.id])
    #expect(try store.check() == [])
  }

  @Test func `a cut link goes on where it was cut`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let files = try files(version: "2026.2", amount: "1", padding: 700_000)
    let manifest = try await rig.hub.publishCatalogue(files, note: "")
    let key = rig.hub.publicKey
    let offer = manifest.offer
    let shelf = device.office.store.shelf
    let whole = try await rig.hub.cataloguePiece(offer.sha256)
    let start = try #require(try shelf.missing(of: offer, key: key))
    try shelf.take(whole, for: start)
    let large = Digest.of(try #require(files["registers-note.csv"]))
    let bytes = try await rig.hub.cataloguePiece(large)
    try shelf.take(
      bytes.prefix(300_000),
      for: CatalogueShelf.Want(sha256: large, offset: 0, size: bytes.count))
    let totals = try await device.agent().once()
    // The exchange, three small files, and 400,000 bytes in answers of 32, 64, 128 and 256 KB.
    #expect(totals.roundTrips == 8)
    #expect(shelf.version == 1)
  }

  @Test func `several agents of one folder take turns`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    for round in 1...5 {
      _ = try await rig.hub.publishCatalogue(
        files(version: "2026.\(round + 1)", amount: "1", padding: 40_000 * round), note: "")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...4 { group.addTask { _ = try await device.agent().once() } }
        try await group.waitForAll()
      }
      #expect(device.office.store.shelf.version == round)
    }
    #expect(try device.office.store.check().isEmpty)
  }

  @Test func `what is not what it says is never used`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let shelf = device.office.store.shelf
    let manifest = try await rig.hub.publishCatalogue(
      files(version: "2026.2", amount: "1"), note: "")
    let bytes = manifest.bytes
    let want = CatalogueShelf.Want(sha256: manifest.offer.sha256, offset: 0, size: bytes.count)
    var spoiled = bytes
    spoiled[spoiled.count / 2] ^= 1
    #expect(throws: CatalogueError.self) { try shelf.take(spoiled, for: want) }
    #expect(throws: CatalogueError.self) { try shelf.take(bytes + [0], for: want) }
    #expect(try shelf.missing(of: manifest.offer, key: rig.hub.publicKey)?.offset == 0)
    // A manifest that another hub signed.
    let stranger = SigningKey(random: SeededRandom(seed: 77))
    let forged = try CatalogueManifest.sign(
      version: 9, issued: 1, note: "", files: manifest.files, key: stranger)
    let size = forged.bytes.count
    try shelf.take(
      forged.bytes, for: CatalogueShelf.Want(sha256: forged.offer.sha256, offset: 0, size: size))
    #expect(throws: CatalogueError.self) {
      try shelf.missing(of: forged.offer, key: rig.hub.publicKey)
    }
    #expect(shelf.version == 0)
  }
}
