import Crypto
package import Foundation

/// 32 bytes of SHA-256 or HMAC-SHA-256. In JSON: base64url.
package struct Digest: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  package static let byteCount = 32

  package let bytes: Data

  /// `nil` unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Data(bytes)
  }

  package init?(base64url text: String) {
    guard let data = Data(base64url: text) else { return nil }
    self.init(bytes: data)
  }

  package init?(hex text: String) {
    guard let data = Data(hex: text) else { return nil }
    self.init(bytes: data)
  }

  /// 32 zero bytes: the chain before an author's first entry.
  package static let zero = Digest(unchecked: Data(count: byteCount))

  /// SHA-256.
  package static func of(_ data: Data) -> Digest {
    Digest(unchecked: Data(SHA256.hash(data: data)))
  }

  /// HMAC-SHA-256.
  package static func authentication(of data: Data, key: Data) -> Digest {
    let code = HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: key))
    return Digest(unchecked: Data(code))
  }

  package var hex: String { bytes.hex }
  package var base64url: String { bytes.base64url }
  package var description: String { base64url }

  package static func < (left: Digest, right: Digest) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(base64url: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A digest is not 32 bytes of base64url.")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(base64url)
  }

  private init(unchecked bytes: Data) { self.bytes = bytes }
}
