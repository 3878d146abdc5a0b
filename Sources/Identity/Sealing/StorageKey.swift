import Crypto
package import Foundation

/// A 32-byte key for what lies on the disk.
package struct StorageKey: Sendable {
  package static let byteCount = 32
  private static let magic = Data("MCS1".utf8)
  private static let nonceBytes = 12
  private static let tagBytes = 16

  private let key: SymmetricKey

  package init?(rawRepresentation: Data) {
    guard rawRepresentation.count == Self.byteCount else { return nil }
    self.key = SymmetricKey(data: rawRepresentation)
  }

  package init(random: any RandomSource) {
    self.key = SymmetricKey(data: random.bytes(Self.byteCount))
  }

  package var rawRepresentation: Data { key.withUnsafeBytes { Data($0) } }

  /// "MCS1" ‖ nonce (12) ‖ ChaCha20-Poly1305 ciphertext and tag (RFC 8439). `context` names the
  /// place the bytes belong to; moved elsewhere they no longer open.
  package func seal(_ plain: Data, context: String, random: any RandomSource) -> Data {
    guard let nonce = try? ChaChaPoly.Nonce(data: random.bytes(Self.nonceBytes)),
      let box = try? ChaChaPoly.seal(
        plain, using: key, nonce: nonce, authenticating: Data(context.utf8))
    else { preconditionFailure("ChaCha20-Poly1305 seals every message") }
    var sealed = Data(capacity: Self.magic.count + box.combined.count)
    sealed.append(Self.magic)
    sealed.append(box.combined)
    return sealed
  }

  package func open(_ sealed: Data, context: String) throws(SealError) -> Data {
    guard sealed.starts(with: Self.magic) else { throw .notSealed }
    let combined = sealed.dropFirst(Self.magic.count)
    guard combined.count >= Self.nonceBytes + Self.tagBytes else { throw .notSealed }
    guard let box = try? ChaChaPoly.SealedBox(combined: combined),
      let plain = try? ChaChaPoly.open(box, using: key, authenticating: Data(context.utf8))
    else { throw .damaged(context: context) }
    return plain
  }

  /// An independent key for one purpose (HKDF-SHA-256, RFC 5869).
  package func derive(_ label: String) -> StorageKey {
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, info: Data("motcua/key/1 \(label)".utf8),
      outputByteCount: Self.byteCount)
    return StorageKey(key: key)
  }

  /// A keyed digest of a word, for equality search without showing the word.
  package func token(_ text: String) -> Data {
    Digest.authentication(of: Data(text.utf8), key: key).bytes
  }

  private init(key: SymmetricKey) { self.key = key }
}

/// Why sealed bytes could not be opened.
package enum SealError: Error, Sendable, Equatable, CustomStringConvertible {
  case notSealed
  case damaged(context: String)

  package var description: String {
    switch self {
    case .notSealed: "These bytes were not sealed by this program."
    case .damaged(let context):
      "The sealed bytes of \(context) are damaged or belong to another key or place."
    }
  }
}
