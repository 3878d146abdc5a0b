public import Foundation

/// One text that people read, in the languages the form has it in.
public struct FormTextEntry: Sendable, Hashable {
  /// `/data/nks/hoTen:label`; with `#short` or another form behind it if it is not the plain one.
  public var key: String
  /// By the form's name of the language. `${…}` stands for a value the form puts in.
  public var texts: [String: String]
}

/// A language added to a form from outside: texts by ``FormTextEntry/key``.
///
/// A text that is missing is shown in the form's default language.
public struct FormTranslation: Sendable, Hashable {
  /// The language's name with its code, such as `Hmoob (hmn)`.
  public var language: String
  public var texts: [String: String]

  public init(language: String, texts: [String: String]) {
    self.language = language
    self.texts = texts
  }
}

/// The texts of a form as its author wrote them, for translators.
public struct FormTexts: Sendable {
  /// Names of the languages, the default one first.
  public let languages: [String]
  public let entries: [FormTextEntry]

  /// - Throws: ``FormError`` if this is no XForm.
  public init(xml: Data, limits: FormLimits = .standard) throws {
    let document = try XMLReader.read(xml, limits: limits)
    let itext = document.child("head")?.child("model")?.child("itext")
    var names: [String] = []
    var order: [String] = []
    var texts: [String: [String: String]] = [:]
    for translation in itext?.children ?? [] where translation.name == "translation" {
      let language = translation.attribute("lang") ?? ""
      names.insert(
        language, at: translation.attribute("default") == nil ? names.count : 0)
      for text in translation.children where text.name == "text" {
        for value in text.children where value.name == "value" {
          let key = Self.key(text.attribute("id") ?? "", form: value.attribute("form"))
          if texts[key] == nil { order.append(key) }
          texts[key, default: [:]][language] = Self.written(value)
        }
      }
    }
    languages = names
    entries = order.map { FormTextEntry(key: $0, texts: texts[$0] ?? [:]) }
  }

  private static func key(_ id: String, form: String?) -> String {
    guard let form, form != "long" else { return id }
    return "\(id)#\(form)"
  }

  /// pyxform writes a lone dash where a language lacks a text.
  private static func written(_ value: XMLElement) -> String {
    let text = value.content.map { content in
      switch content {
      case .text(let text): text
      case .element(let child):
        "${\(child.attribute("value") ?? child.attribute("ref") ?? "")}"
      }
    }.joined().trimmingCharacters(in: .whitespacesAndNewlines)
    return text == "-" ? "" : text
  }
}

extension Translations {
  /// Adds a language from outside; texts the form does not have are left out.
  mutating func add(
    _ translation: FormTranslation, compile: (String, String) throws -> CompiledExpression
  ) throws {
    let known = texts[defaultLanguage] ?? [:]
    var added: [String: [String: TextTemplate]] = [:]
    for (key, text) in translation.texts where !text.isEmpty {
      let parts = key.split(separator: "#", maxSplits: 1).map(String.init)
      guard let id = parts.first, known[id] != nil else { continue }
      added[id, default: known[id] ?? [:]][parts.count == 2 ? parts[1] : "long"] =
        try Self.template(text, place: "\(translation.language), \(key)", compile: compile)
    }
    if !languages.contains(translation.language) { languages.append(translation.language) }
    texts[translation.language, default: [:]].merge(added) { $1 }
  }

  private static func template(
    _ text: String, place: String, compile: (String, String) throws -> CompiledExpression
  ) throws -> TextTemplate {
    var parts: TextTemplate = []
    var rest = text[...]
    while let open = rest.range(of: "${") {
      guard let close = rest[open.upperBound...].firstIndex(of: "}") else { break }
      parts.append(.literal(String(rest[..<open.lowerBound])))
      let source = String(rest[open.upperBound..<close])
      parts.append(.output(try compile(source, place).expression))
      rest = rest[rest.index(after: close)...]
    }
    parts.append(.literal(String(rest)))
    return parts
  }
}

extension FormDefinition {
  /// The paths of an expression that lead nowhere in this form.
  ///
  /// - Parameter field: Path of the field the expression belongs to; the root if empty.
  /// - Throws: ``FormError`` if the expression cannot be read.
  public func unknownPaths(in expression: String, at field: String = "") throws -> [String] {
    let compiled = try XPathParser.parse(
      expression, functions: model.functions, limits: model.limits)
    var finder = ReferenceFinder(fields: model.fields, index: model.children)
    finder.collect(compiled, at: model.field(at: field) ?? 0)
    return finder.missing
  }
}
