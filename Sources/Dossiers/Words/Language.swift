/// A language of screens and papers, by its BCP 47 tag.
package struct Language: RawRepresentable, Sendable, Hashable, Codable {
  package let rawValue: String

  package static let vietnamese = Language(code: "vi")
  package static let english = Language(code: "en")
  /// The languages everything of the product is in; a province may add others as packs.
  package static let allCases: [Language] = [.vietnamese, .english]

  private init(code: String) { rawValue = code }

  /// Nil if the text is no tag such as `vi`, `hmn` or `jra-Latn`.
  package init?(rawValue: String) {
    guard rawValue.wholeMatch(of: /[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}/) != nil else {
      return nil
    }
    self.rawValue = rawValue
  }
}

/// A language with the name its speakers give it.
package struct LanguageName: Sendable, Hashable {
  package let language: Language
  package let name: String

  package init(_ language: Language, name: String) {
    self.language = language
    self.name = name
  }

  package static let official = [
    LanguageName(.vietnamese, name: "Tiếng Việt"), LanguageName(.english, name: "English"),
  ]
}
