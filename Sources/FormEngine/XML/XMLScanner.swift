/// The characters of a document: names, texts and references, with their place.
struct XMLScanner {
  private let bytes: [UInt8]
  var offset = 0
  /// Lines before an offset that has been asked for before.
  private var counted = (line: 1, offset: 0)

  /// - Parameter bytes: Valid UTF-8.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  var isAtEnd: Bool { offset >= bytes.count }
  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  // MARK: Places

  /// The line of the present place, counted from 1.
  mutating func line() -> Int {
    for place in counted.offset..<max(offset, counted.offset) where bytes[place] == 0x0A {
      counted.line += 1
    }
    counted.offset = max(offset, counted.offset)
    return counted.line
  }

  var place: String {
    let end = min(offset, bytes.count)
    var (line, start) = (1, 0)
    for place in 0..<end where bytes[place] == 0x0A { (line, start) = (line + 1, place + 1) }
    let before = bytes[start..<end].filter { $0 & 0xC0 != 0x80 }
    return "line \(line), column \(before.count + 1)"
  }

  func malformed(_ what: String) -> FormError {
    FormError(.malformed, "The document is not well-formed XML: \(what).", place: place)
  }

  // MARK: Moving

  mutating func accept(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset + count <= bytes.count else { return false }
    let isSame = text.withUTF8Buffer { wanted in
      for index in 0..<count where bytes[offset + index] != wanted[index] { return false }
      return true
    }
    if isSame { offset += count }
    return isSame
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
  }

  /// - Returns: Whether there was any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = offset
    while offset < bytes.count, Self.isBlank(bytes[offset]) { offset += 1 }
    return offset > start
  }

  /// Goes behind the next occurrence of a text; answers what lies before it.
  mutating func skip(past text: StaticString) -> Range<Int>? {
    let (start, first) = (offset, text.utf8Start.pointee)
    while offset < bytes.count {
      if bytes[offset] == first {
        let end = offset
        if accept(text) { return start..<end }
      }
      offset += 1
    }
    return nil
  }

  /// A few letters for a message.
  func word() -> String {
    string(
      offset..<(bytes[offset...].prefix(10).firstIndex { !(0x41...0x7A).contains($0) }
        ?? min(offset + 10, bytes.count)))
  }

  // MARK: Pieces

  mutating func name() throws -> String {
    let start = offset
    while offset < bytes.count, XMLText.isNameByte(bytes[offset]) { offset += 1 }
    guard offset > start, XMLText.startsName(bytes[start]) else {
      throw malformed("a name is missing")
    }
    let name = string(start..<offset)
    guard name.utf8.count <= 1_000, XMLText.isName(name) else {
      throw malformed("a name is not allowed")
    }
    return name
  }

  mutating func attributeValue() throws -> String {
    skipBlanks()
    guard accept("=") else { throw malformed("a = is missing") }
    skipBlanks()
    guard let quote = byte, quote == 0x22 || quote == 0x27 else {
      throw malformed("a quotation mark is missing")
    }
    offset += 1
    return try run(until: quote, isAttribute: true)
  }

  mutating func text() throws -> String { try run(until: UInt8(ascii: "<"), isAttribute: false) }

  /// Characters up to an end mark, which is passed over in attributes; references are replaced.
  private mutating func run(until mark: UInt8, isAttribute: Bool) throws -> String {
    let start = offset
    while offset < bytes.count, bytes[offset] != mark, !needsCare(bytes[offset], isAttribute) {
      offset += 1
    }
    if offset < bytes.count ? bytes[offset] == mark : !isAttribute {
      defer { if isAttribute { offset += 1 } }
      return string(start..<offset)
    }
    var result = Array(bytes[start..<offset])
    while offset < bytes.count, bytes[offset] != mark {
      try character(isAttribute, into: &result)
    }
    guard !isAttribute || offset < bytes.count else {
      throw malformed("a quotation mark is not closed")
    }
    if isAttribute { offset += 1 }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a byte may begin something that does not stand for itself.
  private func needsCare(_ byte: UInt8, _ isAttribute: Bool) -> Bool {
    byte < 0x20
      ? isAttribute || byte != 0x0A
      : byte == 0x26 || byte == 0x3C || byte == 0x5D
        || byte == 0xEF
  }

  private mutating func character(_ isAttribute: Bool, into result: inout [UInt8]) throws {
    let byte = bytes[offset]
    switch byte {
    case UInt8(ascii: "&"): return result.append(contentsOf: try reference())
    case UInt8(ascii: "<"): throw malformed("a < stands in an attribute")
    case 0x0D:
      offset += 1
      if self.byte == 0x0A { offset += 1 }
      return result.append(isAttribute ? 0x20 : 0x0A)
    case 0x09, 0x0A: result.append(isAttribute ? 0x20 : byte)
    case 0..<0x20: throw malformed("a control character stands in a text")
    case 0x5D where !isAttribute && bytes[offset...].starts(with: [0x5D, 0x5D, 0x3E]):
      throw malformed("]]> stands in a text")
    case 0xEF where bytes[offset...].prefix(3).elementsEqual([0xEF, 0xBF, 0xBE]),
      0xEF where bytes[offset...].prefix(3).elementsEqual([0xEF, 0xBF, 0xBF]):
      throw malformed("a text has a character that XML does not allow")
    default: result.append(byte)
    }
    offset += 1
  }

  private mutating func reference() throws -> [UInt8] {
    let longest = 10
    guard let end = bytes[offset...].prefix(longest).firstIndex(of: UInt8(ascii: ";")) else {
      throw malformed("an & is not followed by a name and a semicolon")
    }
    let name = string((offset + 1)..<end)
    defer { offset = end + 1 }
    switch name {
    case "amp": return [0x26]
    case "lt": return [0x3C]
    case "gt": return [0x3E]
    case "quot": return [0x22]
    case "apos": return [0x27]
    default: break
    }
    guard name.hasPrefix("#") else {
      throw FormError(
        .unsupported, "The document has an entity of its own (&\(name);).", place: place)
    }
    let isHexadecimal = name.hasPrefix("#x")
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    guard digits.first?.isHexDigit == true,
      let scalar = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init),
      XMLText.isAllowed(scalar)
    else { throw malformed("&\(name); is no character") }
    return Array(String(scalar).utf8)
  }

  mutating func characterData() throws -> String {
    guard let range = skip(past: "]]>") else { throw malformed("a CDATA section is not closed") }
    let text = string(range)
    guard text.unicodeScalars.allSatisfy(XMLText.isAllowed) else {
      throw malformed("a text has a character that XML does not allow")
    }
    return text.utf8.contains(0x0D) ? XMLText.unixLines(text) : text
  }

  mutating func comment() throws {
    guard skip(past: "--") != nil, accept(">") else { throw malformed("a comment is not closed") }
  }

  mutating func instruction() throws {
    let target = try name()
    guard target.lowercased() != "xml", skip(past: "?>") != nil else {
      throw malformed("a processing instruction is not allowed here or not closed")
    }
  }
}
