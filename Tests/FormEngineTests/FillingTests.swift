import FormEngine
import Foundation
import Testing

/// Filling scripts that JavaRosa has followed step by step, telling after each what had changed.
@Suite struct FillingTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden/forms")

  /// Names of the results, such as `repeats.rows`.
  static let scripts: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".tsv") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test func `there are enough forms and scripts`() {
    #expect(Set(Self.scripts.map { $0.prefix { $0 != "." } }).count >= 80)
    #expect(Self.scripts.count >= 120)
  }

  @Test(arguments: scripts) func `a form is filled as in JavaRosa`(script: String) throws {
    let results = Self.folder.appendingPathComponent("\(script).tsv")
    let lines = try String(contentsOf: results, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 1)
    let deviations = try Self.deviations(script)
    let replay = try FillingReplay(
      form: String(script.prefix { $0 != "." }), folder: Self.folder, now: TestSupport.now)
    for (index, line) in lines.enumerated() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let length = Self.length(cells[0])
      let golden = cells.dropFirst(length).joined(separator: "\t")
      let answer = replay.step(Array(cells.prefix(length)))
      if let deviation = deviations[index + 1] {
        #expect(answer == deviation, "\(script) line \(index + 1): \(line)")
        #expect(!FillingReplay.same(answer, golden), "line \(index + 1) deviates no longer")
      } else {
        #expect(
          FillingReplay.same(answer, golden),
          "\(script) line \(index + 1): \(line)\nhere: \(answer)")
      }
    }
  }

  /// How many cells a command has.
  static func length(_ command: String) -> Int {
    switch command {
    case "begin", "valid", "submission": 1
    case "set", "form": 3
    default: 2
    }
  }

  /// What this engine answers on purpose, by line of the result.
  private static func deviations(_ script: String) throws -> [Int: String] {
    let text = try String(
      contentsOf: folder.appendingPathComponent("deviations.txt"), encoding: .utf8)
    var result: [Int: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells[0] == script, let number = Int(cells[1]) else { continue }
      result[number] = cells.dropFirst(3).joined(separator: "\t")
    }
    return result
  }
}
