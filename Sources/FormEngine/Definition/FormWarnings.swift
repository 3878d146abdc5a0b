/// Finds what a form asks for and the engine passes over, so that an author is told.
struct FormWarnings {
  let model: XMLElement
  let body: XMLElement
  let translations: Translations

  /// One sentence each, in the order of the document.
  func all() -> [String] {
    model.children.compactMap(inModel) + inBody(body) + missingTexts()
  }

  private func inModel(_ element: XMLElement) -> String? {
    switch element.name {
    case "setgeopoint":
      return
        "\(place(element)) is located only where the caller knows its place: the property geopoint."
    case "submission" where element.attribute("base64RsaPublicKey") != nil:
      return "The form asks for encrypted submissions; they are protected by the product instead."
    case "bind":
      let reference = element.attribute("nodeset") ?? ""
      guard let kind = element.attribute("preload"),
        !["timestamp", "date", "uid", "property"].contains(kind)
      else { return nil }
      return "\(reference) is not filled in: jr:preload=\"\(kind)\" is not known."
    default: return nil
    }
  }

  private func inBody(_ element: XMLElement) -> [String] {
    element.children.flatMap { child -> [String] in
      var found: [String] = []
      if child.name == "recordaudio" {
        found.append("\(place(child)) is not recorded: only a form as a whole can be.")
      }
      if child.attribute("query") != nil {
        found.append("\(place(child)) has choices of a query, which is answered as text here.")
      }
      if child.name == "range", child.attribute("start") == nil || child.attribute("end") == nil {
        found.append("\(place(child)) is a range without start and end.")
      }
      return found + inBody(child)
    }
  }

  private func place(_ element: XMLElement) -> String { element.attribute("ref") ?? element.place }

  /// Languages that lack texts the default language has.
  private func missingTexts() -> [String] {
    let known = translations.texts[translations.defaultLanguage] ?? [:]
    return translations.languages.compactMap { language in
      guard language != translations.defaultLanguage else { return nil }
      let missing = known.keys.filter { translations.isMissing($0, in: language) }.sorted()
      guard let first = missing.first else { return nil }
      let more = missing.count == 1 ? "" : " and \(missing.count - 1) more"
      return "\(language) lacks the text \(first)\(more); the default language is shown instead."
    }
  }
}
