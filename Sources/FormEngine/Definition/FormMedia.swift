/// A picture, sound or film a form names beside the words of a label.
public struct FormMedia: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case image, audio, video
    /// What a picture opens as when it is looked at closely.
    case bigImage = "big-image"
  }

  public var kind: Kind
  /// The id of the label's text: `/data/nks/hoTen:label`, or `list-3` for a choice.
  public var text: String
  /// By the form's name of the language.
  public var language: String
  /// The file's name in pieces; nil stands for a value the form puts in.
  private let pieces: [String?]

  init?(kind: Kind, text: String, language: String, template: TextTemplate) {
    var pieces: [String?] = []
    for part in template {
      switch part {
      case .output: pieces.append(nil)
      case .literal(let literal):
        // `jr://images/` says only where other programs keep the file.
        if let slash = literal.lastIndex(of: "/") {
          pieces = [String(literal[literal.index(after: slash)...])]
        } else {
          pieces.append(literal)
        }
      }
    }
    pieces.removeAll { $0?.isEmpty == true }
    if pieces.isEmpty || pieces == ["-"] { return nil }
    self.kind = kind
    self.text = text
    self.language = language
    self.pieces = pieces
  }

  /// The file's name; nil where values are put into it.
  public var name: String? {
    pieces.contains(nil) ? nil : pieces.compactMap(\.self).joined()
  }

  /// Whether the label can mean a file of this name.
  public func matches(_ name: String) -> Bool {
    if let own = self.name { return own == name }
    var rest = name[...]
    for (index, piece) in pieces.enumerated() {
      guard let piece else { continue }
      let isLast = index == pieces.count - 1
      if index == 0 {
        guard rest.hasPrefix(piece) else { return false }
        rest = rest.dropFirst(piece.count)
      } else if isLast {
        guard rest.hasSuffix(piece) else { return false }
      } else {
        guard let found = rest.firstRange(of: piece) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return true
  }
}

extension FormDefinition {
  /// Every file a label names, in all languages, those added from outside too; in the order of
  /// texts.
  public var media: [FormMedia] {
    let translations = model.translations
    return translations.languages.flatMap { language in
      (translations.texts[language] ?? [:]).sorted { $0.key < $1.key }.flatMap { text, forms in
        FormMedia.Kind.allCases.compactMap { kind in
          forms[kind.rawValue].flatMap {
            FormMedia(kind: kind, text: text, language: language, template: $0)
          }
        }
      }
    }
  }
}
