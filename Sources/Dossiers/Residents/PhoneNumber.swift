/// A Vietnamese telephone number, kept in its domestic form "0…".
package struct PhoneNumber: Sendable, Hashable, CustomStringConvertible {
  package enum Kind: Sendable, Hashable { case mobile, landline }

  package let text: String
  package let kind: Kind
  package var description: String { text }
  package var masked: String { Mask.number(text) }

  /// Accepts +84, 0084, 84 or 0 in front, and spaces, dots, hyphens and brackets within.
  package init(_ raw: String) throws {
    guard let domestic = Self.domestic(raw), let kind = Self.kind(of: domestic) else {
      if let new = Self.conversion(ofOld: raw) {
        throw DossierError(
          .badInput, vi: "Số 11 chữ số đã đổi đầu số, nay là \(new.text).",
          en: "This 11-digit number has been renumbered; it is now \(new.text).")
      }
      throw DossierError(
        .badInput, vi: "Số điện thoại không đúng; ví dụ 0912 345 678 hoặc 0218 385 1234.",
        en: "This is not a telephone number such as 0912 345 678 or 0218 385 1234.")
    }
    self.init(text: domestic, kind: kind)
  }

  private init(text: String, kind: Kind) {
    self.text = text
    self.kind = kind
  }

  /// The ten-digit number an old eleven-digit mobile number (016x, 012x …) became in 2018, for
  /// the officer to offer; `nil` if it is not one.
  package static func conversion(ofOld raw: String) -> PhoneNumber? {
    guard let old = domestic(raw), old.utf8.count == 11,
      let prefix = renumbered[String(old.prefix(4))]
    else { return nil }
    return PhoneNumber(text: prefix + old.dropFirst(4), kind: .mobile)
  }

  private static func domestic(_ raw: String) -> String? {
    let trimmed = raw.filter { !$0.isWhitespace }
    let isInternational = trimmed.hasPrefix("+")
    guard
      let digits = DigitGroups.join(
        String(isInternational ? trimmed.dropFirst() : trimmed[...]), separators: " .-()\u{A0}")
    else { return nil }
    if isInternational { return digits.hasPrefix("84") ? "0" + digits.dropFirst(2) : nil }
    if digits.hasPrefix("0084") { return "0" + digits.dropFirst(4) }
    if digits.hasPrefix("84"), digits.utf8.count > 9 { return "0" + digits.dropFirst(2) }
    return digits
  }

  private static func kind(of text: String) -> Kind? {
    if text.utf8.count == 10, mobilePrefixes.contains(String(text.prefix(3))) { return .mobile }
    return text.utf8.count == 11 && text.hasPrefix("02") ? .landline : nil
  }

  private static let mobilePrefixes: Set<String> = [
    "032", "033", "034", "035", "036", "037", "038", "039", "052", "055", "058", "059", "070",
    "076", "077", "078", "079", "081", "082", "083", "084", "085", "086", "087", "088", "089",
    "090", "091", "092", "093", "094", "096", "097", "098", "099",
  ]

  /// Renumbering of September 2018.
  private static let renumbered = [
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0120": "070", "0121": "079", "0122": "077", "0126": "076",
    "0128": "078", "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
  ]
}
