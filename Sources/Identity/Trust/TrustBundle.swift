package import Foundation

/// The keys one needs to check a receipt, signed by the hub (file `province.pub`). In a commune
/// on its own the hub is the device itself.
package struct TrustBundle: Sendable, Hashable, Codable, JSONConvertible {
  package static let version: Int64 = 1

  package struct Device: Sendable, Hashable {
    package let id: DeviceID
    package let key: VerifyingKey
    package let unit: String
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let from: Int64
    package let to: Int64?
    /// What is sealed to this device is sealed to this key.
    package let agreement: AgreementPublicKey?
    /// The dossier numbers it may give out each day.
    package let range: ClosedRange<Int>?

    package init(
      key: VerifyingKey, unit: String, from: Int64, to: Int64? = nil,
      agreement: AgreementPublicKey? = nil, range: ClosedRange<Int>? = nil
    ) {
      self.agreement = agreement
      self.range = range
      self.id = key.deviceID
      self.key = key
      self.unit = unit
      self.from = from
      self.to = to
    }
  }

  /// A unit dossiers may be decided or handed over at.
  package struct Unit: Sendable, Hashable {
    package let code: String
    package let name: String

    package init(code: String, name: String) {
      self.code = code
      self.name = name
    }
  }

  package let hub: DeviceID
  package let hubKey: VerifyingKey
  package let issued: Int64
  package let devices: [Device]
  /// In the order of codes; empty from a hub that does not tell, and for a commune on its own.
  package let units: [Unit]
  package let signature: Data
  /// The signed members, with those of later versions this program does not know.
  private let signed: JSONValue

  package static func sign(
    issued: Int64, devices: [Device], units: [Unit] = [], key: SigningKey
  ) -> TrustBundle {
    let sorted = devices.sorted { $0.id < $1.id }
    let ordered = units.sorted { $0.code < $1.code }
    var members: [String: JSONValue] = [
      "v": .integer(version), "issued": .integer(issued),
      "hub": [
        "id": .string(key.deviceID.rawValue), "key": .string(key.publicKey.base64url),
      ],
      "devices": .array(sorted.map(\.json)),
    ]
    if !ordered.isEmpty { members["units"] = .array(ordered.map(\.json)) }
    let signed = JSONValue.object(members)
    return TrustBundle(
      hubKey: key.publicKey, issued: issued, devices: sorted, units: ordered,
      signature: key.sign(signedText(signed)), signed: signed)
  }

  /// Whether the hub named inside signed it. Whether that hub is the right one the reader knows
  /// from elsewhere: pass its key to be sure.
  package func verify(pinned: VerifyingKey? = nil) -> Bool {
    (pinned == nil || pinned == hubKey)
      && hubKey.isValid(signature: signature, for: Self.signedText(signed))
  }

  package func device(_ id: DeviceID) -> Device? { devices.first { $0.id == id } }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "trust bundle")
    self.signature = try fields.data("signature")
    self.signed = .object(fields.rest)
    try fields.version(Self.version)
    var hub = try JSONFields(fields.value("hub"), "trust bundle's hub")
    self.hub = try hub.deviceID("id")
    self.hubKey = try hub.verifyingKey("key")
    guard self.hub == hubKey.deviceID else { throw fields.wrong("hub") }
    self.issued = try fields.integer64("issued")
    self.devices = try fields.array("devices").map(Device.init(json:))
    self.units = try (fields.take("units")?.array ?? []).map(Unit.init(json:))
  }

  package var json: JSONValue {
    var members = signed.object ?? [:]
    members["signature"] = .string(signature.base64url)
    return .object(members)
  }

  private static func signedText(_ signed: JSONValue) -> Data {
    Data("motcua/bundle/1\n".utf8) + signed.canonical
  }

  private init(
    hubKey: VerifyingKey, issued: Int64, devices: [Device], units: [Unit], signature: Data,
    signed: JSONValue
  ) {
    self.units = units
    self.hub = hubKey.deviceID
    self.hubKey = hubKey
    self.issued = issued
    self.devices = devices
    self.signature = signature
    self.signed = signed
  }
}

extension TrustBundle.Unit: JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "trust bundle's unit")
    self.code = try fields.string("code")
    self.name = try fields.string("name")
  }

  package var json: JSONValue { ["code": .string(code), "name": .string(name)] }
}

extension TrustBundle.Device: JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "trust bundle's device")
    self.id = try fields.deviceID("id")
    self.key = try fields.verifyingKey("key")
    guard id == key.deviceID else { throw fields.wrong("id") }
    self.unit = try fields.string("unit")
    self.from = try fields.integer64("from")
    self.to = try fields.take("to").map { value in
      guard let end = value.integer else { throw fields.wrong("to") }
      return end
    }
    self.agreement = try fields.take("agreement").map { value in
      guard let bytes = value.string.flatMap({ Data(base64url: $0) }),
        let key = AgreementPublicKey(rawRepresentation: bytes)
      else { throw fields.wrong("agreement") }
      return key
    }
    self.range = try fields.take("range").map { value in
      guard let first = value["first"]?.integer.flatMap({ Int(exactly: $0) }), first >= 0,
        let last = value["last"]?.integer.flatMap({ Int(exactly: $0) }), first <= last
      else { throw fields.wrong("range") }
      return first...last
    }
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(id.rawValue), "key": .string(key.base64url), "unit": .string(unit),
      "from": .integer(from),
    ]
    members["to"] = to.map(JSONValue.integer)
    members["agreement"] = agreement.map { .string($0.base64url) }
    members["range"] = range.map {
      ["first": .integer(Int64($0.lowerBound)), "last": .integer(Int64($0.upperBound))]
    }
    return .object(members)
  }
}
