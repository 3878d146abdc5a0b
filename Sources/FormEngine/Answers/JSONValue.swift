/// A JSON value with numbers as they were written and keys in their order.
indirect enum JSONValue: Hashable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  var members: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }
}

struct JSONMember: Hashable {
  var key: String
  var value: JSONValue
}

/// Reads JSON (RFC 8259) strictly: one value, no key twice, nesting limited.
struct JSONReader {
  private let bytes: [UInt8]
  private let deepest: Int
  private var index = 0
  private var depth = 0

  /// - Throws: ``FormError`` of kind `malformed` or `limit` with line and column.
  static func read(_ bytes: [UInt8], limits: FormLimits) throws -> JSONValue {
    guard bytes.count <= limits.answersBytes else {
      throw FormError(
        .limit, "The answers are larger than \(limits.answersBytes) bytes (answersBytes).")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw FormError(.malformed, "The answers are not UTF-8 text.")
    }
    var reader = JSONReader(bytes: bytes, deepest: limits.answersDepth)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    let value = try reader.value()
    reader.skipBlanks()
    guard reader.index == bytes.count else {
      throw reader.error("there is something after the end")
    }
    return value
  }

  private init(bytes: [UInt8], deepest: Int) {
    self.bytes = bytes
    self.deepest = deepest
  }

  private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func error(_ what: String, kind: FormError.Kind = .malformed) -> FormError {
    var line = 1
    var column = 1
    for byte in bytes[..<min(index, bytes.count)] {
      (line, column) = byte == 0x0A ? (line + 1, 1) : (line, column + 1)
    }
    return FormError(
      kind, "The answers are no valid JSON: \(what).", place: "line \(line), column \(column)")
  }

  private mutating func skipBlanks() {
    while let byte, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
  }

  private mutating func value() throws -> JSONValue {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"): return try number()
    case let digit? where (0x30...0x39).contains(digit): return try number()
    case nil: throw error("it ends too early")
    default: throw error("a value is missing")
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
    guard bytes[index...].starts(with: word.utf8) else { throw error("a value is missing") }
    index += word.utf8.count
    return value
  }

  private mutating func nested<T>(_ body: (inout JSONReader) throws -> T) throws -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= deepest else {
      throw error("it is nested deeper than \(deepest) (answersDepth)", kind: .limit)
    }
    return try body(&self)
  }

  private mutating func accept(_ character: Character) -> Bool {
    skipBlanks()
    guard byte == character.asciiValue else { return false }
    index += 1
    return true
  }

  private mutating func array() throws -> JSONValue {
    index += 1
    return try nested { reader in
      var values: [JSONValue] = []
      if reader.accept("]") { return .array([]) }
      repeat { values.append(try reader.value()) } while reader.accept(",")
      guard reader.accept("]") else { throw reader.error("a comma or ] is missing") }
      return .array(values)
    }
  }

  private mutating func object() throws -> JSONValue {
    index += 1
    return try nested { reader in
      var members: [JSONMember] = []
      var keys: Set<String> = []
      if reader.accept("}") { return .object([]) }
      repeat {
        reader.skipBlanks()
        guard reader.byte == UInt8(ascii: "\"") else { throw reader.error("a key is missing") }
        let key = try reader.string()
        guard keys.insert(key).inserted else {
          throw reader.error("the key \u{201C}\(key.prefix(60))\u{201D} stands twice")
        }
        guard reader.accept(":") else { throw reader.error("a colon is missing") }
        members.append(JSONMember(key: key, value: try reader.value()))
      } while reader.accept(",")
      guard reader.accept("}") else { throw reader.error("a comma or } is missing") }
      return .object(members)
    }
  }

  private mutating func number() throws -> JSONValue {
    let start = index
    if byte == UInt8(ascii: "-") { index += 1 }
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else {
      throw error("a number is not understood")
    }
    if byte == UInt8(ascii: ".") {
      index += 1
      guard digits() > 0 else { throw error("a number is not understood") }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      index += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
      guard digits() > 0 else { throw error("a number is not understood") }
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = index
    while let byte, (0x30...0x39).contains(byte) { index += 1 }
    return index - start
  }

  private mutating func string() throws -> String {
    index += 1
    var result: [UInt8] = []
    while let next = byte {
      index += 1
      switch next {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result.append(contentsOf: try escape())
      case 0..<0x20: throw error("a control character stands in a text")
      default: result.append(next)
      }
    }
    throw error("a quotation mark is not closed")
  }

  private mutating func escape() throws -> [UInt8] {
    guard let next = byte else { throw error("it ends too early") }
    index += 1
    switch next {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [next]
    case UInt8(ascii: "u"): return try unicode()
    default: throw error("an escape is not understood")
    }
  }

  private mutating func unicode() throws -> [UInt8] {
    let high = try unit()
    var value = high
    if (0xD800..<0xDC00).contains(high) {
      guard bytes[index...].starts(with: Array("\\u".utf8)) else {
        throw error("half a character is escaped")
      }
      index += 2
      let low = try unit()
      guard (0xDC00..<0xE000).contains(low) else { throw error("half a character is escaped") }
      value = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw error("half a character is escaped") }
    return Array(String(scalar).utf8)
  }

  private mutating func unit() throws -> UInt32 {
    let digits = bytes[index...].prefix(4)
    let isHexadecimal = digits.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
    }
    guard digits.count == 4, isHexadecimal,
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("an escape is not understood") }
    index += 4
    return value
  }
}

/// Writes JSON text.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
  }
}
