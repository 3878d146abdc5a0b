package import Foundation

extension Data {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  /// The six bits of each character; 64 for one that is none.
  private static let sextets: [UInt8] = {
    var sextets = [UInt8](repeating: 64, count: 256)
    for (index, character) in alphabet.enumerated() { sextets[Int(character)] = UInt8(index) }
    return sextets
  }()

  /// RFC 4648 §5 without padding.
  package var base64url: String {
    var text: [UInt8] = []
    text.reserveCapacity((count * 4 + 2) / 3)
    var bits: UInt32 = 0
    var pending = 0
    for byte in self {
      bits = bits << 8 | UInt32(byte)
      pending += 8
      while pending >= 6 {
        pending -= 6
        text.append(Self.alphabet[Int(bits >> UInt32(pending) & 63)])
      }
    }
    if pending > 0 { text.append(Self.alphabet[Int(bits << UInt32(6 - pending) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Accepts exactly what `base64url` writes: no padding, no spaces, unused bits zero.
  package init?(base64url text: String) {
    guard text.utf8.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 3 / 4)
    var bits: UInt32 = 0
    var pending = 0
    for character in text.utf8 {
      let sextet = Self.sextets[Int(character)]
      guard sextet < 64 else { return nil }
      bits = bits << 6 | UInt32(sextet)
      pending += 6
      if pending >= 8 {
        pending -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
      }
    }
    guard bits & (1 << UInt32(pending) - 1) == 0 else { return nil }
    self = Data(bytes)
  }

  /// Lower-case hexadecimal.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Reads an even number of hexadecimal digits of either case.
  package init?(hex text: String) {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    self = Data(bytes)
  }
}
