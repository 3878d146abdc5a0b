import Crypto
package import Foundation

/// HPKE (RFC 9180), base mode: X25519, HKDF-SHA-256, ChaCha20-Poly1305. What is sealed to a public
/// key only its holder opens. The randomness is the operating system's.
package struct HybridSeal: Sendable, Hashable, JSONConvertible {
  package let encapsulated: Data
  package let sealed: Data

  /// `info` names the purpose; `context` what the bytes belong to.
  package static func seal(
    _ plain: Data, to key: AgreementPublicKey, info: String, context: Data
  ) throws -> HybridSeal {
    let recipient = try Curve25519.KeyAgreement.PublicKey(
      rawRepresentation: key.rawRepresentation)
    var sender = try HPKE.Sender(
      recipientKey: recipient, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(info.utf8))
    let sealed = try sender.seal(plain, authenticating: context)
    return HybridSeal(encapsulated: sender.encapsulatedKey, sealed: sealed)
  }

  package func open(_ key: AgreementKey, info: String, context: Data) throws(SealError) -> Data {
    guard
      let secret = try? Curve25519.KeyAgreement.PrivateKey(
        rawRepresentation: key.rawRepresentation),
      var recipient = try? HPKE.Recipient(
        privateKey: secret, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(info.utf8),
        encapsulatedKey: encapsulated),
      let plain = try? recipient.open(sealed, authenticating: context)
    else { throw .damaged(context: info) }
    return plain
  }

  private init(encapsulated: Data, sealed: Data) {
    self.encapsulated = encapsulated
    self.sealed = sealed
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "sealed key")
    encapsulated = try fields.data("key")
    sealed = try fields.data("sealed")
  }

  package var json: JSONValue {
    ["key": .string(encapsulated.base64url), "sealed": .string(sealed.base64url)]
  }
}
