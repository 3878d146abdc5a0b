import FormEngine
import Foundation
import Testing

/// The shipped forms filled with all their stories, as JavaRosa filled them step by step: what is
/// relevant, required and read-only, every value, what is refused, and the instance at the end.
/// Nothing may differ here; the listed deviations are none of these forms'.
@Suite struct ProcedureOracleTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden/procedures")

  static let forms: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".tsv") }.map { String($0.dropLast(4)) }.sorted()
  }()

  /// `1.001193-2026.1` by the file of the form.
  private static func name(_ form: URL) -> String {
    form.pathComponents.suffix(3).dropLast().joined(separator: "-")
  }

  private static func lines(_ form: String) throws -> [[String]] {
    try String(contentsOf: folder.appendingPathComponent("\(form).tsv"), encoding: .utf8)
      .split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func `every story of every shipped form was filled by JavaRosa`() throws {
    #expect(Set(Self.forms) == Set(ProcedureFormTests.forms.map(Self.name)))
    let filled = try Self.forms.flatMap { form in
      try Self.lines(form).filter { $0[0] == "story" }.map { "\(form) \($0[1])" }
    }
    let stories = ProcedureFormTests.samples.map {
      "\(Self.name($0.form)) \($0.file.deletingPathExtension().lastPathComponent)"
    }
    #expect(Set(filled) == Set(stories), "run Tests/FormEngineTests/Oracle/make-procedure-golden")
    #expect(filled.count == stories.count && stories.count >= 216)
  }

  @Test(arguments: forms) func `a shipped form is filled as in JavaRosa`(form: String) throws {
    let file = try #require(ProcedureFormTests.forms.first { Self.name($0) == form })
    let definition = try ProcedureFormTests.definition(file)
    let lines = try Self.lines(form)
    let now = try #require(Self.noon(lines[0]))
    let begin = lines[1].dropFirst().joined(separator: "\t")
    var replay = try FillingReplay(definition, now: now)
    var story = ""
    for cells in lines.dropFirst(2) {
      if cells[0] == "story" {
        story = cells[1]
        replay = try FillingReplay(definition, now: now)
        let answer = replay.step(["begin"])
        #expect(FillingReplay.same(answer, begin), "\(form) \(story): \(answer)")
        continue
      }
      let length = FillingTests.length(cells[0])
      let golden = cells.dropFirst(length).joined(separator: "\t")
      let answer = replay.step(Array(cells.prefix(length)))
      #expect(
        Self.agrees(answer, golden, at: cells[0]),
        "\(form) \(story): \(cells.joined(separator: "\t"))\nhere: \(answer)")
    }
  }

  /// Whether a step ended alike. JavaRosa's parser gives no answer for a text that is none of the
  /// question's type, as its screens let nobody type one: it then misses the answer.
  private static func agrees(_ answer: String, _ golden: String, at command: String) -> Bool {
    if command == "submission" {
      return checksum(answer.replacing(#/(\d)\.0(?!\d)/#) { "\($0.output.1)" }) == golden
    }
    if answer.hasPrefix("type\t"), golden.hasPrefix("required\t") {
      return answer.dropFirst("type".count) == golden.dropFirst("required".count)
    }
    return FillingReplay.same(answer, golden)
  }

  /// 64-bit FNV-1a, as the script that made the results writes it.
  private static func checksum(_ text: String) -> String {
    let sum = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Noon of the day JavaRosa filled the forms, in Viet Nam: milliseconds. The forms ask for the
  /// day only.
  private static func noon(_ cells: [String]) -> Int64? {
    guard cells.count == 2, cells[0] == "today",
      let noon = ISO8601DateFormatter().date(from: "\(cells[1])T12:00:00+07:00")
    else { return nil }
    return Int64(noon.timeIntervalSince1970) * 1000
  }
}
