import Dossiers
import Foundation

/// The screens' texts in every language there is a file for; others see the Vietnamese ones.
struct ScreenTexts: Sendable {
  private let vietnamese: Texts
  private let others: [Language: Texts]

  /// - Parameter folder: the `Kiosk` folder.
  init(folder: URL) throws {
    let place = folder.appending(path: "texts")
    let main = try Texts(
      json: Data(contentsOf: place.appending(path: "vi.json")), language: .vietnamese)
    var others: [Language: Texts] = [:]
    let files = try FileManager.default.contentsOfDirectory(
      at: place, includingPropertiesForKeys: nil)
    for file in files where file.pathExtension == "json" {
      let code = file.deletingPathExtension().lastPathComponent
      guard let language = Language(rawValue: code), language != .vietnamese else { continue }
      // What a province's file leaves out is shown in Vietnamese.
      others[language] = try Texts(json: Data(contentsOf: file), language: language).over(main)
    }
    vietnamese = main
    self.others = others
  }

  subscript(language: Language) -> Texts {
    if language == .vietnamese { return vietnamese }
    return others[language] ?? vietnamese.spoken(language)
  }
}
