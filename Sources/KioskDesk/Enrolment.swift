package import Counter
package import DossierStore
import Dossiers
import Foundation
import HTTPClient
package import Identity
import Sync
import SyncAgent

/// Joining a province by a one-time code. A lost answer can be asked for again: the same key with
/// the same code gets the same answer.
package enum Enrolment {
  /// Makes a data folder for a device that a hub takes in.
  package static func found(
    _ surroundings: Surroundings, hub target: HubAddress, code: String, mode: KeyMode
  ) async throws -> OneStopOffice {
    let keys = try OneStopOffice.makeKeys(surroundings, mode: mode)
    let answer = try await ask(
      target, code: code, keys: keys.keys, time: surroundings.clock.milliseconds, unit: nil,
      range: nil)
    let unit = try JSONFile.decode(
      Dossiers.Unit.self, from: answer.unit.canonical, named: "unit from the hub")
    let folder = DataFolder(surroundings.data)
    try folder.writePublic(answer.unit.canonical, to: folder.unit)
    let office = try OneStopOffice.open(surroundings)
    try office.record(range: Dossiers.CodeRange(first: answer.range.first, last: answer.range.last))
    _ = try office.store.append(
      [
        EntryDraft(
          kind: "device.started", subject: .new,
          body: [
            "key": .string(keys.keys.signing.publicKey.base64url), "unit": .string(unit.code),
            "range": answer.range.json, "mode": .string(mode.rawValue),
          ])
      ], by: Actor.device.id)
    try join(office, target, answer)
    return office
  }

  /// Joins later; codes and receipts given out stay valid.
  package static func enrol(_ office: OneStopOffice, hub target: HubAddress, code: String)
    async throws
  {
    if let known = try office.store.hub() {
      throw DossierError(
        .refused, vi: "Đơn vị đã ghi danh với \(known.url).",
        en: "The device is enrolled with \(known.url) already.")
    }
    let folder = DataFolder(office.surroundings.data)
    let unit = try JSONValue(parsing: Data(contentsOf: folder.unit))
    let own = try office.codeRange()
    let answer = try await ask(
      target, code: code, keys: office.keys.keys, time: office.surroundings.clock.milliseconds,
      unit: unit, range: Sync.CodeRange(first: own.first, last: own.last))
    guard answer.unit["code"]?.string == office.unit.code else {
      throw DossierError(
        .refused, vi: "Mã ghi danh dành cho đơn vị khác.",
        en: "The code enrols a device of another unit.")
    }
    try folder.writePublic(answer.unit.canonical, to: folder.unit)
    try office.record(range: Dossiers.CodeRange(first: answer.range.first, last: answer.range.last))
    try join(office, target, answer)
  }

  private static func join(_ office: OneStopOffice, _ target: HubAddress, _ answer: EnrolmentAnswer)
    throws
  {
    let folder = DataFolder(office.surroundings.data)
    try folder.writePublic(answer.bundle.json.canonical, to: folder.bundle)
    try office.store.setHub(
      HubInfo(
        key: answer.hubKey, agreement: answer.hubAgreement, url: target.url,
        nonce: answer.nonce, epoch: answer.epoch, authority: target.authority))
    try office.clockChecked(hubTime: answer.time)
  }

  private static func ask(
    _ target: HubAddress, code: String, keys: DeviceKeys, time: Int64, unit: JSONValue?,
    range: Sync.CodeRange?
  ) async throws -> EnrolmentAnswer {
    let request = EnrolmentRequest(
      code: code, signing: keys.signing.publicKey, agreement: keys.agreement.publicKey,
      time: time, unit: unit, range: range
    ).sign(keys.signing)
    let response = try await CurlClient().send(
      HTTPRequest(
        method: "POST", url: target.url + "/sync/v1/enrol",
        headers: [
          ("Content-Type", "application/json"), (SignedMessage.headerName, request.header),
        ], body: request.body, authority: target.authority.map { Data($0.utf8) }))
    guard response.status == 200,
      let message = SignedMessage(
        body: response.body,
        header: response.headers[SignedMessage.headerName.lowercased()] ?? "")
    else {
      let sentence = (try? JSONValue(parsing: response.body))?["message"]?.string
      throw DossierError(
        .refused, vi: "Trung tâm từ chối ghi danh (\(response.status)).",
        en: sentence ?? "The hub refused the enrolment (\(response.status)).")
    }
    return try EnrolmentAnswer.verified(message)
  }
}
