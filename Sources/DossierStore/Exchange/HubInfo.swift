package import Identity
package import Sync

/// The hub this device exchanges with.
package struct HubInfo: Sendable, Hashable, JSONConvertible {
  static let settingKey = "hub"

  package let key: VerifyingKey
  package let agreement: AgreementPublicKey
  package var address: HubAddress
  /// The nonce of the next request.
  package var nonce: String
  /// The hub's epoch as last told.
  package var epoch: Int

  /// What the hub said it understands, as in `ExchangeAnswer.reads`.
  package var reads = 1

  package var id: DeviceID { key.deviceID }
  package var url: String { address.url }

  package init(
    key: VerifyingKey, agreement: AgreementPublicKey, url: String, nonce: String, epoch: Int,
    authority: String? = nil
  ) {
    self.key = key
    self.agreement = agreement
    self.address = HubAddress(url: url, authority: authority)
    self.nonce = nonce
    self.epoch = epoch
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "hub")
    key = try fields.verifyingKey("key")
    agreement = try fields.agreementKey("agreement")
    address = HubAddress(
      url: try fields.string("url"), authority: fields.take("authority")?.string)
    nonce = try fields.string("nonce")
    epoch = try fields.count("epoch")
    reads = Int(clamping: fields.take("reads")?.integer ?? 1)
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "key": .string(key.base64url), "agreement": .string(agreement.base64url),
      "url": .string(url), "nonce": .string(nonce), "epoch": .integer(Int64(epoch)),
    ]
    if reads > 1 { members["reads"] = .integer(Int64(reads)) }
    members["authority"] = address.authority.map(JSONValue.string)
    return .object(members)
  }
}

extension DossierStore {
  /// `nil` for a commune on its own.
  package func hub() throws -> HubInfo? { try read { try $0.hub() } }

  package func setHub(_ hub: HubInfo) throws {
    try setSetting(HubInfo.settingKey, hub.json)
  }

  /// Takes over the nonce a hub answered with, for the next request.
  package func setNonce(_ nonce: String) throws {
    try changeHub { $0.nonce = nonce }
  }

  /// The hub did not understand what it once said it would, as after it went back to an earlier
  /// program: it is spoken to as any hub is.
  package func forgetWhatHubReads() throws {
    try changeHub { $0.reads = 1 }
  }

  /// - Throws: ``StoreError`` where no hub is known.
  func changeHub(_ change: @Sendable (inout HubInfo) -> Void) throws {
    try write { journal in
      guard var hub = try journal.setting(HubInfo.settingKey).map(HubInfo.init(json:)) else {
        throw StoreError(.refused, "This device is not enrolled with a hub.")
      }
      change(&hub)
      try journal.setSetting(HubInfo.settingKey, hub.json)
    }
  }

  /// When the hub last answered, milliseconds by this device's clock.
  package func lastContact() throws -> Int64? {
    try setting(Self.contactKey)?.integer
  }

  package func contacted(at time: Int64) throws {
    try setSetting(Self.contactKey, .integer(time))
  }

  static let contactKey = "lastContact"

  /// What the hub said last of entries of this device that it keeps and lets not count.
  package func keptApart() throws -> KeptApart? {
    try setting(Self.apartKey).map(KeptApart.init(json:))
  }

  static let apartKey = "keptApart"
}

extension JournalReader {
  func hub() throws -> HubInfo? { try setting(HubInfo.settingKey).map(HubInfo.init(json:)) }
}
