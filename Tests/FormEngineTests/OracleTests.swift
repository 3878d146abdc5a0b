import FormEngine
import Foundation
import Testing

@Suite struct OracleTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    var expression: String
    var context: String?
    var type: String
    var value: String
    var testDescription: String { expression + (context.map { " @ \($0)" } ?? "") }
  }

  static let golden: [Golden] = {
    let data = (try? TestSupport.resource("expressions.tsv")) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 3 else { return nil }
      let parts = cells[0].components(separatedBy: " @ ")
      return Golden(
        expression: parts[0], context: parts.count > 1 ? parts[1] : nil, type: cells[1],
        value: cells[2])
    }
  }()

  @Test func `JavaRosa has answered enough expressions`() {
    #expect(Self.golden.count >= 400)
  }

  @Test func `every expression answers as in JavaRosa`() throws {
    let definition = try FormDefinition(xml: TestSupport.resource("oracle.xml"))
    let session = try FormSession(definition, environment: TestSupport.environment())
    for golden in Self.golden {
      let path = golden.context.map { $0.replacing("/data/", with: "") }
      var type = "error"
      var value = ""
      if let answer = try? session.evaluate(golden.expression, at: path) {
        type = answer.typeName
        value = answer.text
      }
      #expect(type == golden.type, "\(golden.testDescription) \(value)")
      #expect(
        same(value, golden.value, type), "\(golden.testDescription): \(value) \(golden.value)")
    }
  }

  @Test func `where it differs from JavaRosa it does so on purpose`() throws {
    let session = try FormSession(
      FormDefinition(xml: TestSupport.resource("oracle.xml")),
      environment: TestSupport.environment())
    let text = String(decoding: try TestSupport.resource("deviations.tsv"), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count >= 9)
    for line in lines {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let answer = try session.evaluate(cells[0])
      #expect("\(answer.typeName) \(answer.text)" == cells[2], "\(line)")
    }
  }

  /// Numbers may differ in the last digit: Java 17 prints some with one digit too many.
  private func same(_ value: String, _ golden: String, _ type: String) -> Bool {
    if value == golden { return true }
    guard type == "number", let a = Double(value), let b = Double(golden) else { return false }
    return abs(a - b) <= 1e-12 * max(abs(a), abs(b))
  }
}
