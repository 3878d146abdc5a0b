import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// A folder that goes when the test ends.
final class Scratch {
  let url: URL

  init(_ name: String) throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "recovery-\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A province's hub that can be put back to how it was.
final class Province {
  static let unit = "H99.88"
  /// 2026-11-21T10:00:00+07:00.
  static let start: Int64 = 1_795_230_000_000

  let clock = ManualClock(milliseconds: Province.start)
  let scratch: Scratch
  private(set) var hub: Hub
  private var lives = 0
  private var limits: HubLimits

  init(seed: UInt64 = 50, limits: HubLimits = HubLimits()) async throws {
    self.limits = limits
    scratch = try Scratch("hub")
    _ = try HubFolder.create(
      at: scratch.url.appending(path: "0"), mode: .plainFile, credentialsDirectory: nil,
      clock: clock, random: SeededRandom(seed: seed))
    hub = try HubFolder.open(
      at: scratch.url.appending(path: "0"), credentialsDirectory: nil, clock: clock,
      random: SystemRandom(), limits: limits)
    try await add(Self.unit)
  }

  func add(_ unit: String) async throws {
    let file: JSONValue = [
      "code": .string(unit), "name": "UBND xã Pà Cò Thử", "superior": "UBND tỉnh Thử Nghiệm",
      "province": "Tỉnh Thử Nghiệm", "place": "Pà Cò Thử",
      "address": "Xóm Thử Nghiệm, xã Pà Cò Thử", "hotline": "0200 000 000",
      "codePattern": "{unit}-{yyMMdd}-{seq:4}",
      "hours": ["morning": ["07:00", "11:30"], "afternoon": ["13:30", "17:00"]],
      "promise": "closeOfSession", "trackingURL": "http://127.0.0.1:8800/t/", "demo": true,
    ]
    _ = try await hub.addUnit(file, actor: "local:0")
  }

  /// The data folder it works in now.
  var folder: URL { folder(lives) }
  private func folder(_ life: Int) -> URL { scratch.url.appending(path: String(life)) }

  /// A copy of the data folder as it is now; nothing writes meanwhile.
  func snapshot() throws -> URL {
    let copy = scratch.url.appending(path: "copy-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: folder(lives), to: copy)
    return copy
  }

  /// The machine is lost; another one goes on with the copy.
  func putBack(_ copy: URL) throws {
    lives += 1
    try FileManager.default.copyItem(at: copy, to: folder(lives))
    hub = try HubFolder.open(
      at: folder(lives), credentialsDirectory: nil, clock: clock, random: SystemRandom(),
      limits: limits)
  }

  /// The hub goes on with the copy as a province does after a loss: in a new epoch.
  func restore(_ copy: URL) async throws {
    try putBack(copy)
    try await hub.startEpoch(reason: "restore", actor: "local:0")
  }

  /// The program of the hub becomes the newest one.
  func update() throws {
    limits.level = RequestRecovery.level
    hub = try HubFolder.open(
      at: folder(lives), credentialsDirectory: nil, clock: clock, random: SystemRandom(),
      limits: limits)
  }

  /// Goes on with a hub that was restored into another folder.
  func move(to place: URL) throws {
    hub = try HubFolder.open(
      at: place, credentialsDirectory: nil, clock: clock, random: SystemRandom())
  }

  func codes() async throws -> [String] {
    try await hub.dossiers().map(\.summary.code).sorted()
  }

  /// How far the hub has the first epoch of a device's stream.
  func durable(_ device: DeviceID) async throws -> Int {
    try await hub.store.read { try $0.stream(author: device, epoch: 1)?.seq ?? 0 }
  }

  func problems() async throws -> [String] {
    try await hub.check().findings.map(\.description)
  }
}

/// A commune's device: a real store that exchanges with the hub without a network between.
final class Machine {
  let scratch: Scratch
  let keys: DeviceKeys
  let province: Province
  private(set) var store: DossierStore
  private var lives = 0
  private let level: Int
  /// Folders of its catalogues, the newest first; read when the store is opened.
  var catalogues: [URL] = []
  /// What goes back to a hub at once; read when the store is opened.
  var returnedBytes: Int?
  /// Bytes of all answers taken in.
  private(set) var bytesDown = 0
  /// Dossiers written so far: the number of the next code.
  var counter = 0

