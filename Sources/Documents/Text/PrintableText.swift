import Foundation

/// Text as it may stand on paper or in a terminal.
enum PrintableText {
  /// NFC, every run of white space and control characters one space, without the characters that
  /// turn the direction of writing: an answer must not be able to rearrange a printed sentence.
  static func clean(_ text: String) -> String {
    var result = ""
    var spacePending = false
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      if isSpace(scalar) {
        spacePending = !result.isEmpty
      } else if !turnsDirection(scalar) {
        if spacePending { result.unicodeScalars.append(" ") }
        spacePending = false
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    // A no-break space is meant: it keeps a number and its unit on one line.
    guard scalar != "\u{A0}" else { return false }
    return scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
  }

  private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
