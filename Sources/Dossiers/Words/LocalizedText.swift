/// A text in the two languages of the product. Vietnamese is the one that counts in law.
package struct LocalizedText: Sendable, Hashable, Codable {
  package var vi: String
  package var en: String

  package init(vi: String, en: String) {
    self.vi = vi
    self.en = en
  }

  /// A text that names no English one (the title of an official form, say) is shown as it is.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    vi = try container.decode(String.self, forKey: .vi)
    en = try container.decodeIfPresent(String.self, forKey: .en) ?? vi
  }

  package subscript(language: Language) -> String {
    switch language {
    case .vietnamese: vi
    case .english: en
    }
  }
}

/// Languages of screens and papers, coded as BCP 47 tags.
package enum Language: String, Sendable, Hashable, Codable, CaseIterable {
  case vietnamese = "vi"
  case english = "en"
}
