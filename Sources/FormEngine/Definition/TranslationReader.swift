/// Reads `itext`: the form's texts in its languages.
struct TranslationReader {
  let compile: (String, String) throws -> CompiledExpression

  func read(_ itext: XMLElement?) throws -> Translations {
    var result = Translations()
    for translation in itext?.children ?? [] where translation.name == "translation" {
      guard let language = translation.attribute("lang") else {
        throw FormError(.malformed, "A translation has no lang.", place: translation.place)
      }
      result.languages.append(language)
      if translation.attribute("default") != nil { result.defaultLanguage = language }
      for text in translation.children where text.name == "text" {
        guard let id = text.attribute("id") else {
          throw FormError(.malformed, "A text has no id.", place: text.place)
        }
        for value in text.children where value.name == "value" {
          let form = value.attribute("form") ?? "long"
          result.texts[language, default: [:]][id, default: [:]][form] =
            try TextSource.template(of: value, compile: compile)
        }
      }
    }
    if result.defaultLanguage.isEmpty { result.defaultLanguage = result.languages.first ?? "" }
    return result
  }
}

extension TextSource {
  /// Reads `jr:itext('id')` or `jr:itext(expression)`; nil if the text is something else.
  static func reference(
    _ text: String, place: String, compile: (String, String) throws -> CompiledExpression
  ) throws -> TextSource? {
    guard text.hasPrefix("jr:itext(") else { return nil }
    let compiled = try compile(text, place)
    guard case .call(let call) = compiled.expression, call.name == "jr:itext",
      let argument = call.arguments.first
    else { return nil }
    if case .text(let id) = argument { return .translated(id) }
    return .translatedBy(argument)
  }

  /// The source of a label, hint or similar element.
  static func element(
    _ element: XMLElement?, compile: (String, String) throws -> CompiledExpression
  ) throws -> TextSource? {
    guard let element else { return nil }
    if let reference = element.attribute("ref"), !reference.isEmpty {
      return try self.reference(reference, place: element.place, compile: compile)
        ?? .value(try compile(reference, element.place).expression)
    }
    return .template(try template(of: element, compile: compile))
  }

  /// Text with `<output>` in it. Blanks at the ends belong to the XML, not to the text.
  static func template(
    of element: XMLElement, compile: (String, String) throws -> CompiledExpression
  ) throws -> TextTemplate {
    var parts: TextTemplate = []
    for content in element.content {
      switch content {
      case .text(let text): parts.append(.literal(text))
      case .element(let child):
        guard child.name == "output" else {
          parts.append(.literal(child.text))
          continue
        }
        guard let value = child.attribute("value") ?? child.attribute("ref") else {
          throw FormError(.malformed, "An output has no value.", place: child.place)
        }
        parts.append(.output(try compile(value, child.place).expression))
      }
    }
    if case .literal(let text) = parts.first {
      parts[0] = .literal(XMLText.trimmed(text, atEnd: false))
    }
    if case .literal(let text) = parts.last {
      parts[parts.count - 1] = .literal(XMLText.trimmed(text, atStart: false))
    }
    return parts
  }
}
