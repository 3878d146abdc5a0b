/// A set of characters in a pattern.
indirect enum CharacterClass: Sendable {
  case scalar(Unicode.Scalar)
  case range(Unicode.Scalar, Unicode.Scalar)
  /// Anything but a line break.
  case anyInLine
  case digit, word, space
  case category(String)
  case union([CharacterClass])
  case intersection(CharacterClass, CharacterClass)
  case negated(CharacterClass)
  /// Both cases of a letter: of the Latin alphabet's 26, or of all.
  case ignoringCase(CharacterClass, all: Bool)

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .scalar(let wanted): scalar == wanted
    case .range(let first, let last): first <= scalar && scalar <= last
    case .anyInLine: !["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    case .digit: ("0"..."9").contains(scalar)
    case .word: scalar.isASCII && (Self.isASCIILetterOrDigit(scalar) || scalar == "_")
    case .space: scalar == " " || ("\t"..."\r").contains(scalar)
    case .category(let name): Self.category(name)?(scalar) ?? false
    case .union(let parts): parts.contains { $0.contains(scalar) }
    case .intersection(let first, let second): first.contains(scalar) && second.contains(scalar)
    case .negated(let inner): !inner.contains(scalar)
    case .ignoringCase(let inner, let all):
      all || scalar.isASCII
        ? Self.variants(scalar).contains { inner.contains($0) } : inner.contains(scalar)
    }
  }

  private static func variants(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    var result = [scalar]
    for text in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
    where text.unicodeScalars.count == 1 && text.unicodeScalars.first != scalar {
      result.append(contentsOf: text.unicodeScalars)
    }
    return result
  }

  private static func isASCIILetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  /// The test behind a name in `\p{…}`, or nil if the name is not known.
  static func category(_ name: String) -> (@Sendable (Unicode.Scalar) -> Bool)? {
    if let general = general[name] {
      return { general.contains($0.properties.generalCategory) }
    }
    switch name {
    case "IsAlphabetic": return { $0.properties.isAlphabetic }
    case "IsUppercase", "javaUpperCase": return { $0.properties.isUppercase }
    case "IsLowercase", "javaLowerCase": return { $0.properties.isLowercase }
    case "IsDigit": return { $0.properties.generalCategory == .decimalNumber }
    case "Alpha": return { $0.isASCII && isASCIILetterOrDigit($0) && !("0"..."9").contains($0) }
    case "Digit": return { ("0"..."9").contains($0) }
    case "Alnum": return { isASCIILetterOrDigit($0) }
    case "Upper": return { ("A"..."Z").contains($0) }
    case "Lower": return { ("a"..."z").contains($0) }
    case "Space": return { $0 == " " || ("\t"..."\r").contains($0) }
    case "Punct":
      return { ("!"..."~").contains($0) && !isASCIILetterOrDigit($0) }
    case "XDigit": return { $0.isASCII && $0.properties.isASCIIHexDigit }
    case "ASCII": return { $0.isASCII }
    case "Blank": return { $0 == " " || $0 == "\t" }
    case "Cntrl": return { $0.value < 0x20 || $0.value == 0x7F }
    case "Graph": return { ("!"..."~").contains($0) }
    case "Print": return { (" "..."~").contains($0) }
    case "IsLetter", "javaLetter": return { letters.contains($0.properties.generalCategory) }
    case "IsWhite_Space", "IsWhiteSpace": return { $0.properties.isWhitespace }
    case "IsPunctuation":
      let marks = general["P"] ?? []
      return { marks.contains($0.properties.generalCategory) }
    default: return UnicodeRanges.test(name)
    }
  }

  private static let letters: Set<Unicode.GeneralCategory> = [
    .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
  ]

  private static let general: [String: Set<Unicode.GeneralCategory>] = {
    let single: [String: Unicode.GeneralCategory] = [
      "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter,
      "Lm": .modifierLetter, "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark,
      "Me": .enclosingMark, "Nd": .decimalNumber, "Nl": .letterNumber, "No": .otherNumber,
      "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Ps": .openPunctuation,
      "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
      "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol,
      "So": .otherSymbol, "Zs": .spaceSeparator, "Zl": .lineSeparator,
      "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
    ]
    var result: [String: Set<Unicode.GeneralCategory>] = [:]
    for (name, category) in single {
      result[name, default: []].insert(category)
      result[String(name.prefix(1)), default: []].insert(category)
      result["Is" + name, default: []].insert(category)
      result["Is" + name.prefix(1), default: []].insert(category)
    }
    return result
  }()
}
