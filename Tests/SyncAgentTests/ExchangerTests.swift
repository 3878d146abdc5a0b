import Counter
import DossierStore
import Dossiers
import Foundation
import HTTPClient
import Hub
import HubServer
import Identity
import Sync
import SyncAgent
import Testing

/// docs/protocol.md, “POST /sync/v1/exchange” and “Files and probe”: a real device with a real hub
/// over a real socket.
@Suite(.timeLimit(.minutes(10)))
struct ExchangerTests {
  private let clock = ManualClock(milliseconds: Device.start)

  /// Exchanges until nothing is left on either side, as the agent does.
  private func exchangeAll(_ device: Device) async throws -> ExchangeTotals {
    try await device.agent().once()
  }

  private func expectWhole(_ rig: HubRig, _ device: Device) async throws {
    #expect(try await rig.kept(of: device) == Array(1...(try device.written)))
    #expect(try device.office.store.pending().entries == 0)
    #expect(try device.office.store.check().isEmpty)
    let report = try await rig.hub.check()
    #expect(report.findings.isEmpty)
  }

  @Test func `what is written arrives at the hub exactly once`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let codes = try (0..<3).map { _ in try device.receive().code }
    let totals = try await exchangeAll(device)
    #expect(totals.sent == (try device.written))
    #expect(totals.bytesUp > 0 && totals.bytesDown > 0)
    try await expectWhole(rig, device)
    let atHub = try await rig.hub.dossiers().map(\.summary.code)
    #expect(Set(atHub) == Set(codes))
    #expect(try device.office.clockStanding() == .trusted(.hub))
    let idle = try await exchangeAll(device)
    #expect(idle.sent == 0 && idle.roundTrips == 1)
  }

  @Test func `two devices of a unit see each other's dossiers`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let one = try await Device(rig, clock: clock, seed: 1)
    let two = try await Device(rig, clock: clock, seed: 2)
    let first = try one.receive()
    let second = try two.receive()
    for device in [one, two, one] { _ = try await exchangeAll(device) }
    #expect(try one.office.state(code: second.code).id == second.id)
    #expect(try two.office.state(code: first.code).id == first.id)
    try await expectWhole(rig, one)
    try await expectWhole(rig, two)
  }

  @Test func `a lost answer is asked for again and nothing is kept twice`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    try device.receive()
    link.mode = .losingAnswers
    await #expect(throws: LinkError.self) { _ = try await exchangeAll(device) }
    // The hub has everything; the device does not know it yet.
    #expect(try await rig.kept(of: device).count == (try device.written))
    #expect(try device.office.store.pending().entries == (try device.written))
    link.mode = .carrying
    try device.receive()
    let totals = try await exchangeAll(device)
    #expect(totals.roundTrips >= 2)
    try await expectWhole(rig, device)
  }

  @Test func `a nonce used up is replaced by the hub's in the same exchange`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    try device.receive()
    try device.office.store.setNonce(Data(count: 16).base64url)
    var totals = ExchangeTotals()
    _ = try await device.exchanger.exchange(&totals)
    #expect(totals.roundTrips == 2)
    try await expectWhole(rig, device)
  }

  @Test func `a link that is down changes nothing and says so`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    try device.receive()
    link.mode = .down
    let error = await #expect(throws: LinkError.self) { _ = try await exchangeAll(device) }
    #expect(error?.description.isEmpty == false)
    #expect(try await rig.kept(of: device).isEmpty)
    #expect(try device.office.store.pending().dossiers == 1)
  }

  @Test func `a cut upload goes on where the hub has got to`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    // Three chunks: two whole ones and a rest.
    let file = Data("%PDF-".utf8) + SeededRandom(seed: 3).bytes(2 * FileChunk.byteLimit + 1000)
    try device.receive(file: file)
    // The entries and the first chunk pass; the second is cut in the middle.
    link.mode = .cuttingUploads(after: FileChunk.byteLimit + 100_000)
    await #expect(throws: LinkError.self) { _ = try await exchangeAll(device) }
    let cut = try #require(try await rig.progress(of: file))
    #expect(link.connections.cut > 0)
    #expect(cut.received >= FileChunk.byteLimit && cut.received < file.count)
    #expect(cut.state == .wanted)
    link.mode = .carrying
    _ = try await exchangeAll(device)
    let whole = try #require(try await rig.progress(of: file))
    #expect(whole.received == file.count && whole.state == .complete)
    #expect(try device.office.store.filesToUpload().isEmpty)
    try await expectWhole(rig, device)
  }

  /// Writes entries of 5,000 characters that do not compress.
  private func write(_ count: Int, on device: Device) throws {
    for _ in 0..<count {
      let text = SystemRandom().bytes(3750).base64url
      let note = EntryDraft(kind: "test.note", subject: .new, body: ["text": .string(text)])
      _ = try device.office.store.append([note], by: "local:1")
    }
  }

  /// Exchanges until nothing is left, whatever breaks meanwhile.
  /// - Returns: how many attempts it took; nil when 30 were not enough.
  private func persist(_ exchanger: Exchanger, _ totals: inout ExchangeTotals) async -> Int? {
    for attempt in 1...30 {
      if (try? await exchanger.exchange(&totals).more) == false { return attempt }
    }
    return nil
  }

  @Test func `a link that always breaks within a segment gets smaller ones`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    try write(12, on: device)
    link.mode = .cuttingEach(after: 14_000)
    var totals = ExchangeTotals()
    let exchanger = device.exchanger
    #expect(await persist(exchanger, &totals) != nil)
    try await expectWhole(rig, device)
    #expect(link.connections.cut > 0)
    // The link is good again, and so are the segments: 60,000 bytes are two.
    link.mode = .carrying
    for _ in 0..<2 { _ = try await exchanger.exchange(&totals) }
    try write(12, on: device)
    #expect(await persist(exchanger, &totals).map { $0 <= 3 } == true)
  }

  @Test func `what a cut costs of the catalogue counts, and pieces get smaller`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    let note = Data(SeededRandom(seed: 4).bytes(200_000))
    let manifest = try await rig.hub.publishCatalogue(["registers-note.csv": note], note: "")
    try device.office.store.setFileBudget(FileBudget(bytesOfDay: 10_000_000, hours: nil))
    let agent = device.agent()
    link.mode = .cuttingEach(after: 24_000)
    for _ in 0..<60 where device.office.store.shelf.version < manifest.version {
      _ = try? await agent.once()
    }
    #expect(device.office.store.shelf.version == 1)
    #expect(link.connections.cut > 0)
    // What came for nothing crossed the link as well.
    let today = device.office.now.civil.date
    #expect(try device.office.store.fileSpending(on: today) > note.count + 10_000)
  }

  @Test func `bodies that are held back fill no memory, and others are told when to come again`()
    async throws
  {
    var limits = HubLimits()
    limits.bodiesBytes = 100_000
    let rig = try await HubRig.start(clock: clock, limits: limits)
    let slow = try (0..<2).map { _ in try SlowRequest(to: rig.port, length: 50_000, held: 5_000) }
    let client = CurlClient()
    func post(_ bytes: Int) async throws -> HTTPResponse {
      try await client.send(
        HTTPRequest(
          method: "POST", url: "\(rig.url())/sync/v1/exchange", body: Data(count: bytes)))
    }
    while rig.site.bodyBytes < 90_000 { await Task.yield() }
    let response = try await post(20_000)
    #expect(response.status == 503)
    #expect(response.headers["retry-after"] == "5")
    // Little still fits, and whoever was there first can finish.
    #expect(try await post(5_000).status == 400)
    for request in slow { #expect(try request.finish().hasPrefix("HTTP/1.1 400")) }
    #expect(try await post(90_000).status == 400)
    #expect(try await post(3_000_000).status == 413)
  }

  @Test func `one connection serves all requests of a run`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    try device.receive(file: Data("%PDF-".utf8) + SeededRandom(seed: 3).bytes(600_000))
    let totals = try await exchangeAll(device)
    // The exchange, the question how much of the file is there, three pieces.
    #expect(totals.roundTrips == 5)
    #expect((600_005..<605_000).contains(totals.bytesUp), "what the officer is told was sent")
    #expect(link.connections == (made: 1, cut: 0))
  }

  @Test func `while an answer is awaited the next run is on its way`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let link = try Link(to: rig.port)
    let device = try await Device(rig, clock: clock, port: link.port)
    // The first answer tells what the hub reads.
    _ = try await exchangeAll(device)
    let random = SeededRandom(seed: 3)
    for _ in 0..<8 {
      // Of each pair only one fits into a segment.
      let text = JSONValue.string(random.bytes(20_000).base64url)
      let draft = EntryDraft(kind: "later.kind", subject: .new, body: ["text": text])
      _ = try device.office.store.append([draft], by: "local:1000")
    }
    let totals = try await exchangeAll(device)
    // 1, 3, 5, 7 and 8 by exchanges; 2, 4 and 6 meanwhile: the last goes by an exchange.
    #expect(totals.roundTrips == 5)
    #expect(totals.sent == 8)
    #expect((160_000..<170_000).contains(totals.bytesUp))
    #expect(link.connections.made == 3, "one of the first sync, one for exchanges, one for runs")
    try await expectWhole(rig, device)
  }

  @Test func `files keep to the day's bytes, and entries do not wait for them`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let file = Data("%PDF-".utf8) + SeededRandom(seed: 3).bytes(2 * FileChunk.byteLimit + 1000)
    try device.receive(file: file)
    try device.office.limitFiles(megabytes: 1, from: nil, to: nil)
    // The day's megabyte but 1,000 bytes is used up already: one piece goes, not another one.
    try device.office.store.spend(999_000, on: device.office.now.civil.date)
    _ = try await device.agent().once()
    try await expectWhole(rig, device)
    #expect(try await rig.progress(of: file)?.received == FileChunk.byteLimit)
    #expect(try device.office.store.fileVerdict() == .spent)
    _ = try await device.agent().once()
    #expect(try await rig.progress(of: file)?.received == FileChunk.byteLimit)
    clock.advance(milliseconds: 24 * 3_600_000)
    _ = try await device.agent().once()
    #expect(try await rig.progress(of: file)?.state == .complete)
    let spent = try device.office.store.fileSpending(on: device.office.now.civil.date)
    #expect((FileChunk.byteLimit + 1000..<FileChunk.byteLimit + 6000).contains(spent))
  }

  @Test func `files keep to their hours, over midnight too`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let file = Data("%PDF-".utf8) + SeededRandom(seed: 3).bytes(1000)
    try device.receive(file: file)
    // It is nine o'clock.
    try device.office.limitFiles(
      megabytes: nil, from: TimeOfDay("18:00"), to: TimeOfDay("06:00"))
    _ = try await device.agent().once()
    try await expectWhole(rig, device)
    #expect(try await rig.progress(of: file)?.received == 0)
    clock.advance(milliseconds: 20 * 3_600_000)
    _ = try await device.agent().once()
    #expect(try await rig.progress(of: file)?.state == .complete)
  }

  @Test func `an offset the hub does not agree with is corrected by its answer`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    let file = Data("%PDF-".utf8) + SeededRandom(seed: 4).bytes(FileChunk.byteLimit + 500)
    try device.receive(file: file)
    try device.office.store.fileUploaded(Digest.of(file), offset: 100_000)
    _ = try await exchangeAll(device)
    #expect(try await rig.progress(of: file)?.state == .complete)
  }

  @Test func `a revoked device's work is kept apart and it gets no news`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock, seed: 1)
    let other = try await Device(rig, clock: clock, seed: 2)
    try await rig.hub.revoke(device.id, actor: "local:0")
    let hidden = try device.receive()
    let seen = try other.receive()
    _ = try await exchangeAll(other)
    let totals = try await exchangeAll(device)
    #expect(totals.received == 0)
    #expect(
      try device.office.store.keptApart()
        == KeptApart(reason: .revoked, entries: try device.written))
    #expect(try other.office.store.keptApart() == nil)
    #expect(throws: (any Error).self) { _ = try device.office.state(code: seen.code) }
    let atHub = try await rig.hub.dossiers().map(\.summary.code)
    #expect(atHub == [seen.code] && !atHub.contains(hidden.code))
  }

  @Test func `two dictionaries the hub does not know are both refused once`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    try device.receive()
    // From here on the hub's level is known.
    _ = try await exchangeAll(device)
    try device.receive()
    try device.office.store.close()
    let folders = try (1...2).map { number in
      let folder = device.folder.appending(path: "catalogue-\(number)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("{\"answers\":\(number)}".utf8)
        .write(to: folder.appending(path: SegmentDictionary.fileName))
      return folder
    }
    var options = StoreOptions()
    options.catalogues = { folders }
    let keys = device.office.keys.keys
    let store = try DossierStore.open(
      at: device.folder, keys: keys, clock: clock, random: SystemRandom(), options: options)
    let exchanger = Exchanger(
      store: store, keys: keys, client: CurlClient(), clock: clock, heard: { _ in })
    var totals = ExchangeTotals()
    await #expect(throws: HubRefusal.self) { _ = try await exchanger.exchange(&totals) }
    #expect(try store.setting("refusedDictionaries")?.array?.count == 2)
    while try await exchanger.exchange(&totals).more {}
    #expect(try store.pending().entries == 0)
    try store.close()
  }

  @Test func `a device the hub does not know is refused in one sentence`() async throws {
    let rig = try await HubRig.start(clock: clock)
    let stranger = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    try device.receive()
    var hub = try #require(try device.office.store.hub())
    hub = HubInfo(
      key: hub.key, agreement: hub.agreement, url: stranger.url(), nonce: hub.nonce,
      epoch: hub.epoch)
    try device.office.store.setHub(hub)
    let refusal = await #expect(throws: HubRefusal.self) { _ = try await exchangeAll(device) }
    #expect([400, 401].contains(refusal?.status ?? 0))
    #expect(refusal?.description.isEmpty == false)
    #expect(try device.office.store.pending().entries == (try device.written))
  }
}
