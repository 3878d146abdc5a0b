import Foundation
import Testing

/// `docs/forms-matrix.md` says what of XLSForm is done and which test holds it; it has to be true.
@Suite struct MatrixTests {
  struct Row {
    var section: String
    var name: String
    var isDone: Bool
    /// The test's name, and the form or expression in brackets.
    var evidence: [String]
    var text: String
  }

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func page() throws -> String {
    try String(contentsOf: root.appendingPathComponent("docs/forms-matrix.md"), encoding: .utf8)
  }

  private static func rows() throws -> [Row] {
    var section = ""
    var rows: [Row] = []
    for line in try page().split(separator: "\n") {
      if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 3, ["✔", "—"].contains(cells[1]) else { continue }
      let text = cells[2...].joined(separator: "|")
      let evidence = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      rows.append(
        Row(
          section: section, name: cells[0], isDone: cells[1] == "✔", evidence: evidence, text: text)
      )
    }
    return rows
  }

  /// The names of all tests of the package.
  private static func testNames() throws -> Set<String> {
    let folder = root.appendingPathComponent("Tests")
    var names: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix("Tests.swift") {
      let source = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      for match in source.matches(of: /func `([^`]+)`/) { names.insert(String(match.output.1)) }
    }
    return names
  }

  private static func expressions() throws -> Set<String> {
    let lines = try ["expressions.tsv", "matrix.tsv"].flatMap { name in
      String(decoding: try TestSupport.resource(name), as: UTF8.self).split(separator: "\n")
    }
    return Set(lines.map { String($0.prefix { $0 != "\t" }) })
  }

  @Test func `every tick names a test that exists, and a form or expression JavaRosa has answered`()
    throws
  {
    let names = try Self.testNames()
    let expressions = try Self.expressions()
    let forms = Set(FillingTests.scripts.map { String($0.prefix { $0 != "." }) })
    for row in try Self.rows() {
      guard row.isDone else {
        #expect(row.text.count > 5 && row.evidence.isEmpty, "\(row.name) gives no reason")
        continue
      }
      #expect(names.contains(row.evidence.first ?? ""), "\(row.name): no test \(row.evidence)")
      for golden in row.evidence.dropFirst() {
        #expect(forms.contains(golden) || expressions.contains(golden), "\(row.name): \(golden)")
      }
    }
  }

  @Test func `the scores of the matrix are those of its rows`() throws {
    let rows = try Self.rows()
    let page = try Self.page()
    for (section, least, most) in [
      ("Types of questions", 34, 94), ("Form logic", 12, 100), ("XPath", 75, 98),
      ("Appearances", 46, 50), ("Labels", 11, 90),
    ] {
      let own = rows.filter { $0.section == section }
      let done = own.filter(\.isDone).count
      let percent = done * 100 / max(own.count, 1)
      #expect(own.count >= least, "\(section) has \(own.count) rows")
      #expect(percent >= most, "\(section): \(percent)")
      #expect(
        page.contains("| \(section) | \(done) of \(own.count) (\(percent) %) |"), "\(section)")
    }
  }
}
