import Crypto
package import Foundation

/// An X25519 private key: what is sealed to a device or hub is opened with it.
package struct AgreementKey: Sendable {
  private let key: Curve25519.KeyAgreement.PrivateKey

  package init?(rawRepresentation: Data) {
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: rawRepresentation)
    else { return nil }
    self.key = key
  }

  package init(random: any RandomSource) {
    guard let key = AgreementKey(rawRepresentation: random.bytes(32)) else {
      preconditionFailure("any 32 bytes are an X25519 key")
    }
    self = key
  }

  package var rawRepresentation: Data { key.rawRepresentation }

  package var publicKey: AgreementPublicKey {
    AgreementPublicKey(bytes: key.publicKey.rawRepresentation)
  }
}

/// An X25519 public key. In JSON: base64url of 32 bytes.
package struct AgreementPublicKey: Sendable, Hashable {
  package let rawRepresentation: Data

  package init?(rawRepresentation: Data) {
    guard rawRepresentation.count == 32 else { return nil }
    self.rawRepresentation = rawRepresentation
  }

  fileprivate init(bytes: Data) { self.rawRepresentation = bytes }

  package var base64url: String { rawRepresentation.base64url }
}
