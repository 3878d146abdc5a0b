package import Counter
import DossierStore
import Dossiers
package import Foundation
import HTTPClient
package import Identity
import Sync
import SyncAgent

/// Joining a province by a one-time code. A lost answer can be asked for again: the same key with
/// the same code gets the same answer.
package enum Enrolment {
  /// Where the hub is, and who vouches for it.
  package struct Target: Sendable {
    let url: String
    /// The certificate authority (PEM) that is trusted alone, now and in every exchange.
    let authority: String?

    /// Bytes of the largest authority file.
    private static let authorityLimit = 64 * 1024

    package init(_ url: String, authority: Data? = nil) throws {
      guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
        throw DossierError(
          .badInput, vi: "Địa chỉ trung tâm phải bắt đầu bằng http:// hoặc https://.",
          en: "The hub's address begins with http:// or https://.")
      }
      self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
      guard let authority else {
        self.authority = nil
        return
      }
      guard url.hasPrefix("https://") else {
        throw DossierError(
          .badInput, vi: "Chỉ địa chỉ https:// mới dùng tệp chứng thư gốc.",
          en: "An authority file needs an address that begins with https://.")
      }
      let text = String(bytes: authority, encoding: .utf8) ?? ""
      guard authority.count <= Self.authorityLimit, text.contains("-----BEGIN CERTIFICATE-----")
      else {
        throw DossierError(
          .badInput, vi: "Tệp chứng thư gốc phải là PEM, không quá 64 KB.",
          en: "The authority file is no certificate in PEM form of at most 64 KB.")
      }
      self.authority = text
    }
  }

  /// Makes a data folder for a device that a hub takes in.
  package static func found(
    _ surroundings: Surroundings, hub target: Target, code: String, mode: KeyMode
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
  package static func enrol(_ office: OneStopOffice, hub target: Target, code: String)
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

  private static func join(_ office: OneStopOffice, _ target: Target, _ answer: EnrolmentAnswer)
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
    _ target: Target, code: String, keys: DeviceKeys, time: Int64, unit: JSONValue?,
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
