package import Foundation

/// What the QR on a receipt says: this device received the dossier with this code, to be followed
/// at this address. No name, no ID number.
package struct ReceiptCode: Sendable, Hashable {
  /// What the device promised with its signature.
  package enum Kind: String, Sendable, Hashable {
    /// It received the dossier with this code.
    case dossier = "receipt"
    /// It gave this code to an emergency slip; a dossier may be booked from it later.
    case slip
  }

  /// Everything before the code; signed too, so that a receipt cannot be made to lead elsewhere.
  package let address: String
  package let code: String
  package let device: DeviceID
  package let kind: Kind
  package let signature: Data

  package static func sign(
    code: String, address: String, kind: Kind = .dossier, key: SigningKey
  ) -> ReceiptCode {
    let device = key.deviceID
    return ReceiptCode(
      address: address, code: code, device: device, kind: kind,
      signature: key.sign(signedText(kind, address, code, device)))
  }

  /// The QR's text: `https://…/t/CODE?d=DEVICE&s=SIGNATURE`; an emergency slip's ends in `&p=1`.
  package var text: String {
    "\(address)\(code)?d=\(device)&s=\(signature.base64url)" + (kind == .slip ? Self.slipMark : "")
  }

  /// What the address of a slip has besides: printed blank, ahead of its use.
  private static let slipMark = "&p=1"

  /// Reads the text of a QR. Whether the signature holds is `verify`'s to say.
  package static func parse(_ text: String) throws(ReceiptError) -> ReceiptCode {
    guard text.utf8.count <= 1024 else { throw .notAReceipt }
    let parts = text.split(separator: "?", omittingEmptySubsequences: false)
    guard parts.count == 2, let code = parts[0].split(separator: "/").last.map(String.init),
      isCode(code)
    else { throw .notAReceipt }
    let isSlip = parts[1].hasSuffix(slipMark)
    let fields = parts[1].dropLast(isSlip ? slipMark.count : 0)
      .split(separator: "&", omittingEmptySubsequences: false)
    guard fields.count == 2, fields[0].hasPrefix("d="), fields[1].hasPrefix("s="),
      let device = DeviceID(rawValue: String(fields[0].dropFirst(2))),
      let signature = Data(base64url: String(fields[1].dropFirst(2))), signature.count == 64
    else { throw .notAReceipt }
    return ReceiptCode(
      address: String(parts[0].dropLast(code.count)), code: code, device: device,
      kind: isSlip ? .slip : .dossier, signature: signature)
  }

  /// The same receipt as it reads with another address before the code.
  package func at(address: String) -> ReceiptCode {
    ReceiptCode(
      address: address, code: code, device: device, kind: kind, signature: signature)
  }

  /// Checks the signature with the keys of `bundle`, whose own signature the caller has checked.
  /// `printed` is when the receipt says it was printed (milliseconds), if known: it decides for a
  /// device whose key ended meanwhile.
  package func verify(_ bundle: TrustBundle, at printed: Int64?) -> ReceiptVerdict {
    guard let entry = bundle.devices.first(where: { $0.id == device }) else {
      return .unknownDevice(device)
    }
    guard isValid(entry.key) else { return .badSignature(device) }
    if let end = entry.to, printed.map({ $0 >= end }) ?? true {
      return .keyEnded(device: device, unit: entry.unit, since: end)
    }
    return .valid(device: device, unit: entry.unit)
  }

  package func isValid(_ key: VerifyingKey) -> Bool {
    key.deviceID == device
      && key.isValid(signature: signature, for: Self.signedText(kind, address, code, device))
  }

  private static func signedText(
    _ kind: Kind, _ address: String, _ code: String, _ device: DeviceID
  ) -> Data {
    Data("motcua/\(kind.rawValue)/1\n\(address)\n\(code)\n\(device)\n".utf8)
  }

  private static func isCode(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        Character(Unicode.Scalar(byte)).isASCII
          && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."))
      }
  }
}

package enum ReceiptVerdict: Sendable, Equatable {
  case valid(device: DeviceID, unit: String)
  case unknownDevice(DeviceID)
  case badSignature(DeviceID)
  /// The signature is right, but the device's key ended (milliseconds) before the receipt was
  /// printed, or it is unknown when that was.
  case keyEnded(device: DeviceID, unit: String, since: Int64)
}

package enum ReceiptError: Error, Sendable, Equatable, CustomStringConvertible {
  case notAReceipt

  package var description: String { "This text is not the QR code of a receipt." }
}
