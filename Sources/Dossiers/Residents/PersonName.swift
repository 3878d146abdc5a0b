import Foundation

/// A person's name, kept as typed in composed form (NFC) with single spaces.
///
/// Names of one part and of many occur, and so do apostrophes, hyphens and dots ("H'Bia Niê",
/// "Y Ban").
package struct PersonName: Sendable, Hashable, CustomStringConvertible {
  package let text: String
  package var description: String { text }

  package static let longest = 100

  package init(_ raw: String) throws {
    guard raw.utf8.count <= Self.longest * 8 else { throw Self.tooLong }
    let composed = raw.precomposedStringWithCanonicalMapping
    let joined = composed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard joined.contains(where: \.isLetter) else {
      throw DossierError(
        .badInput, vi: "Hãy ghi họ, chữ đệm và tên.", en: "Enter the surname and given names.")
    }
    guard joined.count <= Self.longest else { throw Self.tooLong }
    if let odd = joined.first(where: { !Self.isAllowed($0) }) {
      throw DossierError(
        .badInput, vi: "Họ tên không được có \(DossierError.quoted(String(odd))).",
        en: "A name cannot hold \(DossierError.quoted(String(odd))).")
    }
    text = joined
  }

  package var parts: [Substring] { text.split(separator: " ") }
  package var surname: String { parts.first.map(String.init) ?? text }
  package var givenName: String { parts.last.map(String.init) ?? text }
  /// For print: Vietnamese capitals, ư becomes Ư.
  package var upperCased: String { text.uppercased() }
  package var masked: String { Mask.name(text) }

  /// Orders lists of people by given name, then surname, then the names between.
  package var sortKey: VietnameseSortKey {
    let words = parts.map(String.init)
    guard let given = words.last, words.count > 1 else { return VietnameseSortKey(words: words) }
    return VietnameseSortKey(words: [given] + words.dropLast())
  }

  private static func isAllowed(_ character: Character) -> Bool {
    if "'’-. ,".contains(character) { return true }
    return character.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }
  }

  private static var tooLong: DossierError {
    DossierError(
      .badInput, vi: "Họ tên dài quá \(longest) ký tự.",
      en: "The name is longer than \(longest) characters.")
  }
}
