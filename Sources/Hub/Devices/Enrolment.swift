import Dossiers
import Foundation
import Identity
package import Sync

extension Hub {
  private static let nonceBytes = 16

  /// Lets a device join with its one-time code. The same key with the same code may ask again,
  /// also after the code has expired, and gets the same answer.
  package func enrol(_ message: SignedMessage) async throws -> SignedMessage {
    let request = try Self.read { try EnrolmentRequest.verified(message) }
    let token = vault.token("invite", Self.plain(request.code))
    let answer = try await change { change in
      guard let invite = try change.rows.invite(token) else { throw Self.badCode }
      let device = try change.enrolled(request, by: invite)
      return try change.enrolmentAnswer(for: device)
    }
    return answer.sign(keys.signing)
  }

  static let badCode = HubError(
    .refused, "badCode", vi: "Mã ghi danh không đúng, đã dùng hoặc đã hết hạn; hãy xin mã mới.",
    en: "The enrolment code is wrong, used or expired; ask the province for a new one.")

  func newNonce() -> Data { random.bytes(Self.nonceBytes) }

  /// Turns what the message types refuse into errors of the hub.
  static func read<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as HubError {
      throw error
    } catch SegmentError.unknownDictionary(let name) {
      throw HubError(
        .badInput, "unknownDictionary", vi: "Máy chủ không có từ điển \(name) của danh mục.",
        en: "The hub does not have the catalogue's dictionary \(name).")
    } catch MessageError.signature {
      throw HubError.forged
    } catch MessageError.otherHub {
      throw HubError.wrongHub
    } catch {
      throw HubError.malformed("\(error)")
    }
  }

  /// The range a device asks for if it is one that is handed out and nobody in its unit has any of
  /// it, else a free one.
  fileprivate static func range(
    wanted: Sync.CodeRange?, taken: [ClosedRange<Int>], pattern: DossierCodePattern, epoch: Int
  ) throws -> ClosedRange<Int> {
    if let wanted {
      let range = wanted.first...wanted.last
      if ranges(of: pattern).contains(range), !taken.contains(where: range.overlaps) {
        return range
      }
    }
    guard let free = freeRange(taken: taken, pattern: pattern, epoch: epoch) else {
      throw HubError(
        .refused, "noRange",
        vi: "Đơn vị đã dùng hết các dải số hồ sơ; mẫu mã \(pattern.text) chỉ đủ cho "
          + "\(pattern.deviceIndexes.count) thiết bị.",
        en: "The unit has no range of dossier numbers left for one more device; its codes "
          + "\(pattern.text) have room for \(pattern.deviceIndexes.count).")
    }
    return free
  }

  /// The ranges of devices. The first thousand stays with the province.
  private static func ranges(of pattern: DossierCodePattern) -> [ClosedRange<Int>] {
    pattern.deviceIndexes.map { $0 * 1000...$0 * 1000 + 999 }
  }

  /// The first free range; `nil` if there is none.
  ///
  /// A hub that was put back (`epoch` above 1) may have forgotten ranges it gave in this order, and
  /// whoever has one may not be back yet. It takes one of the upper half, another in each epoch.
  ///
  /// - Parameter pattern: how the unit writes its codes: more digits have room for more devices.
  static func freeRange(
    taken: [ClosedRange<Int>], pattern: DossierCodePattern, epoch: Int
  ) -> ClosedRange<Int>? {
    let free = ranges(of: pattern).filter { range in !taken.contains(where: range.overlaps) }
    let upper = free.suffix((free.count + 1) / 2)
    guard epoch > 1, !upper.isEmpty else { return free.first }
    return upper[upper.startIndex + epoch % upper.count]
  }
}

extension HubChange {
  fileprivate mutating func enrolled(_ request: EnrolmentRequest, by invite: InviteRecord) throws
    -> DeviceRecord
  {
    let id = request.signing.deviceID
    let known = try rows.device(id)
    if invite.usedBy == id, let known { return known }
    guard invite.usedBy == nil, now >= invite.created, now < invite.expires else {
      throw Hub.badCode
    }
    guard known == nil else {
      throw HubError(
        .refused, "enrolledAlready", vi: "Thiết bị này đã ghi danh rồi.",
        en: "The device is enrolled already, with another code.")
    }
    if let unit = request.unit?["code"]?.string, unit != invite.unit {
      throw HubError(
        .refused, "otherUnit", vi: "Mã ghi danh này cấp cho đơn vị \(invite.unit).",
        en: "The enrolment code is for unit \(invite.unit), not for \(unit.prefix(40)).")
    }
    let range = try Hub.range(
      wanted: request.range, taken: takenRanges(of: invite.unit),
      pattern: codePattern(of: invite.unit), epoch: epoch)
    let device = DeviceRecord(
      id: id, unit: invite.unit, range: range, signing: request.signing.rawRepresentation,
      agreement: request.agreement.rawRepresentation, state: .active, enrolled: now,
      revoked: nil, nonce: hub.newNonce(), lastContact: now, bundleKnown: 0, bundleOffered: 0)
    try rows.save(device)
    try rows.save(
      RangeRecord(
        unit: device.unit, first: range.lowerBound, last: range.upperBound, device: id, epoch: 1,
        granted: now, closed: nil))
    var used = invite
    used.usedBy = id
    try rows.save(used)
    try issueBundle()
    try append(
      OwnDraft(
        subject: nil, kind: "device.admitted",
        body: [
          "device": .string(id.rawValue), "key": .string(request.signing.base64url),
          "agreement": .string(request.agreement.base64url), "unit": .string(device.unit),
          "range": Sync.CodeRange(first: range.lowerBound, last: range.upperBound).json,
        ], actor: "hub"))
    return device
  }

  fileprivate func enrolmentAnswer(for device: DeviceRecord) throws -> EnrolmentAnswer {
    guard let unit = try rows.unit(device.unit) else { throw HubError.noUnit(device.unit) }
    return EnrolmentAnswer(
      hubKey: hub.publicKey, hubAgreement: hub.agreementKey, epoch: epoch,
      unit: try JSONValue(parsing: unit.document),
      range: Sync.CodeRange(first: device.range.lowerBound, last: device.range.upperBound),
      bundle: try trustBundle(), nonce: device.nonce.base64url, time: now)
  }
}
