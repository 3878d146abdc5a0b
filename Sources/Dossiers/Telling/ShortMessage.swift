import Foundation

/// A text message as telephone networks count it (3GPP TS 23.038): 160 characters of the GSM
/// alphabet or 70 of UCS-2 in one part, 153 or 67 in each of several.
package struct ShortMessage: Sendable, Hashable {
  package enum Alphabet: String, Sendable, Hashable {
    case gsm7, ucs2
  }

  package let text: String
  package let alphabet: Alphabet
  /// Septets of the GSM alphabet, or 16-bit units.
  package let units: Int
  package let parts: Int

  package init(_ text: String) {
    self.text = text
    let septets = text.unicodeScalars.map(Self.septets)
    if septets.allSatisfy({ $0 > 0 }) {
      alphabet = .gsm7
      units = septets.reduce(0, +)
      parts = Self.parts(of: septets, single: 160, several: 153)
    } else {
      alphabet = .ucs2
      let sizes = text.unicodeScalars.map { $0.value > 0xFFFF ? 2 : 1 }
      units = sizes.reduce(0, +)
      parts = Self.parts(of: sizes, single: 70, several: 67)
    }
  }

  /// A character of two units is never cut in two.
  private static func parts(of sizes: [Int], single: Int, several: Int) -> Int {
    guard sizes.reduce(0, +) > single else { return 1 }
    var parts = 1
    var used = 0
    for size in sizes {
      if used + size > several {
        parts += 1
        used = 0
      }
      used += size
    }
    return parts
  }

  private static let basic = Set(
    ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
      + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
  /// Those that take an escape before them.
  private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

  /// 0 for a character the alphabet does not have.
  private static func septets(_ scalar: Unicode.Scalar) -> Int {
    basic.contains(scalar) ? 1 : extended.contains(scalar) ? 2 : 0
  }

  /// "Hồ sơ đã xong" as "Ho so da xong": a third of the price, and readable on every telephone.
  package static func withoutDiacritics(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case "đ": result.append("d")
      case "Đ": result.append("D")
      default:
        if scalar.properties.generalCategory != .nonspacingMark { result.append(scalar) }
      }
    }
    return String(result)
  }
}