  /// - Parameter level: what the program on it speaks of the protocol.
  init(
    _ province: Province, seed: UInt64, unit: String = Province.unit,
    level: Int = RequestRecovery.level
  ) async throws {
    self.level = level
    scratch = try Scratch("device")
    keys = DeviceKeys(random: SeededRandom(seed: seed))
    self.province = province
    store = try Self.open(scratch.url.appending(path: "0"), keys, province, level)
    try await enrol(unit)
  }

  /// A second machine with the disk of another one.
  init(clone other: Machine) throws {
    scratch = try Scratch("clone")
    keys = other.keys
    province = other.province
    counter = other.counter
    level = other.level
    try FileManager.default.copyItem(
      at: other.folder, to: scratch.url.appending(path: "0"))
    store = try Self.open(scratch.url.appending(path: "0"), keys, province, level)
  }

  private static func open(
    _ url: URL, _ keys: DeviceKeys, _ province: Province, _ level: Int, _ catalogues: [URL] = [],
    returnedBytes: Int? = nil
  ) throws -> DossierStore {
    var options = StoreOptions()
    options.level = level
    if let returnedBytes { options.returnedBytes = returnedBytes }
    options.catalogues = { catalogues }
    return try DossierStore.open(
      at: url, keys: keys, clock: province.clock, random: SystemRandom(), options: options)
  }

  /// The program ends and is started again.
  func restart() throws {
    try store.close()
    store = try Self.open(
      folder, keys, province, level, catalogues, returnedBytes: returnedBytes)
  }

  var folder: URL { scratch.url.appending(path: String(lives)) }
  var id: DeviceID { keys.deviceID }

  private func enrol(_ unit: String) async throws {
    let invitation = try await province.hub.invite(unit: unit, actor: "local:0")
    let request = EnrolmentRequest(
      code: invitation.code, signing: keys.signing.publicKey, agreement: keys.agreement.publicKey,
      time: province.clock.milliseconds
    ).sign(keys.signing)
    let answer = try EnrolmentAnswer.verified(try await province.hub.enrol(request))
    try store.folder.writePublic(answer.bundle.json.canonical, to: store.folder.bundle)
    try store.setSetting(DossierStore.rangeKey, answer.range.json)
    try store.setHub(
      HubInfo(
        key: answer.hubKey, agreement: answer.hubAgreement, url: "http://127.0.0.1:1",
        nonce: answer.nonce, epoch: answer.epoch))
  }

