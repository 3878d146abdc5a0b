import Foundation

/// What a receipt says, in a QR code of its own: the facts themselves, signed. Nobody's name or
/// number is among them.
///
/// The text is `MC1:` and the base45 of a tagged COSE_Sign1 (RFC 9052) under EdDSA.
package struct SignedReceipt: Sendable, Hashable {
  package static let prefix = "MC1:"
  /// Characters of the longest text that is read.
  package static let textLimit = 2_000

  package struct Facts: Sendable, Hashable {
    package var code: String
    package var procedure: String
    package var unit: String
    /// Milliseconds since 1970-01-01T00:00:00Z; written in whole seconds.
    package var receivedAt: Int64
    package var dueAt: Int64?
    /// The look-up code of the tracking page.
    package var lookup: String

    package init(
      code: String, procedure: String, unit: String, receivedAt: Int64, dueAt: Int64?,
      lookup: String
    ) {
      self.code = code
      self.procedure = procedure
      self.unit = unit
      self.receivedAt = receivedAt / 1000 * 1000
      self.dueAt = dueAt.map { $0 / 1000 * 1000 }
      self.lookup = lookup
    }
  }

  package let facts: Facts
  package let device: DeviceID
  private let header: Data
  private let payload: Data
  private let signature: Data

  /// COSE_Sign1's tag; labels and values of its header (RFC 9052, 4.2 and 3.1; RFC 9053, 2.2).
  private static let tag: UInt64 = 18
  private static let algorithm: Int64 = 1
  private static let edDSA: Int64 = -8
  private static let keyID: Int64 = 4

  package static func sign(_ facts: Facts, key: SigningKey) -> SignedReceipt {
    let device = key.deviceID
    let header = CBOR.map([
      algorithm: .integer(edDSA), keyID: .bytes(Data(device.rawValue.utf8)),
    ]).encoded
    let payload = facts.cbor.encoded
    return SignedReceipt(
      facts: facts, device: device, header: header, payload: payload,
      signature: key.sign(signed(header, payload)))
  }

  package var text: String {
    let message = CBOR.tagged(
      Self.tag, .array([.bytes(header), .map([:]), .bytes(payload), .bytes(signature)]))
    return Self.prefix + Base45.encode(message.encoded)
  }

  /// Reads the text of a QR. Whether the signature holds is `verify`'s to say.
  package static func parse(_ text: String) throws(ReceiptError) -> SignedReceipt {
    guard text.hasPrefix(prefix), text.utf8.count <= textLimit,
      let bytes = Base45.decode(String(text.dropFirst(prefix.count))),
      case .tagged(tag, .array(let parts))? = CBOR(decoding: bytes), parts.count == 4,
      case .bytes(let header) = parts[0], case .map = parts[1],
      case .bytes(let payload) = parts[2], case .bytes(let signature) = parts[3],
      signature.count == 64, case .map(let protected)? = CBOR(decoding: header),
      protected[algorithm] == .integer(edDSA), case .bytes(let key)? = protected[keyID],
      let device = DeviceID(rawValue: String(decoding: key, as: UTF8.self)),
      let content = CBOR(decoding: payload), let facts = Facts(content)
    else { throw .notAReceipt }
    return SignedReceipt(
      facts: facts, device: device, header: header, payload: payload, signature: signature)
  }

  /// As ``ReceiptCode/verify(_:at:)``; when the dossier was received is among the facts, so a
  /// device whose key ended in a later second is still good.
  package func verify(_ bundle: TrustBundle) -> ReceiptVerdict {
    guard let entry = bundle.devices.first(where: { $0.id == device }) else {
      return .unknownDevice(device)
    }
    guard entry.key.deviceID == device,
      entry.key.isValid(signature: signature, for: Self.signed(header, payload))
    else { return .badSignature(device) }
    if let end = entry.to, facts.receivedAt >= end / 1000 * 1000 {
      return .keyEnded(device: device, unit: entry.unit, since: end)
    }
    return .valid(device: device, unit: entry.unit)
  }

  /// RFC 9052, 4.4: `Sig_structure` without external data.
  private static func signed(_ header: Data, _ payload: Data) -> Data {
    CBOR.array([.text("Signature1"), .bytes(header), .bytes(Data()), .bytes(payload)]).encoded
  }
}

extension SignedReceipt.Facts {
  /// Labels of the payload's map; they are not given anew.
  private enum Label {
    static let code: Int64 = 1
    static let procedure: Int64 = 2
    static let unit: Int64 = 3
    static let receivedAt: Int64 = 4
    static let dueAt: Int64 = 5
    static let lookup: Int64 = 6
  }

  fileprivate var cbor: CBOR {
    var members: [Int64: CBOR] = [
      Label.code: .text(code), Label.procedure: .text(procedure), Label.unit: .text(unit),
      Label.receivedAt: .integer(receivedAt / 1000), Label.lookup: .text(lookup),
    ]
    members[Label.dueAt] = dueAt.map { .integer($0 / 1000) }
    return .map(members)
  }

  fileprivate init?(_ cbor: CBOR) {
    guard case .map(let members) = cbor, case .text(let code)? = members[Label.code],
      case .text(let procedure)? = members[Label.procedure],
      case .text(let unit)? = members[Label.unit],
      case .integer(let received)? = members[Label.receivedAt],
      case .text(let lookup)? = members[Label.lookup]
    else { return nil }
    var due: Int64?
    if let value = members[Label.dueAt] {
      guard case .integer(let seconds) = value else { return nil }
      due = seconds
    }
    let range: ClosedRange<Int64> = 0...253_402_300_799
    guard range.contains(received), due.map(range.contains) ?? true else { return nil }
    self.init(
      code: code, procedure: procedure, unit: unit, receivedAt: received * 1000,
      dueAt: due.map { $0 * 1000 }, lookup: lookup)
  }
}
