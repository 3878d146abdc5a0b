import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// How a world begins: units, devices and the hub they joined.
extension World {
  static let unitCodes = ["H99.88", "H99.89", "H99.90"]

  func found() async throws {
    chooseHubVersion()
    let joining = chooseLatecomer()
    try province.open()
    try await foundCatalogues()
    let unitCount = dice.number(1...3)
    var units: [Dossiers.Unit] = []
    for code in Self.unitCodes.prefix(unitCount) {
      let document = Self.unitFile(code)
      units.append(
        try JSONFile.decode(
          Dossiers.Unit.self, from: document.canonical, named: "the unit file"))
      _ = try await hub().addUnit(document, actor: "local:0")
    }
    let count = dice.number(max(2, unitCount)...4)
    for index in 0..<count {
      let unit = units[index % units.count]
      try await addKiosk("\(unit.code.suffix(2))-\(index / units.count + 1)", unit, index: index)
    }
    note("\(count) devices in \(unitCount) units")
    if let joining { planLatecomer(joining, units) }
    try await planForger(units)
  }

  /// A device that joins a unit; answers whether it did, which a fault of the hub may prevent.
  ///
  /// - Parameter attempt: another key is used each time.
  @discardableResult
  func addKiosk(_ name: String, _ unit: Dossiers.Unit, index: Int, attempt: UInt64 = 0)
    async throws -> Bool
  {
    let folder = root.appending(path: "k\(index)")
    let random = SeededRandom(seed: seed &* 1000 &+ UInt64(index) &+ 1 &+ attempt &* 100)
    let keys = DeviceKeys(random: random)
    guard let answer = try await enrol(keys, unit) else { return false }
    let disk = FaultyDisk(folder: folder.path, seed: seed &* 37 &+ UInt64(index))
    disk.put(images.kiosk, DataFolder(folder).database.lastPathComponent)
    let kiosk = Kiosk(
      name: name, unit: unit, disk: disk, folder: folder, keys: keys, clock: MachineClock(now),
      random: random)
    // Small in the worlds of small segments, so that logs go back in parts.
    if hasSmallSegments { kiosk.returnedBytes = 4000 }
    chooseVersion(kiosk)
    chooseCatalogue(kiosk, index: index)
    try kiosk.open()
    try kiosk.store?.folder.writePublic(
      answer.bundle.json.canonical, to: DataFolder(folder).bundle)
    try kiosk.store?.setSetting(DossierStore.rangeKey, answer.range.json)
    try kiosk.store?.setHub(
      HubInfo(
        key: answer.hubKey, agreement: answer.hubAgreement, url: "https://hub.example",
        nonce: answer.nonce, epoch: answer.epoch))
    kiosk.close()
    kiosks.append(kiosk)
    return true
  }

  /// Lets a key into a unit; `nil` if a fault of the hub prevented it.
  func enrol(_ keys: DeviceKeys, _ unit: Dossiers.Unit) async throws -> EnrolmentAnswer? {
    let time = now
    return try await workAtHub("enrolling a device") { hub in
      let invitation = try await hub.invite(unit: unit.code, actor: "local:0")
      let request = EnrolmentRequest(
        code: invitation.code, signing: keys.signing.publicKey,
        agreement: keys.agreement.publicKey, time: time)
      return try EnrolmentAnswer.verified(try await hub.enrol(request.sign(keys.signing)))
    }
  }

  static func unitFile(_ code: String) -> JSONValue {
    [
      "code": .string(code), "name": "UBND xã Pà Cò Thử", "superior": "UBND tỉnh Thử Nghiệm",
      "province": "Tỉnh Thử Nghiệm", "place": "Pà Cò Thử",
      "address": "Xóm Thử Nghiệm, xã Pà Cò Thử", "hotline": "0200 000 000",
      "codePattern": "{unit}-{yyMMdd}-{seq:4}",
      "hours": ["morning": ["07:00", "11:30"], "afternoon": ["13:30", "17:00"]],
      "promise": "closeOfSession", "trackingURL": "http://127.0.0.1:8800/t/", "demo": true,
      "communeCode": "09988",
    ]
  }
}
