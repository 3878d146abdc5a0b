import Foundation

extension XPathFunctions {
  static func integer(_ number: Double) -> Int {
    guard !number.isNaN else { return 0 }
    return Int(max(-2_147_483_648, min(2_147_483_647, number)))
  }

  /// 1 to the power of NaN is NaN here, other than in C.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    exponent.isNaN ? .nan : pow(base, exponent)
  }

  private static func function(_ body: @escaping @Sendable (Double) -> Double) -> Entry {
    Entry(1...1) { .number(body(try number($0))) }
  }

  /// The number of an argument; dates count with their fraction of a day here.
  private static func number(_ arguments: XPathArguments, _ index: Int = 0) throws -> Double {
    if case .date(let milliseconds) = arguments[index] {
      let offset = Int64(arguments.evaluator.world.offsetMinutes) * 60_000
      return Double(milliseconds + offset) / Double(CivilTime.dayMilliseconds)
    }
    return try arguments.number(index)
  }

  static let numbers: [String: Entry] = [
    "number": Entry(1...1) { .number(try $0.number(0)) },
    "int": Entry(1...1) { .number(try $0.number(0).rounded(.towardZero)) },
    "round": Entry(1...2) {
      .number(round(try $0.number(0), places: $0.count == 2 ? try $0.integer(1) : 0))
    },
    "abs": function { abs($0) },
    "acos": function { acos($0) },
    "asin": function { asin($0) },
    "atan": function { atan($0) },
    "atan2": Entry(2...2) { .number(atan2(try number($0), try number($0, 1))) },
    "cos": function { cos($0) },
    "exp": function { exp($0) },
    "exp10": function { pow(10, $0) },
    "log": function { log($0) },
    "log10": function { log10($0) },
    "pi": Entry(0...0) { _ in .number(Double.pi) },
    "pow": Entry(2...2) { .number(power(try number($0), try number($0, 1))) },
    "sin": function { sin($0) },
    "sqrt": function { $0.squareRoot() },
    "tan": function { tan($0) },
    "random": Entry(0...0) { .number($0.evaluator.world.random.fraction()) },
    "sum": Entry(1...1) { arguments in
      let values = try arguments.nodes(0).map {
        try arguments.evaluator.number(arguments.evaluator.world.value($0))
      }
      return .number(values.filter { !$0.isNaN }.reduce(0, +))
    },
    "max": Entry(0...any) { .number(try numbers($0).max() ?? .nan) },
    "min": Entry(0...any) { .number(try numbers($0).min() ?? .nan) },
  ]

  private static func numbers(_ arguments: XPathArguments) throws -> [Double] {
    try arguments.values(from: 0).map { try arguments.evaluator.number($0) }.filter { !$0.isNaN }
  }

  /// Rounds halves towards positive infinity, in decimal: `round(1.005, 2)` is 1.01.
  static func round(_ value: Double, places: Int) -> Double {
    guard value.isFinite else { return value }
    guard (-30...30).contains(places) else { return .nan }
    guard places >= 0 else {
      let scale = pow(10, Double(-places))
      return ((value / scale) + 0.5).rounded(.towardZero) * scale
    }
    return decimalRounded(value, places: places)
  }

  /// Works on the shortest decimal digits of the number, as a person would on paper.
  private static func decimalRounded(_ value: Double, places: Int) -> Double {
    let text = XPathNumber.text(abs(value))
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count > places else { return value }
    var digits = (parts[0] + parts[1].prefix(places)).utf8.map { Int($0) - 48 }
    let rest = parts[1].dropFirst(places).utf8.map { Int($0) - 48 }
    let isHalf = rest[0] == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let goesUp = isHalf ? value > 0 : rest[0] >= 5
    if goesUp {
      var index = digits.count - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 { digits[index] += 1 } else { digits.insert(1, at: 0) }
    }
    var result = digits.map(String.init).joined()
    if places > 0 { result.insert(".", at: result.index(result.endIndex, offsetBy: -places)) }
    let magnitude = Double(result) ?? .nan
    return value < 0 ? -magnitude : magnitude
  }
}
