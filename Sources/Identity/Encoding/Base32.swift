import Foundation

/// RFC 4648 §6 base32 in lower case without padding, for whole groups of 5 bytes.
enum Base32 {
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  static func text(_ data: Data) -> String {
    precondition(data.count.isMultiple(of: 5), "base32 here writes whole groups only")
    var bits: UInt64 = 0
    var pending = 0
    var text: [UInt8] = []
    for byte in data {
      bits = bits << 8 | UInt64(byte)
      pending += 8
      while pending >= 5 {
        pending -= 5
        text.append(alphabet[Int(bits >> UInt64(pending) & 31)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func isText(_ text: String) -> Bool {
    text.utf8.allSatisfy(isCharacter)
  }

  static func isCharacter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x32...0x37).contains(byte)
  }

  /// Whole groups of 8 characters only; `nil` for anything `text` would not write.
  static func data(_ text: String) -> Data? {
    guard text.utf8.count.isMultiple(of: 8) else { return nil }
    var bits: UInt64 = 0
    var pending = 0
    var data = Data()
    for character in text.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      bits = bits << 5 | UInt64(value)
      pending += 5
      guard pending >= 8 else { continue }
      pending -= 8
      data.append(UInt8(truncatingIfNeeded: bits >> UInt64(pending)))
    }
    return data
  }
}
