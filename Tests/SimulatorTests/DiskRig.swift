import CFaultVFS
import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Simulator
import Sync

/// A device's store on a disk that fails when it is told to.
final class StoreRig {
  let disk: FaultyDisk
  let folder: URL
  let keys: DeviceKeys
  let clock = ManualClock(milliseconds: 1_795_230_000_000)
  private let random = SeededRandom(seed: 11)

  init(seed: UInt64 = 1) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)")
    disk = FaultyDisk(folder: folder.path, seed: seed)
    keys = DeviceKeys(random: SeededRandom(seed: 7))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func open() throws -> DossierStore {
    try DossierStore.open(
      at: folder, keys: keys, clock: clock, random: random, options: StoreOptions(readers: 1))
  }

  /// What the power cut left, opened again.
  func reopen() throws -> DossierStore {
    if disk.isDown { disk.restart() }
    return try open()
  }

  /// One dossier's life, an entry at a time; `told` hears of each that is on the disk.
  func scenario(_ store: DossierStore, told: (Entry) -> Void) throws {
    let first = try receive(store, request: "t1")
    told(first)
    let id = first.id
    for number in 1...3 {
      let body: [String: JSONValue] = [
        "source": "officer",
        "changes": ["nks/hoTen": ["v": .string("Thử \(number)"), "over": []]],
      ]
      try store.append(
        [EntryDraft(kind: "dossier.edited", subject: .existing(id), body: body)],
        by: "local:1000"
      ).forEach(told)
    }
    _ = try store.saveDraft(id: "abc1", owner: "local:1000", content: ["a": "b"])
    try store.append(
      [
        EntryDraft(
          kind: "dossier.status", subject: .existing(id),
          body: ["to": 4, "reason": "lý do", "data": [:]], replaces: [id])
      ], by: "local:1000"
    ).forEach(told)
  }

  /// A dossier with the next code of the day.
  func receive(_ store: DossierStore, request: String) throws -> Entry {
    try store.write { journal in
      let day = Instant(milliseconds: clock.milliseconds).civil.date
      let number = 1000 + (try journal.nextDossierCounter(on: day))
      let body: [String: JSONValue] = [
        "code": .string("H99.88-261121-\(number)"), "lookup": "7K3MPA",
        "procedure": "1.001193", "version": "2026.1", "unit": "H99.88", "authority": "H99.88",
        "returnUnit": "H99.88", "channel": "1", "receivedAt": .integer(clock.milliseconds),
        "answers": ["nks/hoTen": "Thử"], "rows": [:], "frozen": [:], "components": [],
        "fee": [:], "sets": 1, "request": .string(request),
      ]
      return try journal.append(
        EntryDraft(kind: "dossier.received", subject: .new, body: body), by: "local:1000")
    }
  }
}

/// A hub on a disk that fails when it is told to.
final class HubRig {
  let disk: FaultyDisk
  let folder: URL
  let clock = ManualClock(milliseconds: 1_795_230_000_000)
  private let keys = DeviceKeys(random: SeededRandom(seed: 9))

  init(seed: UInt64 = 1) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
    disk = FaultyDisk(folder: folder.path, seed: seed)
  }

  func open() throws -> Hub {
    Hub(
      store: try SQLiteHubStore(file: folder.appending(path: HubFolder.storeName)), keys: keys,
      keyMode: .plainFile, clock: clock, random: SeededRandom(seed: 5))
  }

  func reopen() throws -> Hub {
    if disk.isDown { disk.restart() }
    return try open()
  }

  static let unit: JSONValue = [
    "code": "H99.88", "name": "UBND xã Pà Cò Thử", "superior": "UBND tỉnh Thử Nghiệm",
    "province": "Tỉnh Thử Nghiệm", "place": "Pà Cò Thử",
    "address": "Xóm Thử Nghiệm, xã Pà Cò Thử", "hotline": "0200 000 000",
    "codePattern": "{unit}-{yyMMdd}-{seq:4}",
    "hours": ["morning": ["07:00", "11:30"], "afternoon": ["13:30", "17:00"]],
    "promise": "closeOfSession", "trackingURL": "http://127.0.0.1:8800/t/", "demo": true,
    "communeCode": "09988",
  ]

  /// A unit, a device and its first exchange; answers what was acknowledged.
  func scenario(_ hub: Hub, device: StoreRig, told: (Int) -> Void) async throws {
    _ = try await hub.addUnit(Self.unit, actor: "local:0")
    let invitation = try await hub.invite(unit: "H99.88", actor: "local:0")
    let request = EnrolmentRequest(
      code: invitation.code, signing: device.keys.signing.publicKey,
      agreement: device.keys.agreement.publicKey, time: clock.milliseconds)
    let joined = try EnrolmentAnswer.verified(
      try await hub.enrol(request.sign(device.keys.signing)))
    let store = try device.open()
    defer { try? store.close() }
    try store.setHub(
      HubInfo(
        key: joined.hubKey, agreement: joined.hubAgreement, url: "https://hub.example",
        nonce: joined.nonce, epoch: joined.epoch))
    for turn in 0..<2 {
      _ = try device.receive(store, request: "r\(turn)")
      guard let known = try store.hub() else { return }
      let outbox = try store.outbox(byteLimit: 100_000)
      let message = try ExchangeRequest(
        hub: known.id, device: store.device, epoch: outbox.epoch, nonce: known.nonce,
        after: outbox.after, stream: outbox.head, logs: store.cursors(),
        time: clock.milliseconds, entries: outbox.entries
      ).sign(device.keys.signing)
      let answer = try ExchangeAnswer.verified(try await hub.exchange(message), key: known.key)
      told(answer.ack)
      try store.ingest(answer, epoch: outbox.epoch)
    }
  }
}
