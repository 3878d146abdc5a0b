import FormEngine
import Foundation
import Testing

@Suite struct DefinitionTests {
  private func error(_ xml: String, resources: FormResources = .none) throws -> FormError {
    do {
      _ = try FormDefinition(xml: Data(xml.utf8), resources: resources)
    } catch let error as FormError {
      return error
    }
    throw FormError(.malformed, "The form was read.")
  }

  @Test func `a cycle names its fields`() throws {
    let found = try error(
      TestSupport.form(
        instance: "<a/><b/><c/>",
        model: """
          <bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/c"/>
          <bind nodeset="/data/c" calculate="/data/a"/>
          """))
    #expect(found.kind == .cycle)
    for name in ["a", "b", "c"] { #expect(found.message.contains(name)) }
    let relevance = try error(
      TestSupport.form(
        instance: "<a/><b/>",
        model: """
          <bind nodeset="/data/a" relevant="/data/b = ''"/><bind nodeset="/data/b" relevant="/data/a = ''"/>
          """))
    #expect(relevance.kind == .cycle)
  }

  /// As JavaRosa: what decides about a node may not look at what it decides.
  @Test(arguments: [
    "<bind nodeset=\"/data/a\" calculate=\". + 1\"/>",
    "<bind nodeset=\"/data/a\" calculate=\"../a + 1\"/>",
    "<bind nodeset=\"/data/a\" calculate=\"/data/a + 1\"/>",
    "<bind nodeset=\"/data/a\" relevant=\". = 1\"/>",
    "<bind nodeset=\"/data/r/v\" calculate=\"../v * 2\"/>",
    "<bind nodeset=\"/data/r\" relevant=\"./v = 1\"/>",
  ])
  func `a field that looks at itself is a cycle`(bind: String) throws {
    let found = try error(
      TestSupport.form(instance: "<a/><r><v/></r>", model: bind, body: Self.repeated))
    #expect(found.kind == .cycle)
    #expect(found.message.contains(bind.contains("/data/a") ? "a \u{2192} a" : "r"))
  }

  static let repeated =
    "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/v\"><label>v</label></input></repeat>"

  @Test func `rows that are computed from each other come to an end`() throws {
    let definition = try FormDefinition(
      xml: Data(
        TestSupport.form(
          instance: "<r><v>1</v></r><r><v>2</v></r>",
          model: "<bind nodeset=\"/data/r/v\" type=\"int\" calculate=\"sum(../../r/v) + 1\"/>",
          body: Self.repeated
        ).utf8))
    let found = #expect(throws: FormError.self) {
      try FormSession(definition, environment: TestSupport.environment())
    }
    #expect(found?.kind == .cycle)
    #expect(found?.message == "Rows of r/v are computed from each other.")
  }

