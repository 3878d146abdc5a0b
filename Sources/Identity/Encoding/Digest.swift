import Crypto
package import Foundation

/// 32 bytes of SHA-256 or HMAC-SHA-256. In JSON: base64url.
package struct Digest: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  package static let byteCount = 32

  /// The 32 bytes as four numbers, the first bytes highest: without memory of their own.
  private let words: Words

  private struct Words: Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
  }

  /// `nil` unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(unchecked: bytes)
  }

  package var bytes: Data { withUnsafeBytes { Data($0) } }

  /// Calls `body` with the 32 bytes.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let bigEndian = (
      words.first.bigEndian, words.second.bigEndian, words.third.bigEndian,
      words.fourth.bigEndian
    )
    return Swift.withUnsafeBytes(of: bigEndian, body)
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
  package static let zero = Digest(words: Words())

  /// SHA-256.
  package static func of(_ data: Data) -> Digest { Digest(SHA256.hash(data: data)) }

  /// SHA-256(tag ‖ left ‖ right): a link of a chain, a node of a tree.
  package static func of(tag: UInt8, _ left: Digest, _ right: Digest) -> Digest {
    var hash = SHA256()
    Swift.withUnsafeBytes(of: tag) { hash.update(bufferPointer: $0) }
    left.withUnsafeBytes { hash.update(bufferPointer: $0) }
    right.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Digest(hash.finalize())
  }

  /// HMAC-SHA-256.
  package static func authentication(of data: Data, key: Data) -> Digest {
    authentication(of: data, key: SymmetricKey(data: key))
  }

  static func authentication(of data: Data, key: SymmetricKey) -> Digest {
    Digest(HMAC<SHA256>.authenticationCode(for: data, using: key))
  }

  package var hex: String { bytes.hex }
  package var base64url: String { bytes.base64url }
  package var description: String { base64url }

  package static func < (left: Digest, right: Digest) -> Bool {
    let (left, right) = (left.words, right.words)
    return (left.first, left.second, left.third, left.fourth)
      < (right.first, right.second, right.third, right.fourth)
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

  private init(words: Words) { self.words = words }

  private init(_ hash: some ContiguousBytes) {
    self = hash.withUnsafeBytes { Digest(unchecked: $0) }
  }

  /// Precondition: there are 32 bytes.
  private init(unchecked bytes: some Collection<UInt8>) {
    var numbers = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    withUnsafeMutableBytes(of: &numbers) { $0.copyBytes(from: bytes) }
    words = Words(
      first: UInt64(bigEndian: numbers.0), second: UInt64(bigEndian: numbers.1),
      third: UInt64(bigEndian: numbers.2), fourth: UInt64(bigEndian: numbers.3))
  }
}
