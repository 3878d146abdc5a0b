package import Foundation

/// What a new version of a form calls the fields of the version before, so that an open draft can
/// be carried over. Lies beside the new form as `renames.json`.
package struct RenameMap: Sendable, Hashable, Codable {
  /// The version drafts are carried over from.
  package let from: String
  /// New path by old path; groups and repeats move with all that is in them.
  package let renames: [String: String]

  package static let fileName = "renames.json"

  /// The map beside a form; nil if there is none.
  /// - Throws: ``DossierError`` naming what is wrong with it.
  package static func read(beside folder: URL) throws -> RenameMap? {
    let file = folder.appending(path: fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let map = try JSONFile.read(RenameMap.self, at: file)
    let targets = map.renames.values
    guard Set(targets).count == targets.count else {
      throw DossierError(
        .badInput, vi: "\(file.path): hai mục cũ cùng đổi tên thành một mục mới.",
        en: "\(file.path): two old fields are renamed to the same new one.")
    }
    return map
  }

  /// Where the new version keeps what the old one kept at a path of field names.
  package func path(_ old: String) -> String {
    var names = old.split(separator: "/").map(String.init)
    var rest: [String] = []
    while !names.isEmpty {
      if let new = renames[names.joined(separator: "/")] {
        return ([new] + rest).joined(separator: "/")
      }
      rest.insert(names.removeLast(), at: 0)
    }
    return old
  }
}
