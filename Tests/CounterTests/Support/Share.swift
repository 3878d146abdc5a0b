import FormEngine
import Foundation

/// The repository's own forms, found from this file.
enum Share {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A share folder of its own with the same forms, for tests that change them.
  static func copy() throws -> URL {
    let share = FileManager.default.temporaryDirectory.appending(path: "share-\(UUID())")
    try FileManager.default.createDirectory(at: share, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: folder.appending(path: "Forms"), to: share.appending(path: "Forms"))
    return share
  }

  static func rewrite(_ file: URL, _ change: (String) -> String) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(change(text).utf8).write(to: file)
  }

  static func demoUnit() throws -> Data {
    try Data(contentsOf: folder.appending(path: "Forms/demo-unit.json"))
  }

  static func sample(_ procedure: String, _ name: String) throws -> FormSample {
    try FormSample(json: try Data(contentsOf: samples(procedure).appending(path: name + ".json")))
  }

  static func answers(_ procedure: String, _ name: String) throws -> FormAnswers {
    try sample(procedure, name).answers
  }

  /// Every sample of the three procedures whose name begins so.
  static func all(_ prefix: String) throws -> [(procedure: String, name: String)] {
    try ["1.001193", "1.004873", "2.000815"].flatMap { procedure in
      try FileManager.default.contentsOfDirectory(atPath: samples(procedure).path)
        .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.sorted()
        .map { (procedure, String($0.dropLast(5))) }
    }
  }

  private static func samples(_ procedure: String) -> URL {
    folder.appending(path: "Forms/\(procedure)/2026.1/samples")
  }
}
