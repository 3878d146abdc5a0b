/// The number of a device or hub: the first 10 bytes of SHA-256 of its Ed25519 public key in
/// lower-case base32, 16 characters.
package struct DeviceID: Sendable, Hashable, Comparable, Codable, RawRepresentable,
  CustomStringConvertible
{
  package static let length = 16

  /// The 16 characters as two numbers: a name stands in every entry, and these need no memory of
  /// their own, and are compared in one step.
  private let high: UInt64
  private let low: UInt64

  /// `nil` unless the text is 16 characters of lower-case base32.
  package init?(rawValue: String) {
    guard rawValue.utf8.count == Self.length, Base32.isText(rawValue) else { return nil }
    self.init(characters: rawValue.utf8)
  }

  /// The same from the characters' bytes, without making a text of them.
  package init?(ascii bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    guard bytes.count == Self.length, bytes.allSatisfy(Base32.isCharacter) else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private init(characters: String.UTF8View) {
    high = characters.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = characters.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  package var rawValue: String {
    String(unsafeUninitializedCapacity: Self.length) { characters in
      for place in 0..<8 {
        let shift = UInt64(56 - 8 * place)
        characters[place] = UInt8(truncatingIfNeeded: high >> shift)
        characters[place + 8] = UInt8(truncatingIfNeeded: low >> shift)
      }
      return Self.length
    }
  }

  package init(of key: VerifyingKey) {
    self.init(characters: Base32.text(Digest.of(key.rawRepresentation).bytes.prefix(10)).utf8)
  }

  package var description: String { rawValue }

  // Said here, or else both would go by `rawValue`.
  package static func == (left: DeviceID, right: DeviceID) -> Bool {
    left.high == right.high && left.low == right.low
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(high)
    hasher.combine(low)
  }

  package static func < (left: DeviceID, right: DeviceID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}
