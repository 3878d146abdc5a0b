package import Dossiers

/// Why the hub did not do what it was asked, in one sentence of both languages.
package struct HubError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Kind: String, Sendable {
    /// Malformed, out of range or signed by nobody we can name.
    case badInput
    /// Not signed by the device it claims to be from, or by a device not enrolled here.
    case notAuthentic
    case notFound
    /// Understood, and against a rule.
    case refused
    /// The nonce was used already; the error carries the one that is good now.
    case replayed
    case tooManyAttempts
    case overloaded
    /// What the hub keeps cannot be read: whoever asked can do nothing about it.
    case damaged
  }

  package let kind: Kind
  /// Stable word for programs, e.g. "wrongNonce".
  package let code: String
  package let message: LocalizedText
  /// base64url of the nonce that is good now, for `replayed`.
  package var nonce: String?

  package init(_ kind: Kind, _ code: String, vi: String, en: String, nonce: String? = nil) {
    self.kind = kind
    self.code = code
    self.message = LocalizedText(vi: vi, en: en)
    self.nonce = nonce
  }

  package var description: String { message.en }
}

extension HubError {
  static func malformed(_ sentence: String) -> HubError {
    HubError(
      .badInput, "malformed", vi: "Thông điệp không đọc được: \(sentence)", en: sentence)
  }

  static let notEnrolled = HubError(
    .notAuthentic, "notEnrolled", vi: "Thiết bị này chưa được ghi danh tại tỉnh.",
    en: "This device is not enrolled here; enrol it with a code from the province.")

  static let forged = HubError(
    .notAuthentic, "badSignature", vi: "Chữ ký không phải của thiết bị này.",
    en: "The signature is not that of the device.")

  static let wrongHub = HubError(
    .badInput, "wrongHub", vi: "Thông điệp này gửi cho một máy chủ khác.",
    en: "This message is meant for another hub.")

  static func otherUnit(_ unit: String) -> HubError {
    HubError(
      .refused, "notYourUnit", vi: "Thiết bị không được đọc sổ của đơn vị \(unit).",
      en: "The device may not read the log of unit \(unit).")
  }

  static let noDossier = HubError(
    .notFound, "noDossier", vi: "Không có hồ sơ này.", en: "There is no such dossier.")

  static let noDevice = HubError(
    .notFound, "noDevice", vi: "Không có thiết bị này.", en: "There is no such device.")

  static func noUnit(_ code: String) -> HubError {
    HubError(
      .notFound, "noUnit", vi: "Không có đơn vị \(code).",
      en: "There is no unit \(code); add it with “motcua-hub unit add”.")
  }
}

extension HubError {
  /// The number HTTP answers it with.
  package var httpStatus: Int {
    switch kind {
    case .badInput: 400
    case .notAuthentic: 401
    case .refused: 403
    case .notFound: 404
    case .replayed: 409
    case .tooManyAttempts: 429
    case .overloaded: 503
    case .damaged: 500
    }
  }
}
