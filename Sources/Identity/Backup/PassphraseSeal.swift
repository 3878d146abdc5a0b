import Crypto
import CryptoExtras
import Foundation

/// A key sealed by a passphrase: scrypt (RFC 7914), then ChaCha20-Poly1305.
enum PassphraseSeal {
  private static let rounds = 1 << 16
  private static let roundsLimit = 1 << 18
  private static let saltBytes = 16
  private static let memoryLimit = 512 << 20

  static func seal(
    _ content: StorageKey, passphrase: String, context: Data, random: any RandomSource
  ) throws -> JSONValue {
    let salt = random.bytes(saltBytes)
    guard let key = derive(passphrase, salt, rounds) else {
      throw BackupError.file("The passphrase cannot be worked with on this machine.")
    }
    let sealed = key.seal(content.rawRepresentation, context: context.base64url, random: random)
    return [
      "how": "passphrase", "kdf": "scrypt", "n": .integer(Int64(rounds)),
      "salt": .string(salt.base64url), "sealed": .string(sealed.base64url),
    ]
  }

  static func open(_ json: JSONValue, passphrase: String, context: Data) -> Data? {
    guard json["kdf"]?.string == "scrypt", let n = json["n"]?.integer, n >= 2,
      n <= Int64(roundsLimit), n.nonzeroBitCount == 1,
      let salt = json["salt"]?.string.flatMap({ Data(base64url: $0) }), salt.count <= 64,
      let sealed = json["sealed"]?.string.flatMap({ Data(base64url: $0) }),
      let key = derive(passphrase, salt, Int(n))
    else { return nil }
    return try? key.open(sealed, context: context.base64url)
  }

  private static func derive(_ passphrase: String, _ salt: Data, _ n: Int) -> StorageKey? {
    let bytes = Data(passphrase.precomposedStringWithCanonicalMapping.utf8)
    let key = try? KDF.Scrypt.deriveKey(
      from: bytes, salt: salt, outputByteCount: StorageKey.byteCount, rounds: n, blockSize: 8,
      parallelism: 1, maxMemory: memoryLimit)
    return key.flatMap { StorageKey(rawRepresentation: $0.withUnsafeBytes { Data($0) }) }
  }
}
