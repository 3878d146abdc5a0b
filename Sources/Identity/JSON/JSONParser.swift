import Foundation

/// A recursive-descent reader of RFC 8259 JSON with the restrictions of `JSONValue`. It notices on
/// its way whether the text is in canonical form, so that nobody has to write it again to know.
struct JSONParser {
  /// Levels of arrays and objects inside each other.
  static let depthLimit = 32

  /// A pointer, because reading a byte of an array here costs several times as much; it is valid
  /// while `read` runs, and every access is checked against `count` first.
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var isCanonical = true
  /// Members of the objects that are open, the innermost last.
  private var members: [(key: String, value: JSONValue)] = []
  /// Where the values of the outermost object stand.
  private var places: [(key: String, place: Range<Int>)] = []

  /// What was read, whether in canonical form, and where the outermost object's values stand.
  struct Document {
    let value: JSONValue
    let isCanonical: Bool
    let places: [(key: String, place: Range<Int>)]
  }

  static func read(_ bytes: some Sequence<UInt8>) throws(JSONError) -> Document {
    // `withContiguousStorageIfAvailable` does not hand on the type of what is thrown.
    let read =
      bytes.withContiguousStorageIfAvailable(outcome)
      ?? Array(bytes).withUnsafeBufferPointer(outcome)
    return try read.get()
  }

  private static func outcome(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Document, JSONError> {
    Result { () throws(JSONError) in
      var parser = JSONParser(bytes: bytes)
      return try parser.document()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func document() throws(JSONError) -> Document {
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw problem("something follows the value") }
    return Document(value: value, isCanonical: isCanonical, places: places)
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard let first = peek else { throw problem("the text ends too early") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .integer(try integer())
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    try enter(depth)
    if close(UInt8(ascii: "}")) { return .object([:]) }
    let first = members.count
    // Keys of ASCII in ascending order, as we write them, cannot stand twice: the dictionary is
    // made once, when all of them are known.
    var unordered: [String: JSONValue]?
    var last: String?
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw problem("a key is missing") }
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw problem("a colon is missing") }
      skipSpace()
      let start = position
      let value = try value(depth: depth)
      if depth == 1 { places.append((key, start..<position)) }
      let isAscending = last.map { JSONValue.precedes($0, key) } ?? true
      if !isAscending { isCanonical = false }
      last = key
      if unordered == nil, !isAscending || !key.utf8.allSatisfy({ $0 < 0x80 }) {
        unordered = close(from: first)
      }
      if unordered == nil {
        members.append((key, value))
      } else if unordered?.updateValue(value, forKey: key) != nil {
        throw problem("a key stands twice")
      }
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw problem("an object is not closed") }
    return .object(unordered ?? close(from: first))
  }

  /// The members of the innermost open object, which differ.
  private mutating func close(from first: Int) -> [String: JSONValue] {
    defer { members.removeSubrange(first...) }
    return Dictionary(uniqueKeysWithValues: members[first...].lazy.map { ($0.key, $0.value) })
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    try enter(depth)
    var elements: [JSONValue] = []
    if close(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      skipSpace()
      elements.append(try value(depth: depth))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw problem("an array is not closed") }
    return .array(elements)
  }

  private mutating func enter(_ depth: Int) throws(JSONError) {
    guard depth <= Self.depthLimit else {
      throw problem("there are more than \(Self.depthLimit) levels")
    }
    position += 1
  }

  private mutating func close(_ bracket: UInt8) -> Bool {
    skipSpace()
    return take(bracket)
  }

  private mutating func integer() throws(JSONError) -> Int64 {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let digits = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > digits else { throw problem("this is not a value") }
    let isZero = bytes[digits] == UInt8(ascii: "0")
    let isCanonicalZero = digits == start && position - digits == 1
    guard !isZero || isCanonicalZero,
      let value = Int64(String(decoding: bytes[start..<position], as: UTF8.self))
    else { throw problem("this is not a whole number of 64 bits") }
    if let next = peek, ".eE".utf8.contains(next) {
      throw problem("numbers with a fraction or an exponent are not accepted")
    }
    return value
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    // Most strings have nothing escaped: they are taken as they are.
    let start = position
    skipPlain()
    if peek == UInt8(ascii: "\"") {
      position += 1
      return try text(UnsafeBufferPointer(rebasing: bytes[start..<position - 1]).span)
    }
    var plain = Array(bytes[start..<position])
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(plain.span)
      case UInt8(ascii: "\\"):
        let start = position - 1
        let escaped = try escape()
        if !isWritten(escaped, as: start..<position) { isCanonical = false }
        plain.append(contentsOf: escaped)
      case 0..<0x20: throw problem("a control character is not escaped")
      default: plain.append(byte)
      }
    }
    throw problem("a string is not closed")
  }

  private mutating func skipPlain() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 else { return }
      position += 1
    }
  }

  private func text(_ bytes: Span<UInt8>) throws(JSONError) -> String {
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: bytes))
    } catch {
      throw problem("a string is not valid UTF-8")
    }
  }

  /// Whether canonical JSON has this escape for these bytes.
  private func isWritten(_ escaped: [UInt8], as place: Range<Int>) -> Bool {
    var written: [UInt8] = []
    JSONValue.escape(escaped, to: &written)
    return written.elementsEqual(bytes[place])
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = peek else { throw problem("a string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
    default: throw problem("an escape is unknown")
    }
  }

  private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    var code = try codeUnit()
    if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let low = try codeUnit()
      guard (0xDC00..<0xE000).contains(low) else { throw problem("a surrogate stands alone") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard code != 0, let scalar = Unicode.Scalar(code) else {
      throw problem("an escape names no character")
    }
    return scalar
  }

  private mutating func codeUnit() throws(JSONError) -> UInt32 {
    let end = position + 4
    guard end <= bytes.count else { throw problem("an escape is too short") }
    let digits = bytes[position..<end]
    let isHex = digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
    guard isHex, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw problem("an escape is not four hexadecimal digits")
    }
    position = end
    return code
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw problem("this is not a value") }
    position += word.utf8.count
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
      isCanonical = false
    }
  }

  private func problem(_ text: String) -> JSONError {
    JSONError("The JSON is not usable at byte \(position): \(text).")
  }
}
