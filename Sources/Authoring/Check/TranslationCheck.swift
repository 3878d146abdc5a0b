import FormEngine
import Foundation

/// Texts that one of the form's languages lacks.
enum TranslationCheck {
  static func findings(xml: Data, places: FormPlaces) -> [FormFinding] {
    guard let texts = try? FormTexts(xml: xml), let first = texts.languages.first else {
      return [
        FormFinding(
          .warning,
          "The texts name no language, so nobody can translate them: write "
            + "label::Tiếng Việt (vi), hint::Tiếng Việt (vi) and so on.")
      ]
    }
    // A picture, sound or film named once serves all languages.
    let files = FormMedia.Kind.allCases.map { "#\($0.rawValue)" }
    let words = texts.entries.filter { entry in !files.contains { entry.key.hasSuffix($0) } }
    return words.flatMap { entry in
      texts.languages.filter { (entry.texts[$0] ?? "").isEmpty }.compactMap { language in
        let shown = entry.texts[first] ?? entry.texts.values.first { !$0.isEmpty } ?? ""
        guard !shown.isEmpty else { return nil }
        return FormFinding(
          .warning, "“\(shown.prefix(40))” is not translated into \(language).",
          at: places.place(ofText: entry.key, language: language))
      }
    }
  }
}
