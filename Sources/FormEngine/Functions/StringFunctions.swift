import Foundation

extension XPathFunctions {
  static let strings: [String: Entry] = [
    "string": Entry(1...1) { .string(try $0.string(0)) },
    "concat": Entry(0...any) { .string(try joined($0, from: 0, by: "")) },
    "join": Entry(1...any) { .string(try joined($0, from: 1, by: $0.string(0))) },
    "substr": Entry(2...3) { arguments in
      let units = Array(try arguments.string(0).utf16)
      let end = arguments.count == 3 ? try arguments.integer(2) : units.count
      return .string(slice(units, from: try arguments.integer(1), to: end))
    },
    "substring-before": Entry(2...2) { arguments in
      let text = try arguments.string(0)
      let found = text.range(of: try arguments.string(1), options: .literal)
      return .string(found.map { String(text[..<$0.lowerBound]) } ?? "")
    },
    "substring-after": Entry(2...2) { arguments in
      let (text, part) = (try arguments.string(0), try arguments.string(1))
      if part.isEmpty { return .string(text) }
      let found = text.range(of: part, options: .literal)
      return .string(found.map { String(text[$0.upperBound...]) } ?? "")
    },
    "contains": Entry(2...2) { arguments in
      let part = try arguments.string(1)
      let text = try arguments.string(0)
      return .boolean(part.isEmpty || text.range(of: part, options: .literal) != nil)
    },
    "starts-with": Entry(2...2) { arguments in
      .boolean(try arguments.string(0).utf8.starts(with: arguments.string(1).utf8))
    },
    "ends-with": Entry(2...2) { arguments in
      let (text, part) = (try arguments.string(0), try arguments.string(1))
      return .boolean(text.utf8.reversed().starts(with: part.utf8.reversed()))
    },
    "string-length": Entry(0...1) { .number(Double(try own($0).utf16.count)) },
    "normalize-space": Entry(0...1) { arguments in
      let words = try own(arguments).unicodeScalars.split {
        $0 == " " || ("\t"..."\r").contains($0)
      }
      return .string(words.map { String($0) }.joined(separator: " "))
    },
    "translate": Entry(3...3) { arguments in
      .string(
        translate(
          try arguments.string(0), from: try arguments.string(1), to: try arguments.string(2)))
    },
    "regex": Entry(2...2) { arguments in
      let world = arguments.evaluator.world
      let pattern = try world.pattern(arguments.string(1))
      return .boolean(try pattern.matches(arguments.string(0)) { try world.spend($0) })
    },
    "digest": Entry(2...3) { arguments in
      .string(
        try Digest.text(
          of: arguments.string(0), algorithm: arguments.string(1),
          encoding: arguments.count == 3 ? arguments.string(2) : "base64"))
    },
    "base64-decode": Entry(1...1) { arguments in
      .string(decoded(try arguments.string(0)))
    },
  ]

  /// Signs outside of the alphabet are passed over; an incomplete group makes the whole empty.
  private static func decoded(_ text: String) -> String {
    let known = text.utf8.filter { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
      default: false
      }
    }
    return String(decoding: Data(base64Encoded: Data(known)) ?? Data(), as: UTF8.self)
  }

  private static func own(_ arguments: XPathArguments) throws -> String {
    if arguments.count == 1 { return try arguments.string(0) }
    return try arguments.evaluator.string(.nodes([arguments.context.node]))
  }

  private static func joined(
    _ arguments: XPathArguments, from start: Int, by separator: String
  ) throws -> String {
    var result = ""
    for (index, value) in arguments.values(from: start).enumerated() {
      if index > 0 { result += separator }
      result += try arguments.evaluator.string(value)
      try arguments.evaluator.checkLength(result)
    }
    return result
  }

  /// UTF-16 units as JavaRosa counts them; negative positions count from the end.
  private static func slice(_ units: [UInt16], from start: Int, to end: Int) -> String {
    let last = min(max(0, end < 0 ? units.count + end : end), units.count)
    let first = min(max(0, start < 0 ? units.count + start : start), units.count)
    return first < last ? String(decoding: units[first..<last], as: UTF16.self) : ""
  }

  private static func translate(_ text: String, from: String, to: String) -> String {
    let target = Array(to.unicodeScalars)
    var table: [Unicode.Scalar: Int] = [:]
    for (index, scalar) in from.unicodeScalars.enumerated() where table[scalar] == nil {
      table[scalar] = index
    }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard let index = table[scalar] else {
        result.append(scalar)
        continue
      }
      if index < target.count { result.append(target[index]) }
    }
    return String(result)
  }
}
