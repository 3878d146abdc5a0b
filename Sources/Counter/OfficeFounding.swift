import DossierStore
package import Dossiers
package import Foundation
package import Identity

/// How an office comes to be: standalone from a unit file, or by what a hub answered.
extension OneStopOffice {
  /// Name of the setting that holds the device's range of the daily counter.
  static let rangeSetting = DossierStore.rangeKey

  /// Makes a data folder for a full commune that needs no hub.
  /// - Throws: ``DossierError`` when the unit file is wrong or the folder is already in use.
  package static func found(
    _ surroundings: Surroundings, unitFile: Data, mode: KeyMode, range: CodeRange
  ) throws -> OneStopOffice {
    let unit = try JSONFile.decode(Dossiers.Unit.self, from: unitFile, named: "unit file")
    let keys = try makeKeys(surroundings, mode: mode)
    let folder = DataFolder(surroundings.data)
    let device = TrustBundle.Device(
      key: keys.keys.signing.publicKey, unit: unit.code, from: keys.created)
    let bundle = TrustBundle.sign(
      issued: keys.created, devices: [device], key: keys.keys.signing)
    try folder.writePublic(unitFile, to: folder.unit)
    try folder.writePublic(bundle.json.canonical, to: folder.bundle)
    let office = try open(surroundings)
    try office.record(range: range)
    _ = try office.store.append(
      [
        EntryDraft(
          kind: "device.started", subject: .new,
          body: [
            "key": .string(keys.keys.signing.publicKey.base64url), "unit": .string(unit.code),
            "range": range.json, "mode": .string(mode.rawValue),
          ])
      ], by: Actor.device.id)
    return office
  }

  /// Makes the keys of a data folder; a founding that was cut off goes on with those it had.
  package static func makeKeys(_ surroundings: Surroundings, mode: KeyMode) throws -> KeyFolder {
    let folder = DataFolder(surroundings.data)
    if FileManager.default.fileExists(atPath: folder.unit.path) {
      throw DossierError(
        .refused, vi: "Thư mục này đã là một đơn vị.",
        en: "\(surroundings.data.path) already holds an office.")
    }
    try folder.create()
    if KeyFolder.exists(at: surroundings.data) {
      return try KeyFolder.open(
        at: surroundings.data, credentialsDirectory: surroundings.credentials)
    }
    return try KeyFolder.create(
      at: surroundings.data, mode: mode, credentialsDirectory: surroundings.credentials,
      created: surroundings.clock.milliseconds, random: surroundings.random)
  }

  static let numbersHeld = DossierError(
    .refused,
    vi: "Máy này vừa được khôi phục nên chưa được cấp số mới; hãy kết nối với tỉnh để nhận dải "
      + "số (đã kết nối mà vẫn chưa có thì báo tỉnh: đơn vị có thể đã hết dải số), hoặc quản trị "
      + "viên chạy “motcua range grant”.",
    en: "This device was restored and may not give out numbers yet: exchange with the province, "
      + "which grants a range (if it does not, tell it: the unit may have none left), or run "
      + "“motcua range grant FIRST-LAST”.")

  package func record(range: CodeRange) throws {
    try store.setSetting(Self.rangeSetting, range.json)
  }

  /// The device's own part of the unit's daily counter.
  ///
  /// Refuses while numbers are held: a folder that was put back to an earlier state does not know
  /// which it gave out since.
  package func codeRange() throws -> CodeRange {
    if try store.codeHold() != nil { throw Self.numbersHeld }
    guard let value = try store.setting(Self.rangeSetting), let first = value["first"]?.integer,
      let last = value["last"]?.integer
    else {
      throw DossierError(
        .refused, vi: "Thiết bị chưa được cấp dải số hồ sơ.",
        en: "The device has no range of dossier numbers; ask the province or run init again.")
    }
    return try CodeRange(first: Int(first), last: Int(last))
  }
}

extension CodeRange {
  package var json: JSONValue {
    ["first": .integer(Int64(first)), "last": .integer(Int64(last))]
  }
}
