import FormEngine
import Foundation
import Testing

/// How many expressions one change evaluates, counted by hand on small graphs.
@Suite struct IncrementalTests {
  private func evaluations(_ session: FormSession, _ work: () throws -> Void) rethrows -> Int {
    let before = session.evaluationCount
    try work()
    return session.evaluationCount - before
  }

  private func inputs(_ names: String...) -> String {
    names.map { "<input ref=\"/data/\($0)\"><label>x</label></input>" }.joined()
  }

  private func bind(_ name: String, _ rules: String) -> String {
    "<bind nodeset=\"/data/\(name)\" type=\"int\" \(rules)/>"
  }

  @Test func `a chain is evaluated from the change on, and no further than values differ`() throws {
    // a, then b1 … b5 each from the one before; b3 stops at 10.
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<b5/><b4/><b3/><b2/><b1/><a>1</a>",
        model: (1...5).map { index in
          let before = index == 1 ? "/data/a" : "/data/b\(index - 1)"
          return bind(
            "b\(index)",
            "calculate=\"\(index == 3 ? "min(10, \(before))" : "\(before) + 1")\"")
        }.joined() + bind("a", ""), body: inputs("a")))
    #expect(session.value(at: "b5") == "5")
    #expect(try evaluations(session) { try session.set("2", at: "a") } == 5)
    #expect(session.value(at: "b5") == "6")
    #expect(try evaluations(session) { try session.set("8", at: "a") } == 5)
    // b2 becomes 21, b3 stays 10: b4 and b5 are left alone.
    #expect(try evaluations(session) { try session.set("19", at: "a") } == 3)
    #expect(session.value(at: "b5") == "12")
    // The same answer again is no change.
    #expect(try evaluations(session) { try session.set("19", at: "a") } == 0)
  }

  @Test func `a diamond is evaluated once at its end`() throws {
    // a → b1 … b10 → sum: ten sides and one end, whatever the order in the form.
    let sides = (1...10).map { "/data/b\($0)" }.joined(separator: " + ")
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<sum/>" + (1...10).map { "<b\($0)/>" }.joined() + "<a/><other/>",
        model: bind("sum", "calculate=\"\(sides)\"")
          + (1...10).map { bind("b\($0)", "calculate=\"/data/a * \($0)\"") }.joined()
          + bind("a", "") + bind("other", "relevant=\"/data/sum &gt; 1000\""),
        body: inputs("a", "other")))
    // Ten sides, the end, and the relevance that looks at it.
    #expect(try evaluations(session) { try session.set("2", at: "a") } == 12)
    #expect(session.value(at: "sum") == "110")
    #expect(!session.isRelevant("other"))
    #expect(try evaluations(session) { try session.set("100", at: "other") } == 0)
  }

  private static let rows = TestSupport.form(
    instance: """
      <rate>1</rate><r><v>1</v><t/><deep><u/></deep></r><r><v>2</v><t/><deep><u/></deep></r>\
      <r><v>3</v><t/><deep><u/></deep></r><sum/><first/>
      """,
    model: """
      <bind nodeset="/data/r/v" type="int"/>
      <bind nodeset="/data/r/t" type="int" calculate="../v * /data/rate"/>
      <bind nodeset="/data/r/deep/u" type="int" calculate="/data/r/t + 1" relevant="/data/r/v != 9"/>
      <bind nodeset="/data/sum" type="int" calculate="sum(/data/r/t)"/>
      <bind nodeset="/data/first" calculate="/data/r[1]/v"/>
      """,
    body: """
      <input ref="/data/rate"><label>x</label></input><group ref="/data/r"><label>r</label>
      <repeat nodeset="/data/r"><input ref="/data/r/v"><label>v</label></input></repeat></group>
      """)

  @Test func `a change in one row leaves the other rows alone`() throws {
    let session = try TestSupport.session(Self.rows)
    #expect(session.value(at: "sum") == "6")
    // t and u of the row, u's relevance, the sum, and the first row's value that might be it.
    #expect(try evaluations(session) { try session.set("7", at: "r[2]/v") } == 5)
    #expect(session.value(at: "sum") == "11" && session.value(at: "r[2]/deep/u") == "8")
    // What all rows look at: three t, three u that follow, and the sum.
    #expect(try evaluations(session) { try session.set("2", at: "rate") } == 7)
    #expect(session.value(at: "sum") == "22")
    // Two times nought is nought again: t changes, u follows, rows that stay are not asked.
    #expect(try evaluations(session) { try session.set("0", at: "rate") } == 7)
    #expect(try evaluations(session) { try session.set("5", at: "r[3]/v") } == 3)
  }

  @Test func `a new row evaluates its own rules and what looks at all rows`() throws {
    let session = try TestSupport.session(Self.rows)
    // t, u and u's relevance of the new row, the sum and the first value; without it the last two.
    #expect(try evaluations(session) { try session.addRow(to: "r") } == 5)
    #expect(try evaluations(session) { try session.removeRow(at: "r[4]") } == 2)
    #expect(session.value(at: "sum") == "6")
  }

  @Test func `rows within rows look at their own outer row`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: """
          <a><k>1</k><s/><b><v>1</v><t/></b><b><v>2</v><t/></b></a>\
          <a><k>1</k><s/><b><v>3</v><t/></b><b><v>4</v><t/></b></a>
          """,
        model: """
          <bind nodeset="/data/a/b/t" type="int" calculate="../v * ../../k"/>
          <bind nodeset="/data/a/s" type="int" calculate="sum(../b/t)"/>
          """,
        body: """
          <repeat nodeset="/data/a"><input ref="/data/a/k"><label>k</label></input>
          <repeat nodeset="/data/a/b"><input ref="/data/a/b/v"><label>v</label></input></repeat></repeat>
          """))
    #expect((1...2).map { session.value(at: "a[\($0)]/s") } == ["3", "7"])
    // The row's t and its outer row's sum.
    #expect(try evaluations(session) { try session.set("5", at: "a[2]/b[1]/v") } == 2)
    // Both inner rows and the sum of this outer row.
    #expect(try evaluations(session) { try session.set("2", at: "a[1]/k") } == 3)
    #expect((1...2).map { session.value(at: "a[\($0)]/s") } == ["6", "9"])
  }

  @Test func `relevance that flips evaluates what looks inside`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<a/><g><b>3</b><c>4</c></g><sum/><outside/>",
        model: """
          <bind nodeset="/data/g" relevant="/data/a = 'x'"/><bind nodeset="/data/g/b" type="int"/>
          <bind nodeset="/data/g/c" type="int" required="/data/g/b &gt; 1"/>
          <bind nodeset="/data/sum" type="int" calculate="sum(/data/g/b | /data/g/c)"/>
          <bind nodeset="/data/outside" calculate="concat(/data/a, '!')"/>
          """, body: inputs("a", "g/b", "g/c")))
    #expect(session.value(at: "sum") == "0")
    // The group's relevance, what looks at a, what looks at b and c: the sum once, required once.
    #expect(try evaluations(session) { try session.set("x", at: "a") } == 4)
    #expect(session.value(at: "sum") == "7")
    // Still relevant: the group's own condition and what looks at a, nothing inside.
    #expect(try evaluations(session) { try session.set("", at: "a") } == 4)
    #expect(try evaluations(session) { try session.set("y", at: "a") } == 2)
    #expect(session.value(at: "sum") == "0")
  }

  @Test func `a choice filter is asked for one answer, not for the others`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<p>1</p><c/><other/>",
        model: """
          <instance id="l"><root><item><name>a</name><p>1</p></item><item><name>b</name><p>2</p></item>
          </root></instance><bind nodeset="/data/p" type="string"/>
          """,
        body: inputs("p", "other")
          + """
          <select1 ref="/data/c"><label>c</label><itemset nodeset="instance('l')/root/item[p = /data/p]">
          <value ref="name"/><label ref="name"/></itemset></select1>
          """))
    try session.set("a", at: "c")
    #expect(try evaluations(session) { try session.set("x", at: "other") } == 0)
    // The filter is asked whether the answer is still offered; it is not and goes.
    #expect(try evaluations(session) { try session.set("2", at: "p") } == 1)
    #expect(session.value(at: "c") == "")
    // There is no answer left to ask about.
    #expect(try evaluations(session) { try session.set("1", at: "p") } == 0)
  }

  @Test func `the questions people may answer are listed without what is computed or locked`()
    throws
  {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: """
          <a/><computed/><locked/><g><b/></g><h><c/></h><hidden/><r><v/></r><r><v/></r><unasked/>
          """,
        model: """
          <bind nodeset="/data/computed" calculate="1 + 1"/><bind nodeset="/data/locked" readonly="true()"/>
          <bind nodeset="/data/g" readonly="/data/a = 'x'"/><bind nodeset="/data/hidden" relevant="false()"/>
          """,
        body: inputs("a", "computed", "locked", "g/b", "h/c", "hidden")
          + "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/v\"><label>v</label></input></repeat>"
      ))
    #expect(
      session.editablePaths() == ["a", "g/b", "h/c", "hidden", "r[1]/v", "r[2]/v"])
    // The group around b is locked as soon as a says so, and open again afterwards.
    try session.set("x", at: "a")
    #expect(session.editablePaths() == ["a", "h/c", "hidden", "r[1]/v", "r[2]/v"])
    try session.set("", at: "a")
    try session.removeRow(at: "r[1]")
    #expect(session.editablePaths() == ["a", "g/b", "h/c", "hidden", "r[1]/v"])
  }
}
