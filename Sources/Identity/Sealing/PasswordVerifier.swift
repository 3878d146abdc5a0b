import Crypto
import CryptoExtras
import Foundation

/// What is kept of a password: scrypt (RFC 7914) with its parameters. The password is put in
/// Unicode form C first, so that it does not depend on the input method.
package struct PasswordVerifier: Sendable, Hashable, Codable, JSONConvertible {
  private static let rounds = 32768
  private static let blockSize = 8
  private static let parallelism = 1
  private static let saltBytes = 16
  /// Parameters above these are refused: a journal must not make a machine compute for hours.
  private static let roundsLimit = 1 << 17
  private static let memoryLimit = 256 << 20

  private let n: Int
  private let r: Int
  private let p: Int
  private let salt: Data
  private let hash: Data

  package static func make(password: String, random: any RandomSource) -> PasswordVerifier {
    let salt = random.bytes(saltBytes)
    guard let hash = derive(password, salt, rounds, blockSize, parallelism) else {
      preconditionFailure("scrypt works with its usual parameters")
    }
    return PasswordVerifier(
      n: rounds, r: blockSize, p: parallelism, salt: salt, hash: hash)
  }

  /// Takes about 0.1 s on purpose; never call it on an event loop.
  package func verify(_ password: String) -> Bool {
    guard let candidate = Self.derive(password, salt, n, r, p) else { return false }
    return zip(candidate, hash).reduce(candidate.count == hash.count ? 0 : 1) {
      $0 | ($1.0 ^ $1.1)
    } == 0
  }

  private static func derive(_ password: String, _ salt: Data, _ n: Int, _ r: Int, _ p: Int)
    -> Data?
  {
    let bytes = Data(password.precomposedStringWithCanonicalMapping.utf8)
    let key = try? KDF.Scrypt.deriveKey(
      from: bytes, salt: salt, outputByteCount: Digest.byteCount, rounds: n, blockSize: r,
      parallelism: p, maxMemory: memoryLimit)
    return key.map { $0.withUnsafeBytes { Data($0) } }
  }

  private init(n: Int, r: Int, p: Int, salt: Data, hash: Data) {
    self.n = n
    self.r = r
    self.p = p
    self.salt = salt
    self.hash = hash
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "password verifier")
    guard try fields.string("kdf") == "scrypt" else { throw fields.wrong("kdf") }
    self.n = try fields.count("n")
    self.r = try fields.count("r")
    self.p = try fields.count("p")
    guard n >= 2, n <= Self.roundsLimit, n.nonzeroBitCount == 1 else { throw fields.wrong("n") }
    guard (1...16).contains(r) else { throw fields.wrong("r") }
    guard (1...4).contains(p) else { throw fields.wrong("p") }
    self.salt = try fields.data("salt")
    self.hash = try fields.data("hash")
    guard (8...64).contains(salt.count) else { throw fields.wrong("salt") }
    guard hash.count == Digest.byteCount else { throw fields.wrong("hash") }
  }

  /// Another one each time a password is set; tells nothing of it.
  package var digest: Digest { Digest.of(json.canonical) }

  package var json: JSONValue {
    [
      "kdf": "scrypt", "n": .integer(Int64(n)), "r": .integer(Int64(r)), "p": .integer(Int64(p)),
      "salt": .string(salt.base64url), "hash": .string(hash.base64url),
    ]
  }
}
