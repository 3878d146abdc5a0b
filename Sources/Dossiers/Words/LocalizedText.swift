/// A text in the two languages of the product, and in those a province added. Vietnamese is the one
/// that counts in law.
package struct LocalizedText: Sendable, Hashable, Codable {
  package var vi: String
  package var en: String
  /// By the code of the language.
  package var others: [String: String] = [:]

  package init(vi: String, en: String) {
    self.vi = vi
    self.en = en
  }

  /// A text that names no English one (the title of an official form, say) is shown as it is.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: LanguageKey.self)
    vi = try container.decode(String.self, forKey: LanguageKey("vi"))
    en = try container.decodeIfPresent(String.self, forKey: LanguageKey("en")) ?? vi
    for key in container.allKeys where !["vi", "en"].contains(key.stringValue) {
      if Language(rawValue: key.stringValue) != nil {
        others[key.stringValue] = try? container.decode(String.self, forKey: key)
      }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: LanguageKey.self)
    try container.encode(vi, forKey: LanguageKey("vi"))
    try container.encode(en, forKey: LanguageKey("en"))
    for (code, text) in others { try container.encode(text, forKey: LanguageKey(code)) }
  }

  /// The text in a language; where it has none, in Vietnamese.
  package subscript(language: Language) -> String {
    language == .english ? en : others[language.rawValue] ?? vi
  }
}

private struct LanguageKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(_ code: String) { stringValue = code }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
