import Dossiers
import Foundation
import Mustache

/// Renders the hub's pages from the templates and texts of `Kiosk/hub`.
struct Pages: Sendable {
  private let library: MustacheLibrary
  private let texts: [Language: [String: String]]
  private let assets: [String: Asset]

  struct Asset: Sendable {
    let type: String
    let bytes: Data
  }

  /// Reads every template, text and style once; a missing text in either language is an error of
  /// the installation and is named.
  init(folder: URL) throws {
    PageText.register()
    var library = MustacheLibrary()
    for file in try Self.files(in: folder, withExtension: "mustache") {
      try library.register(
        PageText.pragma + String(contentsOf: file, encoding: .utf8),
        named: file.deletingPathExtension().lastPathComponent)
    }
    self.library = library
    var texts: [Language: [String: String]] = [:]
    for language in Language.allCases {
      let file = folder.appending(path: "texts/\(language.rawValue).json")
      texts[language] = try JSONFile.read([String: String].self, at: file)
    }
    self.texts = texts
    assets = try Self.assets(folder)
    try checkTexts()
  }

  func text(_ key: String, _ language: Language) -> String {
    words(language)[key] ?? key
  }

  func asset(_ name: String) -> Asset? { assets[name] }

  /// The pages' own words; in a language of packs they are Vietnamese.
  private func words(_ language: Language) -> [String: String] {
    texts[language] ?? texts[.vietnamese] ?? [:]
  }

  /// A whole page. `context` adds to what every page has: texts, language, where it is.
  func page(
    _ template: String, status: Int = 200, language: Language, here: String,
    context: [String: Any]
  ) -> WebResponse {
    var whole = context
    whole["t"] = words(language)
    whole["lang"] = language.rawValue
    whole["here"] = here
    guard let html = library.render(whole, withTemplate: template) else {
      preconditionFailure("the template \(template) is part of the installation")
    }
    return WebResponse(
      status: status,
      headers: [
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Language", language.rawValue),
      ],
      body: Data(html.utf8))
  }

  private func checkTexts() throws {
    let keys = texts.mapValues { Set($0.keys) }
    let all = keys.values.reduce(Set<String>()) { $0.union($1) }
    for (language, known) in keys {
      guard let missing = all.subtracting(known).min() else { continue }
      throw DossierError(
        .badInput, vi: "Tệp chữ \(language.rawValue) thiếu mục \(missing).",
        en: "The texts of language \(language.rawValue) lack the entry \(missing).")
    }
  }

  private static func files(in folder: URL, withExtension wanted: String) throws -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    guard let files else {
      throw DossierError(
        .notFound, vi: "Không thấy thư mục trang \(folder.path).",
        en: "The folder of pages \(folder.path) is missing; give it with --pages.")
    }
    return files.filter { $0.pathExtension == wanted }.sorted { $0.path < $1.path }
  }

  private static func assets(_ folder: URL) throws -> [String: Asset] {
    let types = ["css": "text/css; charset=utf-8", "svg": "image/svg+xml"]
    var assets: [String: Asset] = [:]
    for (suffix, type) in types {
      for file in try files(in: folder, withExtension: suffix) {
        assets[file.lastPathComponent] = Asset(type: type, bytes: try Data(contentsOf: file))
      }
    }
    return assets
  }
}
