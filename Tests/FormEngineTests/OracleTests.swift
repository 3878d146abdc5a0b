import FormEngine
import Foundation
import Testing

/// Expressions that JavaRosa has answered: written by hand, and every function and operator with
/// values of every type.
@Suite struct OracleTests {
  struct Golden: Sendable {
    var source: String
    var type: String
    var value: String

    /// The expression without the node it is evaluated at.
    var expression: String { source.components(separatedBy: " @ ")[0] }
    var context: String? {
      let parts = source.components(separatedBy: " @ ")
      return parts.count > 1 ? parts[1].replacing("/data/", with: "") : nil
    }
  }

  private static func golden(_ name: String) throws -> [Golden] {
    String(decoding: try TestSupport.resource(name), as: UTF8.self).split(separator: "\n")
      .compactMap { line in
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return cells.count == 3 ? Golden(source: cells[0], type: cells[1], value: cells[2]) : nil
      }
  }

  /// Where this engine answers otherwise on purpose: JavaRosa's answer, ours and the reason.
  private static func deviations() throws -> [String: [String]] {
    let text = String(decoding: try TestSupport.resource("deviations.tsv"), as: UTF8.self)
    var result: [String: [String]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      #expect(cells.count == 4 && !cells[3].isEmpty, "\(line)")
      result[cells[0]] = Array(cells.dropFirst())
    }
    return result
  }

  private static func session() throws -> FormSession {
    try FormSession(
      FormDefinition(xml: TestSupport.resource("oracle.xml")),
      environment: TestSupport.environment())
  }

  @Test(arguments: [("expressions.tsv", 1_100), ("matrix.tsv", 10_000)])
  func `every expression answers as in JavaRosa or as the list of deviations says`(
    name: String, least: Int
  ) throws {
    let all = try Self.golden(name)
    #expect(all.count >= least)
    let session = try Self.session()
    let deviations = try Self.deviations()
    for golden in all {
      let answer = Self.answer(golden, session)
      if let deviation = deviations[golden.source] {
        #expect(deviation[0] == "\(golden.type) \(golden.value)", "\(golden.source)")
        #expect(deviation[1] == "\(answer.type) \(answer.value)", "\(golden.source)")
      } else {
        let isSame = answer.type == golden.type && Self.same(answer, golden)
        #expect(isSame, "\(golden.source): \(answer), JavaRosa: \(golden.type) \(golden.value)")
      }
    }
  }

  @Test func `every deviation from JavaRosa is one it has answered`() throws {
    let asked = Set(try ["expressions.tsv", "matrix.tsv"].flatMap(Self.golden).map(\.source))
    for source in try Self.deviations().keys { #expect(asked.contains(source), "\(source)") }
  }

  private static func answer(
    _ golden: Golden, _ session: FormSession
  ) -> (type: String, value: String) {
    guard let answer = try? session.evaluate(golden.expression, at: golden.context) else {
      return ("error", "")
    }
    // The oracle joins the values of nodes with blanks once there is something to separate.
    var text = answer.text
    if case .nodeset(let values) = answer {
      text = values.map(\.text).reduce("") { $0.isEmpty ? $1 : "\($0) \($1)" }
    }
    return (answer.typeName, TestSupport.oneLine(text))
  }

  /// Numbers may differ in the last digit: Java 17 prints some with one digit too many.
  private static func same(_ answer: (type: String, value: String), _ golden: Golden) -> Bool {
    if answer.value == golden.value { return true }
    guard answer.type == "number", let a = Double(answer.value), let b = Double(golden.value) else {
      return false
    }
    return abs(a - b) <= 1e-12 * max(abs(a), abs(b))
  }
}
