import Foundation
package import Identity

/// Dossier numbers a device may give out, both ends included.
package struct CodeRange: Sendable, Hashable, Codable, JSONConvertible {
  package let first: Int
  package let last: Int

  package init(first: Int, last: Int) {
    self.first = first
    self.last = last
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "range of codes")
    self.first = try fields.count("first")
    self.last = try fields.count("last")
    guard first <= last else { throw fields.wrong("last") }
  }

  package var json: JSONValue {
    ["first": .integer(Int64(first)), "last": .integer(Int64(last))]
  }
}

/// `POST /sync/v1/enrol`, signed by the new key: whoever has the code may join with this key.
package struct EnrolmentRequest: Sendable, Hashable {
  package static let version: Int64 = 1

  package let code: String
  package let signing: VerifyingKey
  package let agreement: AgreementPublicKey
  /// Milliseconds.
  package let time: Int64
  /// The unit file and codes a commune used on its own before it joined.
  package let unit: JSONValue?
  package let range: CodeRange?

  package init(
    code: String, signing: VerifyingKey, agreement: AgreementPublicKey, time: Int64,
    unit: JSONValue? = nil, range: CodeRange? = nil
  ) {
    self.code = code
    self.signing = signing
    self.agreement = agreement
    self.time = time
    self.unit = unit
    self.range = range
  }

  package func sign(_ key: SigningKey) -> SignedMessage {
    precondition(key.publicKey == signing, "a device enrols with its own key")
    var members: [String: JSONValue] = [
      "v": .integer(Self.version), "code": .string(code), "signing": .string(signing.base64url),
      "agreement": .string(agreement.base64url), "time": .integer(time),
    ]
    members["unit"] = unit
    members["range"] = range?.json
    return SignedMessage.sign(
      JSONValue.object(members).canonical, .enrolment, key)
  }

  /// Reads a request and checks that the sender holds the key it names.
  package static func verified(_ message: SignedMessage) throws -> EnrolmentRequest {
    var fields = try JSONFields(JSONValue(parsing: message.body), "enrolment request")
    try fields.version(version)
    let signing = try fields.verifyingKey("signing")
    guard message.isValid(.enrolment, signing) else {
      throw MessageError.signature(signing.deviceID)
    }
    return EnrolmentRequest(
      code: try fields.string("code"), signing: signing,
      agreement: try fields.agreementKey("agreement"), time: try fields.integer64("time"),
      unit: fields.take("unit"), range: try fields.take("range").map(CodeRange.init(json:)))
  }
}

/// What a device learns when it joins. The same key with the same code gets the same answer.
package struct EnrolmentAnswer: Sendable, Hashable {
  package static let version: Int64 = 1

  package let hubKey: VerifyingKey
  package let hubAgreement: AgreementPublicKey
  package let epoch: Int
  /// The unit file.
  package let unit: JSONValue
  package let range: CodeRange
  package let bundle: TrustBundle
  package let nonce: String
  /// The hub's clock, milliseconds.
  package let time: Int64

  package var hub: DeviceID { hubKey.deviceID }

  package init(
    hubKey: VerifyingKey, hubAgreement: AgreementPublicKey, epoch: Int, unit: JSONValue,
    range: CodeRange, bundle: TrustBundle, nonce: String, time: Int64
  ) {
    self.hubKey = hubKey
    self.hubAgreement = hubAgreement
    self.epoch = epoch
    self.unit = unit
    self.range = range
    self.bundle = bundle
    self.nonce = nonce
    self.time = time
  }

  package func sign(_ key: SigningKey) -> SignedMessage {
    precondition(key.publicKey == hubKey, "a hub answers with its own key")
    let json: JSONValue = [
      "v": .integer(Self.version), "hub": .string(hub.rawValue),
      "hubKey": .string(hubKey.base64url), "hubAgreement": .string(hubAgreement.base64url),
      "epoch": .integer(Int64(epoch)), "unit": unit, "range": range.json, "bundle": bundle.json,
      "nonce": .string(nonce), "time": .integer(time),
    ]
    return SignedMessage.sign(json.canonical, .enrolled, key)
  }

  /// Reads an answer; trusts the key it names on first use, unless `pinned` says which it must be.
  package static func verified(_ message: SignedMessage, pinned: VerifyingKey? = nil) throws
    -> EnrolmentAnswer
  {
    var fields = try JSONFields(JSONValue(parsing: message.body), "enrolment answer")
    try fields.version(version)
    let hub = try fields.deviceID("hub")
    let key = try fields.verifyingKey("hubKey")
    guard key.deviceID == hub, pinned == nil || pinned == key, message.isValid(.enrolled, key)
    else { throw MessageError.signature(hub) }
    let answer = EnrolmentAnswer(
      hubKey: key, hubAgreement: try fields.agreementKey("hubAgreement"),
      epoch: try fields.count("epoch"), unit: try fields.value("unit"),
      range: try CodeRange(json: fields.value("range")),
      bundle: try TrustBundle(json: fields.value("bundle")), nonce: try fields.string("nonce"),
      time: try fields.integer64("time"))
    guard answer.bundle.verify(pinned: key) else { throw MessageError.signature(hub) }
    return answer
  }
}
