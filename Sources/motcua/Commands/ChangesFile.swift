import Dossiers
import FormEngine
import Foundation
import Identity

/// A changes file of `dossier edit`: the same shape as answers, where `null` clears a field.
enum ChangesFile {
  static func read(_ path: String) throws -> (FormAnswers, cleared: [String]) {
    guard let data = try InputFile.bytes(path) else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp thay đổi \(path).",
        en: "The changes file \(path) cannot be read.")
    }
    let document = try JSONValue(parsing: data)
    let whole = document["answers"]?.object ?? document.object
    guard let whole else {
      throw DossierError(
        .badInput, vi: "Tệp thay đổi phải là một đối tượng JSON.",
        en: "A changes file is one JSON object.")
    }
    let cleared = whole.filter { $0.value == .null }.keys.sorted()
    let kept = JSONValue.object(whole.filter { $0.value != .null })
    return (try FormAnswers(json: kept.canonical), cleared)
  }
}
