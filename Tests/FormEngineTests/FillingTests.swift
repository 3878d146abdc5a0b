import FormEngine
import Foundation
import Testing

/// Filling scripts that JavaRosa has followed step by step.
@Suite struct FillingTests {
  static let scripts = [
    ("repeats.xml", "repeats-relevance.tsv"), ("repeats.xml", "repeats-rows.tsv"),
    ("repeats.xml", "repeats-nested.tsv"), ("calculations.xml", "calculations-types.tsv"),
  ]

  @Test(arguments: scripts) func `a form is filled as in JavaRosa`(
    form: String, script: String
  ) throws {
    let session = try FormSession(
      FormDefinition(xml: TestSupport.resource(form)), environment: TestSupport.environment())
    let text = String(decoding: try TestSupport.resource(script), as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let answer = try Self.step(cells, session)
      #expect(answer == cells.last, "\(line)")
    }
  }

  private static func step(_ cells: [String], _ session: FormSession) throws -> String {
    let path = cells[1].replacing("/data/", with: "")
    switch cells[0] {
    case "set": return try set(cells[2], at: path, session)
    case "add":
      try session.addRow(to: path)
      return "OK"
    case "remove":
      try session.removeRow(at: path)
      return "OK"
    case "get":
      return try #require(session.value(at: path))
    case "relevant": return String(session.relevantPaths().contains(path))
    case "required": return String(question(path, session.view().items)?.isRequired ?? false)
    case "choices":
      return question(path, session.view().items)?.choices.map(\.value).joined(separator: " ") ?? ""
    case "rows": return try session.evaluate("count(/data/\(path))").text
    default: return String(session.validate().isEmpty)
    }
  }

  /// JavaRosa does not store what it refuses; here it is kept and reported, so it is taken back.
  private static func set(_ value: String, at path: String, _ session: FormSession) throws -> String
  {
    let before = try #require(session.value(at: path))
    try session.set(value, at: path)
    guard let problem = session.validate().first(where: { $0.path == path }) else { return "OK" }
    try session.set(before, at: path)
    return problem.kind.rawValue
  }

  private static func question(_ path: String, _ items: [FormItem]) -> FormQuestion? {
    for item in items {
      switch item {
      case .question(let question): if question.path == path { return question }
      case .group(let group):
        if let found = Self.question(path, group.items) { return found }
      case .rows(let rows):
        for row in rows.rows {
          if let found = Self.question(path, row.items) { return found }
        }
      }
    }
    return nil
  }
}
