/// A token of an expression with its offset in Unicode scalars.
struct XPathToken: Hashable {
  enum Kind: Hashable {
    case number(Double)
    case text(String)
    case name(String)
    case wildcard
    case symbol(String)
    case op(XPathOperator)
  }

  var kind: Kind
  var offset: Int
}

/// The binary operators, from the loosest binding to the tightest.
enum XPathOperator: Int, Sendable, Hashable {
  case or, and, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case plus, minus, times, divide, modulo, union

  /// Operators of one level associate to the left.
  var level: Int {
    switch self {
    case .or: 0
    case .and: 1
    case .equal, .notEqual: 2
    case .less, .lessOrEqual, .greater, .greaterOrEqual: 3
    case .plus, .minus: 4
    case .times, .divide, .modulo: 5
    case .union: 6
    }
  }
}

/// Splits an expression into tokens the way JavaRosa does: whether `*`, `-`, `and` … is an operator
/// depends on the token before it.
struct XPathLexer {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var expectsOperator = false
  private var tokens: [XPathToken] = []

  private init(_ expression: String) {
    scalars = Array(expression.unicodeScalars)
  }

  /// - Throws: ``FormError`` of kind `malformed` naming the position, counted from 1.
  static func tokens(of expression: String) throws -> [XPathToken] {
    var lexer = XPathLexer(expression)
    while lexer.index < lexer.scalars.count { try lexer.next() }
    return lexer.tokens
  }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    index + distance < scalars.count ? scalars[index + distance] : nil
  }

  private mutating func append(_ kind: XPathToken.Kind, length: Int) {
    tokens.append(XPathToken(kind: kind, offset: index))
    index += length
    switch kind {
    case .number, .text, .name, .wildcard: expectsOperator = true
    case .symbol(let symbol): expectsOperator = [")", "]", ".", ".."].contains(symbol)
    case .op: expectsOperator = false
    }
  }

  private mutating func next() throws {
    let scalar = scalars[index]
    switch scalar {
    case " ", "\t", "\n", "\r", "\u{0C}": index += 1
    case "'", "\"": try text(quote: scalar)
    case "0"..."9": number()
    case ".":
      if peek(1) == "." {
        append(.symbol(".."), length: 2)
      } else if let digit = peek(1), ("0"..."9").contains(digit) {
        number()
      } else {
        append(.symbol("."), length: 1)
      }
    default:
      if let (kind, length) = symbol(scalar) {
        append(kind, length: length)
      } else if let (op, length) = wordOperator() {
        append(.op(op), length: length)
      } else if !expectsOperator, Self.startsName(scalar) {
        name()
      } else {
        throw FormError(
          .malformed, "The expression cannot be read from \u{201C}\(rest())\u{201D} on.")
      }
    }
  }

  private func rest() -> String {
    piece(index..<min(index + 20, scalars.count))
  }

  private func piece(_ range: Range<Int>) -> String {
    if scalars[range].allSatisfy({ $0.isASCII }) {
      return String(unsafeUninitializedCapacity: range.count) { buffer in
        for (place, index) in range.enumerated() { buffer[place] = UInt8(scalars[index].value) }
        return range.count
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  private func symbol(_ scalar: Unicode.Scalar) -> (XPathToken.Kind, Int)? {
    switch scalar {
    case "=": (.op(.equal), 1)
    case "!": peek(1) == "=" ? (.op(.notEqual), 2) : nil
    case "<": peek(1) == "=" ? (.op(.lessOrEqual), 2) : (.op(.less), 1)
    case ">": peek(1) == "=" ? (.op(.greaterOrEqual), 2) : (.op(.greater), 1)
    case "+": (.op(.plus), 1)
    case "-": expectsOperator ? (.op(.minus), 1) : (.symbol("-"), 1)
    case "*": expectsOperator ? (.op(.times), 1) : (.wildcard, 1)
    case "|": (.op(.union), 1)
    case "/": peek(1) == "/" ? (.symbol("//"), 2) : (.symbol("/"), 1)
    case ":": peek(1) == ":" ? (.symbol("::"), 2) : nil
    case "[", "]", "(", ")", "@", ",", "$": (.symbol(String(scalar)), 1)
    default: nil
    }
  }

  private func wordOperator() -> (XPathOperator, Int)? {
    guard expectsOperator else { return nil }
    let words: [(String, XPathOperator)] = [
      ("and", .and), ("or", .or), ("div", .divide), ("mod", .modulo),
    ]
    for (word, op) in words {
      let end = index + word.unicodeScalars.count
      guard end <= scalars.count else { continue }
      let same = zip(scalars[index..<end], word.unicodeScalars).allSatisfy {
        $0 == $1 || ($0.value | 0x20 == $1.value && $0.isASCII)
      }
      if same { return (op, end - index) }
    }
    return nil
  }

  private mutating func text(quote: Unicode.Scalar) throws {
    guard let end = scalars[(index + 1)...].firstIndex(of: quote) else {
      throw FormError(.malformed, "A quotation mark is not closed: \u{201C}\(rest())\u{201D}.")
    }
    append(.text(piece((index + 1)..<end)), length: end - index + 1)
  }

  private mutating func number() {
    var end = index
    var hasPoint = false
    while end < scalars.count {
      if scalars[end] == ".", !hasPoint {
        hasPoint = true
      } else if !("0"..."9").contains(scalars[end]) {
        break
      }
      end += 1
    }
    let digits = piece(index..<end)
    let value = Double(digits.hasPrefix(".") ? "0" + digits : digits + (hasPoint ? "0" : ""))
    append(.number(value ?? .nan), length: end - index)
  }

  private mutating func name() {
    var end = nameEnd(index)
    if end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] != ":",
      Self.startsName(scalars[end + 1])
    {
      end = nameEnd(end + 1)
    }
    append(.name(piece(index..<end)), length: end - index)
  }

  private func nameEnd(_ start: Int) -> Int {
    var end = start
    while end < scalars.count,
      Self.startsName(scalars[end])
        || (end > start && Self.continuesName(scalars[end]))
    {
      end += 1
    }
    return end
  }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
    return scalar.properties.isAlphabetic
  }

  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return ("0"..."9").contains(scalar) || scalar == "." || scalar == "-" }
    return scalar.properties.canonicalCombiningClass != .notReordered
  }
}