  @Test func `a running total over rows is no cycle`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<r><v/><t/></r><r><v/><t/></r><r><v/><t/></r>",
        model: """
          <bind nodeset="/data/r/v" type="int"/>
          <bind nodeset="/data/r/t" type="int" calculate="../v + coalesce(sum(../../r[position() = position(current()/..) - 1]/t), 0)"/>
          """,
        body:
          "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/v\"><label>v</label></input></repeat>"))
    for (row, value) in [(3, "3"), (1, "1"), (2, "2")] { try session.set(value, at: "r[\(row)]/v") }
    #expect((1...3).map { session.value(at: "r[\($0)]/t") } == ["1", "3", "6"])
    try session.set("10", at: "r[1]/v")
    #expect((1...3).map { session.value(at: "r[\($0)]/t") } == ["10", "12", "15"])
  }

  @Test func `errors say where they are`() throws {
    let bad = try error(
      TestSupport.form(
        instance: "<a/>", model: "<bind nodeset=\"/data/a\" relevant=\"1 +\"/>"))
    #expect(bad.kind == .malformed)
    #expect(bad.place?.contains("line") == true && bad.place?.contains("relevant") == true)
    #expect(try error("<html><a></html>").place?.contains("line 1") == true)
    #expect(try error("not xml").kind == .malformed)
    #expect(try error("").kind == .malformed)
    #expect(try error("<a/>").kind == .malformed)
    #expect(
      try error(
        TestSupport.form(
          instance: "<a/>", model: "<bind nodeset=\"/data/b\"/>")
      ).kind == .unknown)
    #expect(
      try error(
        TestSupport.form(
          instance: "<a/>", body: "<input ref=\"/data/zz\"/>")
      ).kind == .unknown)
    #expect(
      try error(
        TestSupport.form(
          instance: "<a/>", model: "<instance id=\"x\" src=\"jr://file-csv/x.csv\"/>")
      ).kind == .unknown)
    #expect(
      try error(
        TestSupport.form(
          instance: "<a/>", model: "<bind nodeset=\"/data/a\" calculate=\"foo()\"/>")
      ).kind == .unknown)
  }

  @Test func `document types and entities are refused`() throws {
    let bomb = "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"
    #expect(try error(bomb).kind == .unsupported)
    #expect(try error("<a>\u{0}</a>").kind == .malformed)
    #expect(throws: FormError.self) { try FormDefinition(xml: Data([0xFF, 0xFE, 0x3C, 0x00])) }
  }

  @Test func `nesting and size have limits`() throws {
    let deep = String(repeating: "<group>", count: 1_000_000)
    #expect(
      try [.limit, .malformed].contains(error(TestSupport.form(instance: "<a/>", body: deep)).kind))
    let closed = String(repeating: "<g>", count: 150) + String(repeating: "</g>", count: 150)
    #expect(try error(TestSupport.form(instance: closed)).kind == .limit)
    var small = FormLimits()
    small.documentBytes = 100
    #expect(throws: FormError.self) {
      try FormDefinition(xml: Data(TestSupport.form(instance: "<a/>").utf8), limits: small)
    }
    let session = try TestSupport.session(TestSupport.form(instance: "<a/>"))
    for source in [
      String(repeating: "(", count: 1_000_000), String(repeating: "-", count: 60_000),
      String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000),
      String(repeating: "not(", count: 200) + "1" + String(repeating: ")", count: 200),
      String(repeating: "a[", count: 5_000),
    ] {
      #expect(throws: FormError.self) { try session.evaluate(source) }
    }
    let sum = Array(repeating: "1", count: 20_000).joined(separator: "+")
    #expect(try session.evaluate(sum) == .number(20_000))
  }

  @Test func `a path that leads nowhere is a warning`() throws {
    let definition = try FormDefinition(
      xml: Data(
        TestSupport.form(
          instance: "<a/><b/>", model: "<bind nodeset=\"/data/a\" relevant=\"/data/typo = 1\"/>"
        ).utf8))
    #expect(definition.warnings.count == 1)
    #expect(definition.warnings[0].contains("/data/typo"))
  }

  @Test func `choices come from files and are filtered`() throws {
    let csv =
      "\u{FEFF}code,name_vi,tinh\r\n01,\"Xã \"\"Một\"\", A\",25\r\n02,Hai,25\r\n03,Ba,26\r\n"
    let xml = "<root><item><name>p</name><label>P</label></item></root>"
    let resources = FormResources { uri in
      uri.hasSuffix(".csv") ? Data(csv.utf8) : uri.hasSuffix(".xml") ? Data(xml.utf8) : nil
    }
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<tinh/><xa/><p/>",
        model: """
          <instance id="xa" src="jr://file-csv/xa.csv"/><instance id="p" src="jr://file/p.xml"/>
          <bind nodeset="/data/tinh" type="string"/>
          """,
        body: """
          <input ref="/data/tinh"><label>t</label></input>
          <select1 ref="/data/xa"><label>x</label><itemset nodeset="instance('xa')/root/item[tinh = /data/tinh]">
            <value ref="code"/><label ref="name_vi"/></itemset></select1>
          <select1 ref="/data/p"><label>p</label><itemset nodeset="instance('p')/root/item">
            <value ref="name"/><label ref="label"/></itemset></select1>
          """), resources: resources)
    try session.set("25", at: "tinh")
    try session.set("01", at: "xa")
    #expect(session.display(at: "xa") == "Xã \"Một\", A")
    #expect(session.validate().isEmpty)
    try session.set("26", at: "tinh")
    #expect(session.value(at: "xa") == "")
    // What is loaded stays and is reported; only a change on the screen drops it.
    try session.load(FormAnswers(["tinh": .value("26"), "xa": .value("01")]))
    #expect(session.value(at: "xa") == "01")
    #expect(session.validate().map(\.kind) == [.type])
    #expect(try session.evaluate("pulldata('xa', 'name_vi', 'code', '03')").text == "Ba")
    #expect(try session.evaluate("count(instance('p')/root/item)").number == 1)
  }

  @Test func `a caller's functions run under their prefix`() throws {
    var functions = FunctionLibrary()
    functions.register("mc:twice", arity: 1...1) { .number($0[0].number * 2) }
    functions.register("mc:fail", arity: 0...0) { _ in throw FormError(.type, "Không được.") }
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<a>4</a><b/>",
        model: """
          <bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" type="int" calculate="mc:twice(/data/a)"/>
          """), functions: functions)
    #expect(session.value(at: "b") == "8")
    #expect(throws: FormError.self) { try session.evaluate("mc:fail()") }
    #expect(throws: FormError.self) { try session.evaluate("mc:twice(1, 2)") }
    #expect(throws: FormError.self) { try session.evaluate("mc:other(1)") }
  }

  @Test func `counted repeats follow their count`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<n/><r jr:template=\"\"><v/></r>",
        model: "<bind nodeset=\"/data/n\" type=\"int\"/>",
        body: """
          <input ref="/data/n"><label>n</label></input><group ref="/data/r"><label>r</label>
          <repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/v"><label>v</label></input></repeat></group>
          """))
    try session.set("3", at: "n")
    #expect(session.answers().rows("r")?.count == 3)
    try session.set("1", at: "n")
    #expect(session.answers().rows("r")?.count == 1)
    #expect(throws: FormError.self) { try session.addRow(to: "r") }
    #expect(throws: FormError.self) { try session.set("1000000000", at: "n") }
    #expect(session.value(at: "n") == "1" && session.answers().rows("r")?.count == 1)
    #expect(throws: FormError.self) { try session.load(FormAnswers(["n": .value("5000")])) }
    #expect(session.value(at: "n") == "1")
    try session.set("2", at: "n")
    #expect(session.answers().rows("r")?.count == 2)
  }

  @Test func `values are set at events`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<a/><b/><c/><r jr:template=\"\"><n/></r>",
        model: """
          <bind nodeset="/data/b" type="string"/><bind nodeset="/data/c" type="date"/>
          <setvalue event="odk-instance-first-load" ref="/data/c" value="today()"/>
          """,
        body: """
          <input ref="/data/a"><label>a</label>
            <setvalue event="xforms-value-changed" ref="/data/b" value="concat('b', /data/a)"/></input>
          <group ref="/data/r"><label>r</label><repeat nodeset="/data/r">
            <setvalue event="odk-new-repeat" ref="/data/r/n" value="position(..)"/>
            <input ref="/data/r/n"><label>n</label></input></repeat></group>
          """))
    #expect(session.value(at: "c") == "2026-11-21")
    try session.set("1", at: "a")
    #expect(session.value(at: "b") == "b1")
    try session.addRow(to: "r")
    try session.addRow(to: "r")
    #expect(session.value(at: "r[2]/n") == "2")
  }
}
