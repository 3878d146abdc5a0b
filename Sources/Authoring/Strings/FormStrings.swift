package import Dossiers
import FormEngine
import Foundation

/// The texts of a form and of its procedure, for people who translate them.
///
/// Nothing here translates: a language is a pack some office made and answers for.
package struct FormStrings: Sendable {
  /// Every text once, the pack's own two lines first; translations are empty.
  package let lines: [LanguagePack.Line]

  /// - Throws: ``DossierError`` if the form does not compile or its texts name no language.
  package init(_ form: AuthoredForm) throws {
    guard let xml = form.xml else {
      throw DossierError(
        .badInput, vi: "Biểu mẫu có lỗi; hãy chạy form check trước.",
        en: "The form does not compile; run form check first.")
    }
    let texts: FormTexts
    do {
      texts = try FormTexts(xml: xml)
    } catch let error as FormError {
      throw DossierError(.badInput, vi: "\(error)", en: "\(error)")
    }
    guard let main = texts.languages.first else {
      throw DossierError(
        .badInput,
        vi: "Các cột chữ của biểu mẫu chưa ghi ngôn ngữ: hãy viết label::Tiếng Việt (vi).",
        en: "The texts name no language, so they cannot be translated: write "
          + "label::Tiếng Việt (vi).")
    }
    let english = texts.languages.first { $0.hasSuffix("(en)") }
    let own = [
      LanguagePack.Line(
        key: LanguagePack.nameKey, vietnamese: "Tên ngôn ngữ, viết bằng chính ngôn ngữ đó",
        english: "The language's name, in the language itself"),
      LanguagePack.Line(
        key: LanguagePack.translatorKey, vietnamese: "Cơ quan chịu trách nhiệm về bản dịch",
        english: "The office that answers for the translation"),
    ]
    let asked = texts.entries.filter { entry in
      let kind = entry.key.split(separator: "#").dropFirst().first ?? "long"
      return ["long", "short", "guidance"].contains(kind) && !(entry.texts[main] ?? "").isEmpty
    }.map { entry in
      LanguagePack.Line(
        key: LanguagePack.key(form: entry.key), vietnamese: entry.texts[main] ?? "",
        english: english.flatMap { entry.texts[$0] } ?? "")
    }
    let procedure = form.file.deletingLastPathComponent().appending(path: "procedure.json")
    let beside = try (try? Data(contentsOf: procedure)).map(ProcedureStrings.lines) ?? []
    lines = own + asked + beside
  }

  /// The lines with what a pack says of them; a text whose Vietnamese changed is asked for again.
  package func filled(from pack: LanguagePack?) -> [LanguagePack.Line] {
    let known = Dictionary(
      (pack?.lines ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return lines.map { line in
      var line = line
      if let old = known[line.key], old.vietnamese == line.vietnamese { line.text = old.text }
      return line
    }
  }

  /// What came back from the translators, and what of it is wrong.
  package struct Imported: Sendable {
    package let pack: LanguagePack
    package let translated: Int
    package let total: Int
    /// Keys whose Vietnamese has changed since it was exported; they are left out.
    package let outdated: [String]
  }

  /// - Throws: ``DossierError`` naming the first line that does not fit the form.
  package func imported(_ given: [LanguagePack.Line], language: Language) throws -> Imported {
    let known = Dictionary(lines.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var outdated: [String] = []
    var texts: [String: String] = [:]
    for line in given where !line.text.isEmpty {
      guard let now = known[line.key] else {
        throw DossierError(
          .badInput, vi: "Biểu mẫu không có chữ \(line.key).",
          en: "The form has no text \(line.key).")
      }
      guard now.vietnamese == line.vietnamese else {
        outdated.append(line.key)
        continue
      }
      guard Self.values(in: line.text) == Self.values(in: now.vietnamese) else {
        throw DossierError(
          .badInput,
          vi: "\(line.key): các giá trị ${…} trong bản dịch khác với bản tiếng Việt.",
          en: "\(line.key): the values ${…} differ from those of the Vietnamese text.")
      }
      texts[line.key] = line.text
    }
    let filled = lines.map { line in
      var line = line
      line.text = texts[line.key] ?? ""
      return line
    }
    return Imported(
      pack: try LanguagePack(language: language, lines: filled),
      translated: filled.filter { !$0.text.isEmpty }.count, total: filled.count,
      outdated: outdated)
  }

  private static func values(in text: String) -> [String] {
    text.matches(of: /\$\{[^}]*\}/).map { String($0.output) }.sorted()
  }
}
