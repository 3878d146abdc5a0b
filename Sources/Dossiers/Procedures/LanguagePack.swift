package import FormEngine
package import Foundation

/// A province's translation of one version of a procedure: `languages/<code>.csv` beside the form.
///
/// A string is shown only while the Vietnamese it was made from is still what the form says.
package struct LanguagePack: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    /// `form:/data/nks/hoTen:label`, `procedure:name`.
    package var key: String
    package var vietnamese: String
    package var english: String
    package var text: String

    package init(key: String, vietnamese: String, english: String = "", text: String = "") {
      self.key = key
      self.vietnamese = vietnamese
      self.english = english
      self.text = text
    }
  }

  package static let folderName = "languages"
  package static let header = ["key", "vi", "en", "translation"]
  /// What its speakers call the language, and who answers for the translation.
  package static let nameKey = "pack:name"
  package static let translatorKey = "pack:translator"

  package let language: Language
  package let name: String
  package let translator: String
  package let lines: [Line]

  package var languageName: LanguageName { LanguageName(language, name: name) }

  /// - Throws: ``DossierError`` if the pack does not say its name and who answers for it.
  package init(language: Language, lines: [Line]) throws {
    guard !Language.allCases.contains(language) else {
      throw DossierError(
        .refused,
        vi: "Tiếng Việt và tiếng Anh thuộc về chính biểu mẫu, không nằm trong gói ngôn ngữ.",
        en: "Vietnamese and English belong into the form itself, not into a language pack.")
    }
    func said(_ key: String) throws -> String {
      let text = lines.first { $0.key == key }?.text ?? ""
      guard !text.allSatisfy(\.isWhitespace) else {
        throw DossierError(
          .badInput, vi: "Gói ngôn ngữ \(language.rawValue) chưa ghi dòng \(key).",
          en: "The language pack \(language.rawValue) does not fill in the line \(key).")
      }
      return text
    }
    self.language = language
    name = try said(Self.nameKey)
    translator = try said(Self.translatorKey)
    self.lines = lines
  }

  /// Reads a pack; the file's name says the language.
  package init(file: URL) throws {
    let code = file.deletingPathExtension().lastPathComponent
    guard let language = Language(rawValue: code) else {
      throw DossierError(
        .badInput, vi: "Tên tệp \(code).csv không phải mã ngôn ngữ như hmn.csv.",
        en: "The file's name \(code).csv is no language code such as hmn.csv.")
    }
    guard let data = try? Data(contentsOf: file), let text = String(data: data, encoding: .utf8)
    else {
      throw DossierError(
        .badInput, vi: "Không đọc được gói ngôn ngữ \(file.path).",
        en: "The language pack \(file.path) is no UTF-8 text.")
    }
    try self.init(language: language, lines: Self.lines(csv: text))
  }

  package static func lines(csv text: String) throws -> [Line] {
    let rows = try CommaSeparated.read(text)
    guard rows.first == header else {
      throw DossierError(
        .badInput, vi: "Dòng đầu của gói ngôn ngữ phải là \(header.joined(separator: ",")).",
        en: "The first row of a language pack is \(header.joined(separator: ",")).")
    }
    return try rows.enumerated().dropFirst().map { index, row in
      guard row.count == header.count else {
        throw DossierError(
          .badInput, vi: "Dòng \(index + 1) có \(row.count) ô, không phải \(header.count).",
          en: "Row \(index + 1) has \(row.count) cells, not \(header.count).")
      }
      return Line(key: row[0], vietnamese: row[1], english: row[2], text: row[3])
    }
  }

  package static func csv(_ lines: [Line]) -> String {
    CommaSeparated.write([header] + lines.map { [$0.key, $0.vietnamese, $0.english, $0.text] })
  }

  // MARK: Use

  /// The packs beside a form, and a sentence for each that cannot be used.
  package static func packs(beside folder: URL) -> (packs: [LanguagePack], faults: [CatalogueFault])
  {
    let place = folder.appending(path: folderName)
    let files =
      ((try? FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil))
      ?? []).filter { $0.pathExtension == "csv" }.sorted { $0.path < $1.path }
    var packs: [LanguagePack] = []
    var faults: [CatalogueFault] = []
    for file in files {
      do {
        packs.append(try LanguagePack(file: file))
      } catch {
        faults.append(
          CatalogueFault(place: "\(folderName)/\(file.lastPathComponent)", error: error))
      }
    }
    return (packs, faults)
  }

  private static let formPrefix = "form:"

  package static func key(form key: String) -> String { formPrefix + key }

  /// What of it still fits a form's Vietnamese texts.
  package func translation(of texts: FormTexts) -> FormTranslation {
    guard let main = texts.languages.first else {
      return FormTranslation(language: "\(name) (\(language.rawValue))", texts: [:])
    }
    let now = Dictionary(
      texts.entries.map { ($0.key, $0.texts[main] ?? "") }, uniquingKeysWith: { first, _ in first })
    var fitting: [String: String] = [:]
    for line in lines where line.key.hasPrefix(Self.formPrefix) && !line.text.isEmpty {
      let key = String(line.key.dropFirst(Self.formPrefix.count))
      if now[key] == line.vietnamese { fitting[key] = line.text }
    }
    return FormTranslation(language: "\(name) (\(language.rawValue))", texts: fitting)
  }
}
