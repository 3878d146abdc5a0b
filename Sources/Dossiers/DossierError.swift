/// What went wrong, as one sentence that says what to do, in both languages of the product.
package struct DossierError: Error, Sendable, Hashable, CustomStringConvertible {
  /// How a caller should answer: wrong input, nothing found, or refused by a rule of the office.
  package enum Kind: String, Sendable, Hashable {
    case badInput, notFound, refused
  }

  package let kind: Kind
  package let message: LocalizedText

  package init(_ kind: Kind, vi: String, en: String) {
    self.kind = kind
    self.message = LocalizedText(vi: vi, en: en)
  }

  package var description: String { message.en }

  /// A value from outside as it may be repeated in a message: short and on one line.
  package static func quoted(_ text: String) -> String {
    let limit = 60
    let visible = String(
      text.unicodeScalars.prefix(limit).map { scalar in
        scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
      })
    return text.unicodeScalars.count > limit ? "“\(visible)…”" : "“\(visible)”"
  }
}
