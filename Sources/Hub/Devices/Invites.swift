package import Dossiers
import Foundation
import Identity

/// An enrolment code, shown once.
package struct Invitation: Sendable, Equatable {
  package let code: String
  package let unit: String
  package let expires: Instant
}

extension Hub {
  private static let codeAlphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
  /// 12 characters of 31: about 59 bits, for minutes and one use.
  private static let codeLength = 12

  /// Makes a one-time code for one more device of `unit`. Only its keyed token is kept.
  package func invite(
    unit: String, lifeMilliseconds: Int64? = nil, actor: String
  ) async throws -> Invitation {
    let life = lifeMilliseconds ?? limits.inviteLifeMilliseconds
    guard (1...limits.inviteLifeMaximumMilliseconds).contains(life) else {
      throw HubError(
        .badInput, "badLife", vi: "Thời hạn của mã phải từ 1 phút đến 7 ngày.",
        en: "The code's life must be between 1 minute and 7 days.")
    }
    let characters = (0..<Self.codeLength).map { _ in
      Self.codeAlphabet[Int(random.number(below: UInt32(Self.codeAlphabet.count)))]
    }
    let code = stride(from: 0, to: Self.codeLength, by: 4)
      .map { String(characters[$0..<$0 + 4]) }.joined(separator: "-")
    let token = vault.token("invite", Self.plain(code))
    return try await change { change in
      guard try change.rows.unit(unit) != nil else { throw HubError.noUnit(unit) }
      let expires = change.now + life
      try change.rows.save(
        InviteRecord(
          token: token, unit: unit, created: change.now, expires: expires, usedBy: nil))
      try change.append(
        OwnDraft(
          subject: nil, kind: "device.invited",
          body: ["unit": .string(unit), "expires": .integer(expires)], actor: actor))
      return Invitation(code: code, unit: unit, expires: Instant(milliseconds: expires))
    }
  }

  /// What a person typed, without the marks that only help the eye.
  static func plain(_ code: String) -> String {
    code.uppercased().filter { $0 != "-" && $0 != " " }
  }
}
