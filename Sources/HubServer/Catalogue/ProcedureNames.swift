import Dossiers
package import Foundation

/// Names of procedures and of the papers they ask for, from the catalogue folder `Forms`.
package struct ProcedureNames: Sendable {
  struct Procedure: Decodable, Sendable {
    struct Paper: Decodable, Sendable {
      var id: String
      var name: LocalizedText
    }
    var code: String
    var version: String
    var name: LocalizedText
    var components: [Paper]?
  }

  private let procedures: [String: [String: Procedure]]
  let folder: URL?

  /// No catalogue: procedures are shown by their codes.
  package static let none = ProcedureNames(procedures: [:], folder: nil)

  private init(procedures: [String: [String: Procedure]], folder: URL?) {
    self.procedures = procedures
    self.folder = folder
  }

  /// Reads `Forms/<code>/<version>/procedure.json`.
  package init(folder: URL) throws {
    var procedures: [String: [String: Procedure]] = [:]
    for code in Self.children(of: folder.resolvingSymlinksInPath()) {
      for version in Self.children(of: code) {
        let file = version.appending(path: "procedure.json")
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        let procedure = try JSONFile.read(Procedure.self, at: file)
        procedures[procedure.code, default: [:]][procedure.version] = procedure
      }
    }
    self.init(procedures: procedures, folder: folder)
  }

  func name(of code: String, _ language: Language) -> String {
    latest(code)?.name[language] ?? code
  }

  func paper(_ id: String, of code: String, version: String, _ language: Language) -> String {
    let procedure = procedures[code]?[version] ?? latest(code)
    return procedure?.components?.first { $0.id == id }?.name[language] ?? id
  }

  /// The published name of a paper given by its id or by its name in either language; `nil` if
  /// the list has no such paper.
  func listedPaper(_ words: String, of code: String, version: String, _ language: Language)
    -> String?
  {
    let procedure = procedures[code]?[version] ?? latest(code)
    let wanted = words.trimmingCharacters(in: .whitespaces).lowercased()
    return procedure?.components?.first { paper in
      [paper.id, paper.name.vi, paper.name.en].contains { $0.lowercased() == wanted }
    }?.name[language]
  }

  private func latest(_ code: String) -> Procedure? {
    procedures[code]?.max { $0.key < $1.key }?.value
  }

  private static func children(of folder: URL) -> [URL] {
    let all = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.isDirectoryKey])
    return (all ?? []).filter(\.hasDirectoryPath).sorted { $0.path < $1.path }
  }
}
