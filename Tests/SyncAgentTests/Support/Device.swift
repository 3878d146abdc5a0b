import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import HTTPClient
import Hub
import Identity
import Sync
import SyncAgent

/// A commune's device enrolled with a hub: the real office, store and agent.
final class Device: Sendable {
  static let start: Int64 = 1_795_140_000_000  // 2026-11-20T09:00:00+07:00
  let folder: URL
  let clock: any WallClock
  let office: OneStopOffice
  let admin = Actor.localAdministrator(userID: 1000)

  /// - Parameter port: where the device believes the hub to be, as a link in between may stand.
  init(_ rig: HubRig, clock: any WallClock, port: Int? = nil, seed: UInt64 = 1) async throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "device-test-\(UUID().uuidString)")
    self.clock = clock
    office = try OneStopOffice.found(
      Surroundings(
        data: folder, share: HubRig.share, clock: clock, random: SeededRandom(seed: seed)),
      unitFile: try Data(contentsOf: HubRig.share.appending(path: "Forms/demo-unit.json")),
      mode: .plainFile,
      range: try Dossiers.CodeRange(deviceIndex: Int(seed)))
    let keys = office.keys.keys
    let invitation = try await rig.hub.invite(unit: office.unit.code, actor: "local:0")
    let request = EnrolmentRequest(
      code: invitation.code, signing: keys.signing.publicKey, agreement: keys.agreement.publicKey,
      time: clock.milliseconds, unit: nil, range: nil
    ).sign(keys.signing)
    let answer = try EnrolmentAnswer.verified(try await rig.hub.enrol(request))
    try office.store.setHub(
      HubInfo(
        key: answer.hubKey, agreement: answer.hubAgreement, url: rig.url(port: port),
        nonce: answer.nonce, epoch: answer.epoch))
  }

  deinit {
    try? office.store.close()
    try? FileManager.default.removeItem(at: folder)
  }

  var id: DeviceID { office.store.device }

  var exchanger: Exchanger {
    Exchanger(
      store: office.store, keys: office.keys.keys, client: CurlClient(), clock: clock,
      heard: { [office] in try office.clockChecked(hubTime: $0.time) })
  }

  func agent(seed: UInt64 = 5) -> ExchangeAgent {
    ExchangeAgent(
      store: office.store, exchanger: exchanger, clock: clock, random: SeededRandom(seed: seed))
  }

  @discardableResult
  func receive(file: Data? = nil) throws -> Received {
    let birth = "1.001193"
    let sample = HubRig.share.appending(
      path: "Forms/\(birth)/2026.1/samples/valid-father-on-time.json")
    return try office.receive(
      procedure: birth, answers: try FormSample(json: try Data(contentsOf: sample)).answers,
      files: file.map { [OfferedFile(component: "giayChungSinh", name: "giay.pdf", data: $0)] }
        ?? [], token: nil, by: admin)
  }

  var written: Int { get throws { try office.store.streamHead()?.seq ?? 0 } }
}

extension HubRig {
  /// This device's entries as the hub keeps them, in order.
  func kept(of device: Device) async throws -> [Int] {
    let id = device.id
    return try await hub.store.read { rows in
      try rows.entries(author: id, epoch: 1, after: 0, limit: 10_000).map(\.id.seq)
    }
  }

  func progress(of file: Data) async throws -> FileRecord? {
    try await hub.store.read { try $0.fileRecord(Digest.of(file)) }
  }
}
