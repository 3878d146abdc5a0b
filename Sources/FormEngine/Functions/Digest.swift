import Foundation

/// The digests of the ODK function `digest()`, as FIPS 180-4 and RFC 1321 define them.
enum Digest {
  static func text(of text: String, algorithm: String, encoding: String) throws -> String {
    let bytes = Array(text.utf8)
    let digest: [UInt8]
    switch algorithm.uppercased().replacing("-", with: "") {
    case "MD5": digest = md5(bytes)
    case "SHA1": digest = sha1(bytes)
    case "SHA256": digest = sha256(bytes)
    case "SHA384": digest = Array(sha512(bytes, initial: sha384Initial).prefix(48))
    case "SHA512": digest = sha512(bytes, initial: sha512Initial)
    default: throw FormError(.unsupported, "digest() does not know \(algorithm.prefix(20)).")
    }
    switch encoding.lowercased() {
    case "base64": return Data(digest).base64EncodedString()
    case "hex":
      return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    default: throw FormError(.unsupported, "digest() writes base64 or hex only.")
    }
  }

  /// The first eight bytes of the SHA-256 digest: what text as a seed stands for.
  static func seed(of text: String) -> Int64 {
    Int64(
      truncatingIfNeeded: sha256(Array(text.utf8)).prefix(8).reduce(UInt64(0)) {
        ($0 << 8) | UInt64($1)
      })
  }

  private static func padded(_ bytes: [UInt8], block: Int, bigEndian: Bool) -> [UInt8] {
    let lengthBytes = block / 8
    var result = bytes + [0x80]
    while result.count % block != block - lengthBytes { result.append(0) }
    result += [UInt8](repeating: 0, count: lengthBytes - 8)
    let bits = UInt64(bytes.count) * 8
    let length = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (UInt64($0) * 8)) }
    return result + (bigEndian ? length.reversed() : length)
  }

  private static func words<Word: FixedWidthInteger>(
    _ block: ArraySlice<UInt8>, _: Word.Type
  ) -> [Word] {
    let width = Word.bitWidth / 8
    return stride(from: block.startIndex, to: block.endIndex, by: width).map { start in
      block[start..<(start + width)].reduce(0) { ($0 << 8) | Word($1) }
    }
  }

  private static func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
    words.flatMap { word in
      stride(from: Word.bitWidth - 8, through: 0, by: -8).map {
        UInt8(truncatingIfNeeded: word >> Word($0))
      }
    }
  }

  private static func rotated<Word: FixedWidthInteger>(_ word: Word, right: Int) -> Word {
    (word >> Word(right)) | (word << Word(Word.bitWidth - right))
  }

  private static func blocks(_ message: [UInt8], _ size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: message.count, by: size).map { message[$0..<($0 + size)] }
  }

  private static func md5(_ bytes: [UInt8]) -> [UInt8] {
    let shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    let constants = (0..<64).map { UInt32(abs(sin(Double($0 + 1))) * 4_294_967_296) }
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    for block in blocks(padded(bytes, block: 64, bigEndian: false), 64) {
      let words = words(block, UInt32.self).map(\.byteSwapped)
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for round in 0..<64 {
        let mixed: UInt32
        let word: Int
        switch round / 16 {
        case 0: (mixed, word) = ((b & c) | (~b & d), round)
        case 1: (mixed, word) = ((d & b) | (~d & c), (5 * round + 1) % 16)
        case 2: (mixed, word) = (b ^ c ^ d, (3 * round + 5) % 16)
        default: (mixed, word) = (c ^ (b | ~d), 7 * round % 16)
        }
        let sum = a &+ mixed &+ constants[round] &+ words[word]
        let turned = b &+ rotated(sum, right: 32 - shifts[round / 16 * 4 + round % 4])
        (a, d, c, b) = (d, c, b, turned)
      }
      state = zip(state, [a, b, c, d]).map { $0 &+ $1 }
    }
    return self.bytes(state.map(\.byteSwapped))
  }

  private static func sha1(_ bytes: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    for block in blocks(padded(bytes, block: 64, bigEndian: true), 64) {
      var words = words(block, UInt32.self)
      for i in 16..<80 {
        words.append(
          rotated(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], right: 31))
      }
      var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
      for round in 0..<80 {
        let mixed: UInt32
        let constant: UInt32
        switch round / 20 {
        case 0: (mixed, constant) = ((b & c) | (~b & d), 0x5a82_7999)
        case 1: (mixed, constant) = (b ^ c ^ d, 0x6ed9_eba1)
        case 2: (mixed, constant) = ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
        default: (mixed, constant) = (b ^ c ^ d, 0xca62_c1d6)
        }
        let next = rotated(a, right: 27) &+ mixed &+ e &+ constant &+ words[round]
        (e, d, c, b, a) = (d, c, rotated(b, right: 2), a, next)
      }
      state = zip(state, [a, b, c, d, e]).map { $0 &+ $1 }
    }
    return self.bytes(state)
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    let constants = sha2Constants.prefix(64).map { UInt32($0 >> 32) }
    var state = sha512Initial.map { UInt32($0 >> 32) }
    for block in blocks(padded(bytes, block: 64, bigEndian: true), 64) {
      let schedule = schedule(words(block, UInt32.self), 64, [7, 18, 3], [17, 19, 10])
      state = rounds(state, schedule, Array(constants), [6, 11, 25], [2, 13, 22])
    }
    return self.bytes(state)
  }

  private static func sha512(_ bytes: [UInt8], initial: [UInt64]) -> [UInt8] {
    var state = initial
    for block in blocks(padded(bytes, block: 128, bigEndian: true), 128) {
      let schedule = schedule(words(block, UInt64.self), 80, [1, 8, 7], [19, 61, 6])
      state = rounds(state, schedule, sha2Constants, [14, 18, 41], [28, 34, 39])
    }
    return self.bytes(state)
  }

  private static func schedule<Word: FixedWidthInteger>(
    _ words: [Word], _ count: Int, _ first: [Int], _ second: [Int]
  ) -> [Word] {
    var result = words
    for i in 16..<count {
      let a = result[i - 15]
      let b = result[i - 2]
      let low = rotated(a, right: first[0]) ^ rotated(a, right: first[1]) ^ (a >> Word(first[2]))
      let high =
        rotated(b, right: second[0]) ^ rotated(b, right: second[1]) ^ (b >> Word(second[2]))
      result.append(result[i - 16] &+ low &+ result[i - 7] &+ high)
    }
    return result
  }

  private static func rounds<Word: FixedWidthInteger>(
    _ state: [Word], _ schedule: [Word], _ constants: [Word], _ first: [Int], _ second: [Int]
  ) -> [Word] {
    var s = state
    for (word, constant) in zip(schedule, constants) {
      let high = first.reduce(Word(0)) { $0 ^ rotated(s[4], right: $1) }
      let low = second.reduce(Word(0)) { $0 ^ rotated(s[0], right: $1) }
      let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      let one = s[7] &+ high &+ choice &+ constant &+ word
      s = [one &+ low &+ majority, s[0], s[1], s[2], s[3] &+ one, s[4], s[5], s[6]]
    }
    return zip(state, s).map { $0 &+ $1 }
  }

  /// The first 80 primes; the constants of SHA-2 are the fractions of their roots.
  private static let primes: [UInt64] = {
    var result: [UInt64] = []
    var candidate: UInt64 = 2
    while result.count < 80 {
      if result.allSatisfy({ candidate % $0 != 0 }) { result.append(candidate) }
      candidate += 1
    }
    return result
  }()

  private static let sha2Constants = primes.map { fraction(of: $0, root: 3) }
  private static let sha512Initial = primes.prefix(8).map { fraction(of: $0, root: 2) }
  private static let sha384Initial = primes[8..<16].map { fraction(of: $0, root: 2) }

  /// The first 64 bits after the point of a square or cube root, found bit by bit in whole numbers.
  private static func fraction(of prime: UInt64, root: Int) -> UInt64 {
    var whole: UInt64 = 1
    while power(Wide(whole + 1), root) <= Wide(prime) { whole += 1 }
    var value = Wide(whole) << 64
    let target = Wide(prime) << (64 * root)
    for bit in (0..<64).reversed() {
      let trial = value | (Wide(1) << bit)
      if power(trial, root) <= target { value = trial }
    }
    return value.low
  }

  private static func power(_ value: Wide, _ exponent: Int) -> Wide {
    (1..<exponent).reduce(value) { result, _ in result * value }
  }
}

