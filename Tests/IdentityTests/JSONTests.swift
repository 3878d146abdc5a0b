import Foundation
import Identity
import Testing

/// docs/protocol.md, “Notation”: reading is strict and writing has one form. The canonical texts
/// were made with Python's `json.dumps(v, sort_keys=True, separators=(",", ":"),
/// ensure_ascii=False)`.
struct JSONTests {
  @Test(arguments: [
    (#" { "b" : [ 1 , -20 , true , null ] , "a" : "" } "#, #"{"a":"","b":[1,-20,true,null]}"#),
    (#"{"é":1,"z":2,"Z":3,"đ":4}"#, #"{"Z":3,"z":2,"é":1,"đ":4}"#),
    (#""\u0110\u1ed7\u000a\u001F\/\"\\""#, #""Đỗ\n\u001f/\"\\""#),
    (#""\ud83d\ude00""#, #""😀""#),
    ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
  ])
  func `a value has one canonical form`(text: String, canonical: String) throws {
    let value = try JSONValue(parsing: text.utf8)
    #expect(String(decoding: value.canonical, as: UTF8.self) == canonical)
    #expect(try JSONValue(canonical: Data(canonical.utf8)) == value)
  }

  @Test(arguments: [
    "", " ", "{", "[", "\"", "[1,]", "{,}", #"{"a":1,}"#, #"{"a" 1}"#, #"{a:1}"#, "[1 2]", "01",
    "-",
    "-0", "1.0", "1e3", "9223372036854775808", "nul", "truee", "[1]x", "{} {}", "'a'", "+1", "NaN",
    #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"é":1,"e\#u{301}":2}"#, #""\u0000""#,
    "\"\u{0}\"", "\"a\nb\"", #""\x41""#, #""\u12""#, #""\ud800""#, #""\ud800\ud800""#,
    #""\udc00""#, "\u{FEFF}{}", #""\u+123""#,
  ])
  func `a hostile text is refused`(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
  }

  /// A text of one value, of many whose parts are not all in canonical form.
  private func text(_ random: SeededRandom, depth: Int = 0) -> String {
    let space = random.number(below: 40) == 0 ? " " : ""
    let count = Int(random.number(below: 4))
    switch random.number(below: depth < 4 ? 4 : 2) {
    case 0:
      let words = [
        "\"a\"", "\"é\"", #""\n""#, #""\u000a""#, #""\/""#, #""\u001f""#, #""\"""#, "null",
      ]
      return words[Int(random.number(below: 8))] + space
    case 1: return String(Int32(bitPattern: random.number(below: .max)))
    case 2:
      return "[\(space)"
        + (0..<count).map { _ in text(random, depth: depth + 1) }.joined(separator: ",")
        + "]"
    default:
      var keys = ["\"a\"", "\"b\"", "\"Z\"", "\"é\"", #""\\""#].shuffled(by: random).prefix(count)
      if random.number(below: 3) > 0 { keys.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
      return "{"
        + keys.map { $0 + ":" + space + text(random, depth: depth + 1) }
        .joined(separator: ",") + "}"
    }
  }

  @Test func `a text is in canonical form exactly if writing its value gives it again`() throws {
    let random = SeededRandom(seed: 7)
    var (canonical, others) = (0, 0)
    for _ in 0..<3_000 {
      let bytes = Data(text(random).utf8)
      let value = try JSONValue(parsing: bytes)
      let isCanonical = value.canonical == bytes
      #expect(((try? JSONValue(canonical: bytes)) == value) == isCanonical)
      if isCanonical { canonical += 1 } else { others += 1 }
    }
    #expect(canonical > 500 && others > 500)
  }

  @Test func `invalid UTF-8 is refused`() {
    for bytes: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
    ] {
      #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
    }
  }

  @Test func `thirty-two levels are read, thirty-three are not`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONValue(parsing: nested(32).utf8)
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(33).utf8) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(1_000_000).utf8) }
  }

  @Test func `a text that is not canonical is refused where it must be`() {
    for text in [#"{"b":1,"a":2}"#, #"{ }"#, #""\u0041""#, #""\/""#] {
      #expect(throws: JSONError.self) { try JSONValue(canonical: Data(text.utf8)) }
    }
  }

  @Test func `base64url is read in exactly one spelling`() {
    #expect(Data(base64url: "_-8") == Data([0xFF, 0xEF]))
    for text in ["_-8=", "_-9", "_+8", " _-8", "a", "_-8\n"] {
      #expect(Data(base64url: text) == nil, "\(text)")
    }
    #expect(Data(hex: "00ffA0") == Data([0, 255, 160]))
    #expect(Data(hex: "0") == nil)
    #expect(Data(hex: "0g") == nil)
  }
}

extension Array {
  fileprivate func shuffled(by random: SeededRandom) -> [Element] {
    var (rest, result) = (self, [Element]())
    while !rest.isEmpty {
      result.append(rest.remove(at: Int(random.number(below: UInt32(rest.count)))))
    }
    return result
  }
}
