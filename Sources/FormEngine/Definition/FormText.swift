/// Text with values in it: `Con của <output value="/data/me/hoTen"/>`.
typealias TextTemplate = [TextPart]

enum TextPart: Sendable {
  case literal(String)
  case output(XPathExpression)
}

/// Where a label, hint or message comes from.
enum TextSource: Sendable {
  case template(TextTemplate)
  /// An id in the form's table of translations.
  case translated(String)
  /// An expression that answers such an id: `jr:itext(itextId)`.
  case translatedBy(XPathExpression)
  /// An expression that answers the text.
  case value(XPathExpression)
}

/// The form's texts by language, id and form (`long` is the form without a name).
struct Translations: Sendable {
  var languages: [String] = []
  var defaultLanguage = ""
  var texts: [String: [String: [String: TextTemplate]]] = [:]

  /// The language asked for, by name or by the code in it: `vi` finds `Tiếng Việt (vi)`.
  func language(for wanted: String?) -> String {
    guard let wanted, !wanted.isEmpty else { return defaultLanguage }
    if languages.contains(wanted) { return wanted }
    let coded = languages.first {
      $0.hasSuffix("(\(wanted))") || $0.lowercased() == wanted.lowercased()
    }
    return coded ?? defaultLanguage
  }

  /// The code in a language's name: `en` of `English (en)` and of `en`.
  static func code(of language: String) -> String? {
    if language.utf8.count == 2 { return language }
    guard language.hasSuffix(")"), let open = language.lastIndex(of: "(") else { return nil }
    let code = language[language.index(after: open)...].dropLast()
    return code.utf8.count == 2 ? String(code) : nil
  }

  /// The forms of a text in a language; those it lacks are of the default language, so that a
  /// picture needs to be named once only.
  func forms(_ id: String, language: String) -> [String: TextTemplate]? {
    guard let own = texts[language]?[id] else { return texts[defaultLanguage]?[id] }
    guard language != defaultLanguage, var forms = texts[defaultLanguage]?[id] else { return own }
    let replaces = isMissing(id, in: language)
    if !replaces, forms.keys.allSatisfy({ own[$0] != nil }) { return own }
    forms.merge(replaces ? own.filter { !isDash($0.value) } : own) { _, own in own }
    return forms
  }

  /// Whether the default language has a text and this one does not: pyxform writes a lone dash.
  func isMissing(_ id: String, in language: String) -> Bool {
    guard let known = texts[defaultLanguage]?[id] else { return false }
    guard let own = texts[language]?[id] else { return true }
    return known.contains { form, text in !isDash(text) && own[form].map(isDash) == true }
  }

  private func isDash(_ text: TextTemplate) -> Bool {
    if case .literal("-") = text.first { text.count == 1 } else { false }
  }
}
