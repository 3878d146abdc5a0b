/// The number of a device or hub: the first 10 bytes of SHA-256 of its Ed25519 public key in
/// lower-case base32, 16 characters.
package struct DeviceID: Sendable, Hashable, Comparable, Codable, RawRepresentable,
  CustomStringConvertible
{
  package static let length = 16

  package let rawValue: String

  /// `nil` unless the text is 16 characters of lower-case base32.
  package init?(rawValue: String) {
    guard rawValue.utf8.count == Self.length, Base32.isText(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  package init(of key: VerifyingKey) {
    self.rawValue = Base32.text(Digest.of(key.rawRepresentation).bytes.prefix(10))
  }

  package var description: String { rawValue }

  package static func < (left: DeviceID, right: DeviceID) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}
