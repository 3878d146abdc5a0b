import Dossiers
import Foundation

/// Language packs beside a form: whether they can be used, and how much of the form they cover.
enum PackCheck {
  static func findings(_ form: AuthoredForm) -> [FormFinding] {
    let (packs, faults) = LanguagePack.packs(beside: form.file.deletingLastPathComponent())
    var found = faults.map {
      FormFinding(.error, $0.message.en, at: .init(sheet: $0.place))
    }
    guard !packs.isEmpty, let strings = try? FormStrings(form) else { return found }
    for pack in packs {
      let lines = strings.filled(from: pack)
      let missing = lines.filter(\.text.isEmpty).count
      if missing > 0 {
        found.append(
          FormFinding(
            .warning,
            "\(missing) of \(lines.count) texts are not translated or their Vietnamese has "
              + "changed; they are shown in Vietnamese.",
            at: .init(sheet: "\(LanguagePack.folderName)/\(pack.language.rawValue).csv")))
      }
    }
    return found
  }
}
