/// Text that belongs in an XML document.
enum XMLText {
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Without the blanks, tabs and line breaks around it.
  static func trimmed(_ text: String, atStart: Bool = true, atEnd: Bool = true) -> String {
    let bytes = text.utf8
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }),
      let last = bytes.lastIndex(where: { $0 > 0x20 })
    else { return "" }
    let start = atStart ? first : bytes.startIndex
    let end = atEnd ? bytes.index(after: last) : bytes.endIndex
    if start == bytes.startIndex, end == bytes.endIndex { return text }
    return String(text[start..<end])
  }

  /// With line feeds alone between lines, as XML wants it read.
  static func unixLines(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\n", wasReturn {
        wasReturn = false
        continue
      }
      wasReturn = scalar == "\r"
      result.append(wasReturn ? "\n" : scalar)
    }
    return String(result)
  }

  /// Whether XML 1.0 can carry a character.
  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: true
    case 0..<0x20, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  // MARK: Names

  /// Whether a byte may be part of a name; of other scripts this is only a first look.
  static func isNameByte(_ byte: UInt8) -> Bool {
    startsName(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
  }

  static func startsName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F || byte == 0x3A
      || byte >= 0x80
  }

  /// Whether a text of such bytes is a name by the productions of XML 1.0 (fifth edition).
  static func isName(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return true }
    for (index, scalar) in text.unicodeScalars.enumerated() where !scalar.isASCII {
      let isFine = starts.contains { $0.contains(scalar.value) }
      let isInside = index > 0 && inside.contains { $0.contains(scalar.value) }
      guard isFine || isInside else { return false }
    }
    return true
  }

  private static let starts: [ClosedRange<UInt32>] = [
    0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D,
    0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
    0x1_0000...0xE_FFFF,
  ]
  private static let inside: [ClosedRange<UInt32>] = [0xB7...0xB7, 0x300...0x36F, 0x203F...0x2040]
}
