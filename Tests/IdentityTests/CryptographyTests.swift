import Foundation
import Identity
import Testing

/// Known answers of the standards, and of Python's `hmac` and `hashlib`.
struct CryptographyTests {
  /// RFC 8032 §7.1, test 2.
  @Test func `Ed25519 answers as RFC 8032 says`() throws {
    let secret = try #require(
      Data(hex: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    let key = try #require(SigningKey(rawRepresentation: secret))
    let signature = try #require(
      Data(
        hex: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))
    #expect(
      key.publicKey.rawRepresentation.hex
        == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    #expect(key.publicKey.isValid(signature: signature, for: Data([0x72])))
    #expect(!key.publicKey.isValid(signature: signature, for: Data([0x73])))
    #expect(key.publicKey.isValid(signature: key.sign(Data([0x72])), for: Data([0x72])))
    // sha256(public key)[:10] in base32, by Python.
    #expect(key.deviceID.rawValue == "hh3rhufgiqst6bcs")
  }

  /// RFC 4231, test case 2.
  @Test func `HMAC answers as RFC 4231 says`() {
    let code = Digest.authentication(
      of: Data("what do ya want for nothing?".utf8), key: Data("Jefe".utf8))
    #expect(
      code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func `sealed bytes open only where they belong`() throws {
    let key = StorageKey(random: SeededRandom(seed: 1))
    let plain = Data("Nguyễn Văn Thử".utf8)
    let sealed = key.seal(plain, context: "entry x", random: SeededRandom(seed: 2))
    #expect(sealed.count == 4 + 12 + plain.count + 16)
    #expect(try key.open(sealed, context: "entry x") == plain)
    #expect(throws: SealError.self) { try key.open(sealed, context: "entry y") }
    #expect(throws: SealError.self) { try key.derive("other").open(sealed, context: "entry x") }
    for index in sealed.indices {
      var damaged = sealed
      damaged[index] ^= 1
      #expect(throws: SealError.self) { try key.open(damaged, context: "entry x") }
      #expect(throws: SealError.self) { try key.open(sealed.prefix(index), context: "entry x") }
    }
  }

  @Test func `a password is known again, in either Unicode form`() throws {
    let verifier = PasswordVerifier.make(password: "Mật khẩu 1", random: SeededRandom(seed: 3))
    #expect(verifier.verify("Mật khẩu 1".decomposedStringWithCanonicalMapping))
    #expect(!verifier.verify("mật khẩu 1"))
    #expect(try PasswordVerifier(json: verifier.json) == verifier)
  }

  /// hashlib.scrypt(b"abc", salt=bytes(16), n=32768, r=8, p=1, dklen=32).
  @Test func `scrypt answers as Python's does`() throws {
    let json: JSONValue = [
      "kdf": "scrypt", "n": 32768, "r": 8, "p": 1, "salt": "AAAAAAAAAAAAAAAAAAAAAA",
      "hash": "h2LnXGIcxuSPPFx4QitQTARcCKqsnyHJcnXwC2AMTmk",
    ]
    #expect(try PasswordVerifier(json: json).verify("abc"))
  }

  @Test(arguments: ["n", "r", "p"])
  func `a verifier that would compute for hours is refused`(key: String) {
    var members: [String: JSONValue] = [
      "kdf": "scrypt", "n": 32768, "r": 8, "p": 1, "salt": "AAAAAAAAAAAAAAAAAAAAAA",
      "hash": "h2LnXGIcxuSPPFx4QitQTARcCKqsnyHJcnXwC2AMTmk",
    ]
    members[key] = .integer(1 << 30)
    #expect(throws: JSONError.self) { try PasswordVerifier(json: .object(members)) }
  }

  /// Six 64-bit words of HMAC(key, …"1") ‖ HMAC(key, …"2"), each modulo 31, by Python.
  @Test func `a look-up code depends on key and code`() {
    #expect(
      LookupCode.make(key: Data(repeating: 7, count: 32), code: "H99.88-261121-0001") == "6GBQ43")
    #expect(LookupCode.normalized(" ab3-k9x ") == "AB3K9X")
  }

  @Test func `equal seeds give equal bytes`() {
    // SplitMix64 of seed 0, low byte of 0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4.
    #expect(SeededRandom(seed: 0).bytes(2) == Data([0xAF, 0xF4]))
    #expect(SystemRandom().bytes(32) != SystemRandom().bytes(32))
  }
}
