import FormEngine
import Foundation
import Testing

@Suite struct RobustnessTests {
  @Test func `no pattern runs away`() throws {
    let session = try TestSupport.session(TestSupport.form(instance: "<a/>"))
    let subject = String(repeating: "a", count: 5_000) + "!"
    try session.set(subject, at: "a")
    for pattern in [
      "(a+)+$", "(a|a)*", "(a|aa)+", "(.*a){10}", "(a*)*b", "((a+)+)+",
      "(a+)+\\1b", "((a|aa)+)\\1c", "(?:(a*)*\\1)*b", "(a*+)*\\1$", "(?>(a|aa)+)+\\1b",
    ] {
      let started = ContinuousClock.now
      _ = try? session.evaluate("regex(/data/a, '\(pattern)')")
      #expect(ContinuousClock.now - started < .seconds(5), "\(pattern)")
    }
    #expect(try session.evaluate("regex('aaab', '(a*)*b')") == .boolean(true))
    for pattern in [
      "(", "[", "a{2", "a{3,2}", "a**", "a{100000}", "(?<n>a)\\k<m>", "(?<n", "(?z)a",
      "\\p{Nope}", "*",
      String(repeating: "(", count: 900), String(repeating: "a", count: 1_001),
      "((((a{999}){999}){999}){999})",
    ] {
      #expect(throws: FormError.self, "\(pattern)") {
        try session.evaluate("regex('a', '\(pattern)')")
      }
    }
  }

  @Test func `random text as expression never ends badly`() throws {
    let session = try TestSupport.session(
      TestSupport.form(instance: "<a>1</a><r><b/></r><r><b/></r>"))
    let pieces = [
      "/data/a", "/", "//", "..", ".", "*", "[", "]", "(", ")", "1", ".5", "'x'", "\"", "+", "-",
      "div", "mod", "and", "or", "=", "!=", "<", ">=", "|", ",", "not(", "count(", "/data/r/b",
      "position()", "current()", "instance('x')", "::", "@", "$", " ", "if(", "concat(", "\u{1EAF}",
      "date(", "selected(", "true()", "indexed-repeat(", "jr:choice-name(", "node()", "self::",
    ]
    var state: UInt64 = 42
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var answered = 0
    for _ in 0..<20_000 {
      let source = (0...next(8)).map { _ in pieces[next(pieces.count)] }.joined(separator: " ")
      do {
        _ = try session.evaluate(source)
        answered += 1
      } catch let error as FormError {
        #expect(error.message.hasSuffix("."), "\(source): \(error)")
      }
    }
    #expect(answered > 500)
  }

  @Test func `a broken form is refused, whatever is cut or turned`() throws {
    let whole = Array(try TestSupport.resource("forms/repeats.xml"))
    for cut in stride(from: 0, to: whole.count, by: 97) {
      _ = try? FormDefinition(xml: Data(whole[..<cut]))
      var turned = whole
      turned[cut] ^= 0x15
      if let definition = try? FormDefinition(xml: Data(turned)) {
        _ = try? FormSession(definition, environment: TestSupport.environment()).fill()
      }
    }
  }

  /// 300 questions, a third of them computed or conditional, with choices from 4,000 rows.
  @Test func `a large form answers at once`() throws {
    var instance = ""
    var model = "<instance id=\"list\"><root>"
    for row in 0..<4_000 {
      model += "<item><name>\(row)</name><label>L\(row)</label><group>\(row % 40)</group></item>"
    }
    model += "</root></instance>"
    var body = ""
    for index in 0..<300 {
      instance += "<q\(index)/>"
      let previous = max(0, index - 1)
      let rule =
        switch index % 3 {
        case 1: "relevant=\"/data/q\(previous) != 'no'\" constraint=\"string-length(.) &lt; 50\""
        case 2: "calculate=\"concat(/data/q\(previous), '-', /data/q\(previous - 1))\""
        default: "required=\"true()\""
        }
      model += "<bind nodeset=\"/data/q\(index)\" type=\"string\" \(rule)/>"
      body += "<input ref=\"/data/q\(index)\"><label>Q\(index)</label></input>"
    }
    instance += "<g/><c/>"
    body += """
      <select1 ref="/data/c"><label>c</label>
      <itemset nodeset="instance('list')/root/item[group = /data/g]"><value ref="name"/><label ref="label"/></itemset></select1>
      """
    let definition = try FormDefinition(
      xml: Data(TestSupport.form(instance: instance, model: model, body: body).utf8))
    let session = try FormSession(definition, environment: TestSupport.environment())
    try session.set("7", at: "g")
    let before = session.evaluationCount
    let clock = ContinuousClock()
    let change = try clock.measure {
      for round in 0..<100 { try session.set("v\(round)", at: "q0") }
    }
    #expect(session.evaluationCount - before == 200)
    let view = clock.measure { _ = session.view() }
    print("300 questions, this build: change \(change / 100), view \(view)")
    #expect(change / 100 < .milliseconds(20))
    #expect(view < .milliseconds(1_000))
  }

  @Test func `a thousand rows are filled and changed`() throws {
    let session = try FormSession(
      FormDefinition(xml: TestSupport.resource("forms/repeats.xml")),
      environment: TestSupport.environment())
    let rows = (1...1_000).map {
      FormAnswers.Row(answers: FormAnswers(["name": .value("n\($0)"), "pages": .value("2")]))
    }
    try session.load(FormAnswers(["wanted": .value("1"), "house": .rows([])]))
    var answers = FormAnswers()
    answers.entries["child"] = .rows(rows.map { _ in FormAnswers.Row() })
    try session.load(answers)
    #expect(session.value(at: "child[1000]/no") == "#1000")
    try session.removeRow(at: "child[1]")
    #expect(session.value(at: "child[999]/no") == "#999")
    try session.addRow(to: "child")
    #expect(throws: FormError.self) { try session.addRow(to: "child") }
  }
}
