import FormEngine
import Foundation
import Testing

/// Forms and answers made to break the engine. Each ends with an answer or with one sentence that
/// names the limit and the place, and leaves the session as it was.
@Suite struct HostileTests {
  private func form(
    _ instance: String, _ model: String = "", _ body: String = "", limits: FormLimits = .standard
  ) throws -> FormDefinition {
    try FormDefinition(
      xml: Data(TestSupport.form(instance: instance, model: model, body: body).utf8),
      limits: limits)
  }

  private func session(
    _ instance: String, _ model: String = "", _ body: String = "", limits: FormLimits = .standard
  ) throws -> FormSession {
    try FormSession(
      form(instance, model, body, limits: limits), environment: TestSupport.environment())
  }

  private static func repeated(_ path: String, _ inner: String = "", count: String? = nil) -> String
  {
    let counted = count.map { " jr:count=\"\($0)\"" } ?? ""
    return "<group ref=\"\(path)\"><label>r</label><repeat nodeset=\"\(path)\"\(counted)>\(inner)"
      + "</repeat></group>"
  }

  // MARK: Rows

  @Test func `a repeat of a billion rows is refused with its name`() throws {
    let found = #expect(throws: FormError.self) {
      try session(
        "<n>1000000000</n><r><v/></r>", "<bind nodeset=\"/data/n\" type=\"int\"/>",
        Self.repeated("/data/r", count: "/data/n"))
    }
    #expect(found?.kind == .limit)
    #expect(found?.message.contains("more than 1000 rows (rows)") == true)
    #expect(found?.place == "r")
  }

  @Test func `an answer that would make a billion rows changes nothing`() throws {
    let session = try session(
      "<n>2</n><r><v/></r>", "<bind nodeset=\"/data/n\" type=\"int\"/>",
      "<input ref=\"/data/n\"><label>n</label></input>"
        + Self.repeated(
          "/data/r", "<input ref=\"/data/r/v\"><label>v</label></input>", count: "/data/n"))
    try session.set("x", at: "r[2]/v")
    let before = session.answers()
    for value in ["1000000000", "1e9", "999999999999999999999"] {
      if value != "1e9" {
        #expect(throws: FormError.self) { try session.set(value, at: "n") }
      }
      #expect(session.answers() == before)
    }
    try session.set("3", at: "n")
    #expect(session.value(at: "r[3]/v") == "")
  }

  @Test func `repeats within repeats stop at the nodes of the form`() throws {
    let body = Self.repeated(
      "/data/a",
      Self.repeated("/data/a/b", Self.repeated("/data/a/b/c", count: "900"), count: "900"),
      count: "900")
    var limits = FormLimits()
    limits.instanceNodes = 20_000
    let found = #expect(throws: FormError.self) {
      try session("<a><b><c><v/></c></b></a>", "", body, limits: limits)
    }
    #expect(found?.kind == .limit)
    #expect(found?.message.contains("20000 nodes (instanceNodes)") == true)
  }

  @Test func `rows that call for more rows come to an end`() throws {
    let found = #expect(throws: FormError.self) {
      try session(
        "<r><v/></r>", "", Self.repeated("/data/r", count: "count(/data/r) + 1"))
    }
    #expect(found?.kind == .limit || found?.kind == .cycle)
  }

  // MARK: Work

  /// Each predicate asks about all rows once more: rows to the power of the depth.
  @Test func `predicates within predicates run out of steps`() throws {
    var limits = FormLimits()
    limits.evaluationSteps = 200_000
    let rows = String(repeating: "<r><v>1</v></r>", count: 100)
    let session = try session(rows, "", Self.repeated("/data/r"), limits: limits)
    var expression = "1"
    for _ in 0..<20 { expression = "count(/data/r[v = 1 and \(expression) >= 0])" }
    let found = #expect(throws: FormError.self) { try session.evaluate(expression) }
    #expect(found?.kind == .limit)
    #expect(found?.message.contains("200000 steps (evaluationSteps)") == true)
    // The next question has all steps again.
    #expect(try session.evaluate("count(/data/r[v = 1])") == .number(100))
  }

  @Test func `a change that takes too long is taken back and named`() throws {
    var limits = FormLimits()
    limits.evaluationSteps = 20_000
    let rows = String(repeating: "<r><v>1</v></r>", count: 100)
    let session = try session(
      "<a/><b/>\(rows)",
      """
      <bind nodeset="/data/b" calculate="if(/data/a = 'x', count(/data/r[count(/data/r[v = 1]) = 100]), 7)"/>
      """,
      "<input ref=\"/data/a\"><label>a</label></input>" + Self.repeated("/data/r"), limits: limits)
    try session.set("y", at: "a")
    let found = #expect(throws: FormError.self) { try session.set("x", at: "a") }
    #expect(found?.kind == .limit && found?.place == "b")
    #expect(session.value(at: "a") == "y")
    #expect(session.value(at: "b") == "7")
    try session.set("z", at: "a")
    #expect(session.value(at: "b") == "7")
  }

  @Test func `texts that double stop at their length`() throws {
    var instance = "<t0>0123456789</t0>"
    var model = ""
    for index in 1...60 {
      instance += "<t\(index)/>"
      let before = "/data/t\(index - 1)"
      model += "<bind nodeset=\"/data/t\(index)\" calculate=\"concat(\(before), \(before))\"/>"
    }
    let session = try session(instance, model)
    // 10 bytes times 2^16 are below a million, times 2^17 are above.
    #expect(session.value(at: "t16")?.utf8.count == 655_360)
    #expect(session.value(at: "t17") == "")
    let problem = session.validate().first
    #expect(problem?.path == "t17" && problem?.message.contains("(textBytes)") == true)
  }

  @Test func `a fan of references is refused when the form is read`() throws {
    let names = (0..<2_000).map { "q\($0)" }
    let found = #expect(throws: FormError.self) {
      try form(
        names.map { "<\($0)/>" }.joined() + "<g><x/></g>",
        names.map { "<bind nodeset=\"/data/\($0)\" relevant=\"count(/data/g/* | /*/*) > 1\"/>" }
          .joined())
    }
    #expect(found?.kind == .limit || found?.kind == .cycle)
    var limits = FormLimits()
    limits.references = 1_000
    let few = #expect(throws: FormError.self) {
      try form(
        names.map { "<\($0)/>" }.joined() + "<z/>",
        "<bind nodeset=\"/data/z\" calculate=\"count(/data/*)\"/>", limits: limits)
    }
    #expect(few?.message.contains("1000 fields (references)") == true)
    #expect(few?.place == "z")
  }

  @Test func `a field with a thousand siblings that look at it is no trouble`() throws {
    let names = (0..<1_000).map { "q\($0)" }
    let session = try session(
      "<a/>" + names.map { "<\($0)/>" }.joined(),
      names.map { "<bind nodeset=\"/data/\($0)\" relevant=\"/data/a = 'x'\"/>" }.joined(),
      "<input ref=\"/data/a\"><label>a</label></input>")
    let before = session.evaluationCount
    try session.set("x", at: "a")
    #expect(session.evaluationCount - before == 1_000)
  }

  // MARK: Expressions and patterns

  @Test func `long and deep expressions are read or refused`() throws {
    let session = try session("<a>1</a>")
    let long = Array(repeating: "/data/a", count: 6_000).joined(separator: " + ")
    #expect(try session.evaluate(long) == .number(6_000))
    #expect(throws: FormError.self) { try session.evaluate(long + "+" + long) }
    for (open, close) in [
      ("(", ")"), ("not(", ")"), ("/data/a[", "]"), ("-", ""), ("if(1,", ",2)"),
    ] {
      let fine = String(repeating: open, count: 90) + "1" + String(repeating: close, count: 90)
      _ = try session.evaluate(fine)
      let deep =
        String(repeating: open, count: 5_000) + "1" + String(repeating: close, count: 5_000)
      let found = #expect(throws: FormError.self) { try session.evaluate(deep) }
      #expect(found?.kind == .limit, "\(open)")
    }
  }

  /// A quarter of what a thread has by default, in a build that is not optimised.
  @Test func `the deepest of everything fits a small stack`() async throws {
    let groups = String(repeating: "<g>", count: 94) + String(repeating: "</g>", count: 94)
    let body = String(repeating: "<group>", count: 95) + String(repeating: "</group>", count: 95)
    let xml = TestSupport.form(instance: groups + "<a/>", body: body)
    let nested =
      String(repeating: "/data/a[not(", count: 49) + "1" + String(repeating: ")]", count: 49)
    let answers =
      String(repeating: "[{\"a\":", count: 15) + "1" + String(repeating: "}]", count: 15)
    let result = await withCheckedContinuation { continuation in
      let thread = Thread {
        let result = Result {
          let session = try TestSupport.session(xml)
          _ = session.view()
          _ = session.fill()
          _ = session.submissionXML()
          _ = try? FormAnswers(json: Data(answers.utf8))
          return try session.evaluate("count(\(nested))").text
        }
        continuation.resume(returning: result.map { $0 }.mapError { $0 as NSError })
      }
      thread.stackSize = 2 * 1024 * 1024
      thread.start()
    }
    // What is not empty inside reads as an empty answer, so that each step but the last one passes.
    #expect(try result.get() == "1")
  }

  @Test func `patterns in many fields share their steps`() throws {
    var limits = FormLimits()
    limits.evaluationSteps = 3_000_000
    let session = try session(
      "<a/>" + (0..<200).map { "<q\($0)/>" }.joined(),
      (0..<200).map {
        "<bind nodeset=\"/data/q\($0)\" calculate=\"regex(/data/a, '(x+x+)+\($0)')\"/>"
      }.joined(),
      "<input ref=\"/data/a\"><label>a</label></input>", limits: limits)
    let found = #expect(throws: FormError.self) {
      try session.set(String(repeating: "x", count: 4_000), at: "a")
    }
    #expect(found?.kind == .limit)
    #expect(session.value(at: "a") == "")
  }

  // MARK: Texts

  @Test func `texts that show each other come to an end`() throws {
    let body = """
      <input ref="/data/a"><label ref="jr:itext('A')"/></input>
      <select1 ref="/data/b"><label>b</label><item><value>1</value>
      <label>x<output value="jr:choice-name(/data/b, '/data/b')"/></label></item></select1>
      """
    let session = try session(
      "<a/><b>1</b>",
      """
      <itext><translation lang="vi"><text id="A"><value>a<output value="jr:itext('B')"/></value></text>
      <text id="B"><value>b<output value="jr:itext('A')"/><output value="jr:itext('A')"/></value></text>
      </translation></itext>
      """, body)
    guard case .question(let question) = session.view().items[0] else { throw FormError(.type, "") }
    #expect(question.label.text.hasPrefix("abab"))
    #expect(question.label.text.utf8.count <= 1_100_000)
    // Each round takes two of the twenty levels: the name and the text it is filled into.
    #expect(session.display(at: "b") == "xxxxxxxxxx")
  }

  @Test func `a name that is asked for within itself is an error`() throws {
    let session = try session(
      "<q>/data/a[jr:choice-name('x', /data/q) = 1]</q><a/>", "",
      "<select1 ref=\"/data/a\"><label>a</label><item><label>X</label><value>x</value></item></select1>"
    )
    let found = #expect(throws: FormError.self) {
      try session.evaluate("jr:choice-name('x', /data/q)")
    }
    #expect(found?.message.contains("(textDepth)") == true)
  }

  // MARK: Lists and answers

  @Test func `a list of a hundred thousand choices is offered and checked`() throws {
    let items = (0..<100_000).map { "<item><label>L\($0)</label><value>v\($0)</value></item>" }
    let session = try session(
      "<c/>", "", "<select1 ref=\"/data/c\"><label>c</label>\(items.joined())</select1>")
    try session.set("v99999", at: "c")
    #expect(session.validate().isEmpty)
    #expect(session.display(at: "c") == "L99999")
    try session.set("w", at: "c")
    #expect(session.validate().map(\.kind) == [.type])
  }

  @Test func `a file of short lines counts its cells`() throws {
    var limits = FormLimits()
    limits.elements = 1_000
    let lines = String(repeating: "a\n", count: 2_000)
    let found = #expect(throws: FormError.self) {
      try FormDefinition(
        xml: Data(
          TestSupport.form(
            instance: "<a/>", model: "<instance id=\"x\" src=\"jr://file-csv/x.csv\"/>"
          ).utf8), resources: FormResources { _ in Data(lines.utf8) }, limits: limits)
    }
    #expect(found?.message.contains("1000 cells (elements)") == true)
    #expect(found?.place == "jr://file-csv/x.csv")
  }

  @Test func `a form with too many fields is refused at the field`() throws {
    var limits = FormLimits()
    limits.instanceNodes = 100
    let found = #expect(throws: FormError.self) {
      try form((0..<200).map { "\n<q\($0)/>" }.joined(), limits: limits)
    }
    #expect(found?.kind == .limit)
    // The instance begins on line 5; the document and the root are two of the hundred nodes.
    #expect(found?.place == "line 104, <q98>")
  }

  @Test(arguments: ["a\u{0}b", "\u{1B}[2J", "\u{9F}", "\u{FFFF}"])
  func `answers XML cannot carry are refused`(text: String) throws {
    let session = try session("<a/>", "", "<input ref=\"/data/a\"><label>a</label></input>")
    let found = #expect(throws: FormError.self) { try session.set(text, at: "a") }
    #expect(found?.kind == .malformed && found?.place == "a")
    #expect(session.value(at: "a") == "")
  }

  @Test func `the longest answer is kept, one letter more is not`() throws {
    let session = try session("<a/>", "", "<input ref=\"/data/a\"><label>a</label></input>")
    let longest = String(repeating: "ễ", count: 100_000)
    try session.set(longest, at: "a")
    let found = #expect(throws: FormError.self) { try session.set(longest + "x", at: "a") }
    #expect(found?.message.contains("100000 characters (answerCharacters)") == true)
    #expect(session.value(at: "a") == longest)
  }
}
