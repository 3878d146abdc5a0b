import Crypto
package import Foundation

/// An Ed25519 private key (RFC 8032).
package struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  package init?(rawRepresentation: Data) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawRepresentation)
    else { return nil }
    self.key = key
  }

  package init(random: any RandomSource) {
    guard let key = SigningKey(rawRepresentation: random.bytes(32)) else {
      preconditionFailure("any 32 bytes are an Ed25519 key")
    }
    self = key
  }

  package var rawRepresentation: Data { key.rawRepresentation }

  package var publicKey: VerifyingKey { VerifyingKey(key.publicKey) }

  package var deviceID: DeviceID { publicKey.deviceID }

  /// 64 bytes. Every text we sign starts with its own label, so that a signature of one kind can
  /// never be shown as another.
  package func sign(_ message: Data) -> Data {
    guard let signature = try? key.signature(for: message) else {
      preconditionFailure("Ed25519 signs every message")
    }
    return signature
  }
}

/// An Ed25519 public key. In JSON: base64url of 32 bytes.
package struct VerifyingKey: Sendable, Hashable {
  package let rawRepresentation: Data

  package init?(rawRepresentation: Data) {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawRepresentation)
    else { return nil }
    self.rawRepresentation = key.rawRepresentation
  }

  init(_ key: Curve25519.Signing.PublicKey) { self.rawRepresentation = key.rawRepresentation }

  package var deviceID: DeviceID { DeviceID(of: self) }
  package var base64url: String { rawRepresentation.base64url }

  package func isValid(signature: Data, for message: Data) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawRepresentation)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