  func snapshot() throws -> URL {
    let copy = scratch.url.appending(path: "copy-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: folder, to: copy)
    return copy
  }

  func putBack(_ copy: URL) throws {
    try store.close()
    lives += 1
    try FileManager.default.copyItem(at: copy, to: folder)
    store = try Self.open(
      folder, keys, province, level, catalogues, returnedBytes: returnedBytes)
  }

  /// One round trip. Answers whether there is more to do.
  ///
  /// - Parameter isLost: whether the answer never arrives.
  @discardableResult
  func exchange(byteLimit: Int = 96 * 1024, isLost: Bool = false) async throws -> Bool {
    guard let request = try store.nextRequest(byteLimit: byteLimit) else { return false }
    do {
      let message = try await province.hub.exchange(request.message)
      if isLost { return true }
      bytesDown += message.body.count
      return try store.take(message, for: request).more
    } catch let error as HubError {
      switch error.code {
      case "wrongNonce": try store.setNonce(error.nonce ?? "")
      case "cursorAhead": try store.noteContradiction()
      case "notEnrolled": try store.noteForgotten()
      case "unknownDictionary": try store.refuseDictionary(of: request)
      default: throw error
      }
      return true
    } catch SegmentError.unknownDictionary {
      try store.noteUnreadAnswer()
      return true
    }
  }

  /// One round trip that the hub answers.
  func answer() async throws -> ExchangeAnswer {
    guard let request = try store.nextRequest(byteLimit: 96 * 1024) else {
      throw StoreError(.refused, "There is no hub.")
    }
    return try store.take(try await province.hub.exchange(request.message), for: request).answer
  }

  /// Exchanges until nothing is left. Answers how many round trips it took; fails after 50.
  @discardableResult
  func settle() async throws -> Int {
    for round in 1...50 where try await !exchange() { return round }
    throw StoreError(.refused, "The exchange does not come to an end.")
  }

  /// Receives a dossier with the next code of the range.
  @discardableResult
  func receive(_ name: String = "Giàng A Hoà") throws -> SubjectID {
    if let why = try store.codeHold() { throw StoreError(.refused, "Numbers are held: \(why).") }
    let number = try firstNumber() + counter
    counter += 1
    let draft = Self.received("\(Province.unit)-261121-\(number)", name: name)
    let day = Instant(milliseconds: province.clock.milliseconds).civil.date
    return try store.write { journal in
      _ = try journal.nextDossierCounter(on: day)
      return try journal.append(draft, by: "local:1000").id
    }
  }

  /// Attaches a file to a dossier; answers its hash.
  @discardableResult
  func attach(_ content: Data, to dossier: SubjectID) throws -> Digest {
    let sha256 = try store.putFile(content)
    try store.append(
      [
        EntryDraft(
          kind: "dossier.file", subject: .existing(dossier),
          body: [
            "component": "giayChungSinh", "sha256": .string(sha256.hex), "name": "giấy.pdf",
            "type": "application/pdf", "size": .integer(Int64(content.count)),
          ])
      ], by: "local:1000")
    return sha256
  }

  /// The first number of the range it was granted.
  func firstNumber() throws -> Int {
    try store.setting(DossierStore.rangeKey).map { try CodeRange(json: $0).first } ?? 0
  }

  @discardableResult
  func set(_ to: Int, _ dossier: SubjectID, data: JSONValue = [:]) throws -> EntryID {
    let heads = try store.state(of: dossier)?.statusHeads ?? []
    return try store.append(
      [
        EntryDraft(
          kind: "dossier.status", subject: .existing(dossier),
          body: ["to": .integer(Int64(to)), "reason": "làm việc", "data": data],
          replaces: heads)
      ], by: "local:1000")[0].id
  }

  func codes() throws -> [String] { try store.summaries().map(\.code).sorted() }
  func problems() throws -> [String] { try store.check().map(\.message) }

  static func received(_ code: String, name: String) -> EntryDraft {
    EntryDraft(
      kind: "dossier.received", subject: .new,
      body: [
        "code": .string(code), "lookup": "ABCDEF", "procedure": "1.001193", "version": "2026.1",
        "unit": .string(Province.unit), "authority": .string(Province.unit),
        "returnUnit": .string(Province.unit), "channel": "1",
        "receivedAt": .integer(Province.start),
        "due": [
          "instant": 1_795_600_800_000, "rule": "R5", "calendar": "2026.2", "vi": "x", "en": "x",
        ],
        "answers": ["nks/hoTen": .string(name)], "rows": [:], "frozen": [:], "components": [],
        "fee": ["total": 0], "sets": 1,
      ])
  }
}

extension DossierStore {
  /// What a stick gets that has room for all.
  func courierParcels(
    unit: String = Province.unit, onlyNew: Bool = false, fileBytes: Int
  ) throws -> [CourierParcel] {
    var parcels: [CourierParcel] = []
    _ = try writeCourier(unit: unit, onlyNew: onlyNew, fileBytes: fileBytes) {
      parcels += $0
      return true
    }
    return parcels
  }
}

extension Hub {
  /// What a stick for a unit gets that has room for all.
  func courierParcels(for unit: String) async throws -> [CourierParcel] {
    try await courierLog(of: unit).parts.map(\.parcel)
  }
}
