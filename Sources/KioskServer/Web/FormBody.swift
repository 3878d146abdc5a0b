/// The fields of a form post, strictly read: UTF-8, no control characters but line breaks.
struct FormBody: Sendable {
  private(set) var fields: [(name: String, value: String)] = []

  init(fields: [(name: String, value: String)] = []) {
    self.fields = fields
  }

  /// Reads `application/x-www-form-urlencoded`.
  ///
  /// - Throws: ``Problem`` for anything malformed or too large.
  init(urlEncoded bytes: some Sequence<UInt8>) throws {
    var name: [UInt8] = []
    var value: [UInt8] = []
    var inValue = false
    var iterator = bytes.makeIterator()
    var isEmpty = true
    func nibble() throws -> UInt8 {
      guard let byte = iterator.next() else { throw Problem.malformed }
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): return byte - UInt8(ascii: "A") + 10
      default: throw Problem.malformed
      }
    }
    while let raw = iterator.next() {
      isEmpty = false
      var byte = raw
      switch raw {
      case UInt8(ascii: "&"):
        try append(name, value)
        (name, value, inValue) = ([], [], false)
        continue
      case UInt8(ascii: "=") where !inValue:
        inValue = true
        continue
      case UInt8(ascii: "+"): byte = UInt8(ascii: " ")
      case UInt8(ascii: "%"): byte = try nibble() << 4 | nibble()
      default: break
      }
      if inValue { value.append(byte) } else { name.append(byte) }
    }
    if !isEmpty { try append(name, value) }
  }

  /// Adds one field after checking it.
  mutating func append(_ name: [UInt8], _ value: [UInt8]) throws {
    guard fields.count < KioskLimits.formFieldLimit,
      name.count <= KioskLimits.fieldByteLimit, value.count <= KioskLimits.fieldByteLimit
    else { throw Problem.tooLarge }
    fields.append((try Self.text(name), try Self.text(value)))
  }

  /// The last value posted under a name, surrounding blanks removed.
  subscript(name: String) -> String? {
    fields.last { $0.name == name }.map { $0.value.trimmed }
  }

  /// All values posted under a name, in order.
  func all(_ name: String) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  private static func text(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem.malformed }
    let isClean = text.unicodeScalars.allSatisfy { scalar in
      // The scanner field may carry any control character but NUL; the desk drops them.
      scalar.value != 0 && scalar != "\u{FFFE}" && scalar != "\u{FFFF}"
    }
    guard isClean else { throw Problem.malformed }
    return text.replacing("\r\n", with: "\n")
  }
}

extension String {
  /// Without blanks at either end.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
