/// Numbers as XPath reads and writes them.
enum XPathNumber {
  /// NaN unless the text is digits with an optional sign and point; a comma counts as a point.
  static func parse(_ text: String) -> Double {
    var bytes: [UInt8] = []
    for byte in text.utf8 { bytes.append(byte == 0x2C ? 0x2E : byte) }
    let blank: (UInt8) -> Bool = { $0 <= 0x20 }
    guard let first = bytes.firstIndex(where: { !blank($0) }),
      let last = bytes.lastIndex(where: { !blank($0) })
    else { return .nan }
    var trimmed = bytes[first...last]
    guard trimmed.allSatisfy({ $0 == 0x2D || $0 == 0x2E || (0x30...0x39).contains($0) }),
      trimmed.contains(where: { (0x30...0x39).contains($0) })
    else { return .nan }
    if trimmed.last == 0x2E { trimmed = trimmed.dropLast() }
    var text = String(decoding: trimmed, as: UTF8.self)
    if text.hasPrefix(".") { text = "0" + text }
    if text.hasPrefix("-.") { text = "-0" + text.dropFirst() }
    return Double(text) ?? .nan
  }

  /// `7`, `2.5`, `NaN`, `-Infinity`; never an exponent.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if abs(value) < 1e-12 { return "0" }
    let whole = value.rounded(.towardZero)
    if abs(value) < 2_147_483_648, abs(value - whole) < 1e-12 { return String(Int(whole)) }
    if value == whole, abs(value) < 9e18 { return String(Int(value)) }
    return plain(value.description)
  }

  /// Writes `1.5e-05` as `0.000015`.
  private static func plain(_ text: String) -> String {
    guard let cut = text.firstIndex(where: { $0 == "e" || $0 == "E" }),
      let exponent = Int(text[text.index(after: cut)...])
    else { return text }
    var mantissa = String(text[..<cut])
    let sign = mantissa.hasPrefix("-") ? "-" : ""
    if !sign.isEmpty { mantissa.removeFirst() }
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let whole = String(parts[0])
    let fraction = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
    let digits = whole + fraction
    let point = whole.count + exponent
    if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
    if point >= digits.count {
      return sign + digits + String(repeating: "0", count: point - digits.count)
    }
    return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
  }
}