/// A whole number of up to 256 bits, just enough to derive the constants.
private struct Wide: Comparable {
  private var limbs: [UInt32]

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
    limbs += [UInt32](repeating: 0, count: 6)
  }

  var low: UInt64 { UInt64(limbs[0]) | UInt64(limbs[1]) << 32 }

  static func < (left: Wide, right: Wide) -> Bool {
    left.limbs.reversed().lexicographicallyPrecedes(right.limbs.reversed())
  }

  static func << (value: Wide, shift: Int) -> Wide {
    var result = Wide(0)
    for index in 0..<8 {
      let target = index + shift / 32
      let wide = UInt64(value.limbs[index]) << UInt64(shift % 32)
      if target < 8 { result.limbs[target] |= UInt32(truncatingIfNeeded: wide) }
      if target + 1 < 8 { result.limbs[target + 1] |= UInt32(wide >> 32) }
    }
    return result
  }

  static func | (left: Wide, right: Wide) -> Wide {
    var result = left
    for index in 0..<8 { result.limbs[index] |= right.limbs[index] }
    return result
  }

  static func * (left: Wide, right: Wide) -> Wide {
    var result = Wide(0)
    for i in 0..<8 {
      var carry: UInt64 = 0
      for j in 0..<(8 - i) {
        let sum =
          UInt64(left.limbs[i]) * UInt64(right.limbs[j]) + UInt64(result.limbs[i + j]) + carry
        result.limbs[i + j] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
    }
    return result
  }
}
