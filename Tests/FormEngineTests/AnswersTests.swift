import FormEngine
import Foundation
import Testing

@Suite struct AnswersTests {
  private func read(_ json: String) throws -> FormAnswers {
    try FormAnswers(json: Data(json.utf8))
  }

  @Test func `values become text as XForms writes it`() throws {
    let answers = try read(
      #"{"a":"x","b":5,"c":2.50,"d":1e2,"e":true,"f":null,"g":-0.5,"r":[{"_row":"q","s":[{"t":1}]}]}"#
    )
    #expect(
      ["a", "b", "c", "d", "e", "f", "g"].map { answers[$0] }
        == ["x", "5", "2.5", "100", "true", "", "-0.5"])
    #expect(answers["r[1]/s[1]/t"] == "1")
    #expect(answers["r[2]/s[1]/t"] == nil)
    #expect(answers.rows("r")?[0].id == "q")
  }

  @Test func `writing and reading gives the same`() throws {
    let answers = try read(
      #"{"x":"a\"b\\c\n\td\u0001e","y":"Đắk Lắk 😀\u2028","r":[{"_row":"1"},{"_row":"2","z":"\u1EAF"},{}]}"#
        .replacing(#"\u0001"#, with: ""))
    #expect(try read(answers.json) == answers)
    #expect(
      answers.json.hasPrefix("{\"r\":[{\"_row\":\"1\"},{\"_row\":\"2\",\"z\":\"\u{1EAF}\"},{}],"))
  }

  @Test(arguments: [
    "", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":1}x", "{'a':1}",
    "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u00", "{\"a\":1,\"a\":2}", "{\"a\":{}}",
    "{\"a\":[1]}", "{\"a\":[[]]}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\u0007\"}",
    "{\"a\":\"\u{7}\"}",
    "{\"\":1}", "{\"_x\":1}", "{\"a\":[{\"_row\":1}]}", "{\"a\":[{\"_row\":\"\"}]}",
    "{\"a\":[{\"_deleted\":\"yes\"}]}", "{\"a\":1e999}", "nul", "{\"a\":tru}", "{\"a\u{0}\":1}",
  ]) func `bad answers are refused with one sentence`(json: String) throws {
    let error = #expect(throws: FormError.self) { try read(json) }
    #expect(error?.message.hasSuffix(".") == true)
  }

  @Test func `sizes have limits`() throws {
    let long = String(repeating: "ă", count: 100_000)
    #expect(try read("{\"a\":\"\(long)\"}")["a"] == long)
    let tooLong = #expect(throws: FormError.self) { try read("{\"a\":\"\(long)x\"}") }
    #expect(tooLong?.kind == .limit && tooLong?.place == "a")
    #expect(throws: FormError.self) { try read(String(repeating: "[", count: 1_000_000)) }
    let deep = String(repeating: "{\"a\":[", count: 40) + "1" + String(repeating: "]}", count: 40)
    #expect(throws: FormError.self) { try read(deep) }
    let rows = "{\"a\":[" + Array(repeating: "{}", count: 1_001).joined(separator: ",") + "]}"
    #expect(throws: FormError.self) { try read(rows) }
    let huge = "{\"a\":\"" + String(repeating: "x", count: 10_000_000) + "\"}"
    #expect(throws: FormError.self) { try read(huge) }
    #expect(throws: FormError.self) {
      try FormAnswers(json: Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))
    }
  }

  @Test func `a field refuses what answers may not hold`() throws {
    let session = try TestSupport.session(TestSupport.form(instance: "<a/><g><b/></g>"))
    for bad in ["a\u{0}", "a\u{1B}", String(repeating: "x", count: 100_001)] {
      #expect(throws: FormError.self) { try session.set(bad, at: "a") }
    }
    for path in ["", "b", "g", "a/b", "a[2]", "a[0]", "a[-1]", "a[x]", "../a", "/a", "a/", "a[1"] {
      #expect(throws: FormError.self, "\(path)") { try session.set("1", at: path) }
    }
    try session.set("dòng 1\ndòng 2\tx", at: "a")
    #expect(session.answers()["a"] == "dòng 1\ndòng 2\tx")
  }

  @Test func `a sample file gives its answers and its errors`() throws {
    let text = #"{"story":"s","answers":{"a":"1"},"errors":[{"path":"a","kind":"type"}]}"#
    #expect(try read(text)["a"] == "1")
    let sample = try FormSample(json: Data(text.utf8))
    #expect(sample.errors.map(\.path) == ["a"] && sample.errors[0].kind == .type)
    #expect(throws: FormError.self) { try FormSample(json: Data(#"{"answers":{},"x":1}"#.utf8)) }
    #expect(throws: FormError.self) {
      try FormSample(json: Data(#"{"answers":{},"errors":[{"path":"a","kind":"?"}]}"#.utf8))
    }
  }

  @Test func `the result of filling is one JSON value`() throws {
    let session = try TestSupport.session(
      TestSupport.form(
        instance: "<a/><b>2</b>", model: "<bind nodeset=\"/data/a\" required=\"true()\"/>",
        body: "<input ref=\"/data/a\"><label>A</label></input>"))
    #expect(
      session.fill().json
        == #"{"valid":false,"errors":[{"path":"a","kind":"required","message":"This question must be answered."}],"answers":{"b":"2"},"relevant":["a","b"]}"#
    )
  }
}
