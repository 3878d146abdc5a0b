extension XPathFunctions {
  static let dates: [String: Entry] = [
    "today": Entry(0...0) { arguments in
      let world = arguments.evaluator.world
      let day = CivilTime.localDay(world.environment.now, offsetMinutes: world.offsetMinutes)
      return .date(CivilTime.startOfDay(day, offsetMinutes: world.offsetMinutes))
    },
    "now": Entry(0...0) { .date($0.evaluator.world.environment.now) },
    "date": Entry(1...1) { try date($0, keepsTime: false) },
    "date-time": Entry(1...1) { try date($0, keepsTime: true) },
    "decimal-date-time": Entry(1...1) { try decimal($0, keepsDay: true) },
    "decimal-time": Entry(1...1) { try decimal($0, keepsDay: false) },
    "format-date": Entry(2...2) { try format($0) },
    "format-date-time": Entry(2...2) { try format($0) },
  ]

  /// A date from text, from days since 1970-01-01, or from a date; empty stays empty.
  private static func date(
    _ arguments: XPathArguments, keepsTime: Bool
  ) throws -> XPathResult {
    let offset = arguments.evaluator.world.offsetMinutes
    switch try arguments.evaluator.unpacked(arguments[0]) {
    case .number(let number):
      if number.isNaN { return .number(number) }
      try checkRange(number)
      if keepsTime { return .date(Int64(number * Double(CivilTime.dayMilliseconds))) }
      return .date(
        CivilTime.startOfDay(Int64(number.rounded(.towardZero)), offsetMinutes: offset))
    case .string(let text):
      return text.isEmpty ? .string("") : .date(try parsed(text, offset))
    case .date(let milliseconds):
      if keepsTime { return .date(milliseconds) }
      let day = CivilTime.localDay(milliseconds, offsetMinutes: offset)
      return .date(CivilTime.startOfDay(day, offsetMinutes: offset))
    case .boolean(let flag):
      throw FormError(.type, "The value \(flag) cannot be read as a date.")
    case .nodes:
      return .string("")
    }
  }

  private static func checkRange(_ number: Double) throws {
    guard number.isFinite, abs(number) <= 2_147_483_647 else {
      throw FormError(
        .type, "The number \(XPathNumber.text(number)) is out of range for a date.")
    }
  }

  private static func parsed(_ text: String, _ offset: Int) throws -> Int64 {
    guard let read = CivilTime.parse(text, offsetMinutes: offset) else {
      throw FormError(.type, "The text \u{201C}\(text.prefix(40))\u{201D} is no date.")
    }
    return read
  }

  /// Days since 1970-01-01T00:00:00Z with their fraction, or the fraction of the local day.
  private static func decimal(
    _ arguments: XPathArguments, keepsDay: Bool
  ) throws -> XPathResult {
    let offset = arguments.evaluator.world.offsetMinutes
    let milliseconds: Int64
    switch try arguments.evaluator.unpacked(arguments[0]) {
    case .number(let number):
      if number.isNaN { return .number(number) }
      try checkRange(number)
      return .number(keepsDay ? number : number - number.rounded(.down))
    case .string(let text):
      if text.isEmpty { return .string("") }
      milliseconds = try parsed(text, offset)
    case .date(let date): milliseconds = date
    case .boolean(let flag):
      throw FormError(.type, "The value \(flag) cannot be read as a date.")
    case .nodes: return .string("")
    }
    if keepsDay { return .number(Double(milliseconds) / Double(CivilTime.dayMilliseconds)) }
    let local = milliseconds + Int64(offset) * 60_000
    let days = Double(local) / Double(CivilTime.dayMilliseconds)
    return .number(days - days.rounded(.down))
  }

  private static func format(_ arguments: XPathArguments) throws -> XPathResult {
    guard case .date(let milliseconds) = try date(arguments, keepsTime: true) else {
      return .string("")
    }
    let world = arguments.evaluator.world
    return .string(
      try formatted(
        CivilTime.fields(milliseconds, offsetMinutes: world.offsetMinutes),
        pattern: arguments.string(1), names: FormDateNames(language: world.language)))
  }

  /// Fills a pattern such as `%d/%m/%Y`.
  private static func formatted(
    _ fields: CivilTime.Fields, pattern: String, names: FormDateNames
  ) throws -> String {
    var result = ""
    var iterator = pattern.makeIterator()
    while let character = iterator.next() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      guard let escape = iterator.next() else {
        throw FormError(.malformed, "The date pattern ends with a single %.")
      }
      result += try piece(escape, fields, names)
    }
    return result
  }

  private static func piece(
    _ escape: Character, _ fields: CivilTime.Fields, _ names: FormDateNames
  ) throws -> String {
    switch escape {
    case "%": return "%"
    case "Y": return CivilTime.padded(fields.year, 4)
    case "y": return CivilTime.padded(fields.year % 100, 2)
    case "m": return CivilTime.padded(fields.month, 2)
    case "n": return String(fields.month)
    case "b": return names.months[fields.month - 1]
    case "d": return CivilTime.padded(fields.day, 2)
    case "e": return String(fields.day)
    case "H": return CivilTime.padded(fields.hour, 2)
    case "h": return String(fields.hour)
    case "M": return CivilTime.padded(fields.minute, 2)
    case "S": return CivilTime.padded(fields.second, 2)
    case "3": return CivilTime.padded(fields.millisecond, 3)
    case "a":
      let day = CivilTime.dayNumber(year: fields.year, month: fields.month, day: fields.day)
      return names.days[((day + 4) % 7 + 7) % 7]
    case "W":
      let day = CivilTime.dayNumber(year: fields.year, month: fields.month, day: fields.day)
      return String(isoWeek(day))
    default:
      throw FormError(.unsupported, "The date pattern has an unknown sign %\(escape).")
    }
  }

  /// The ISO 8601 week of a day: weeks begin on Monday, week 1 holds the year's first Thursday.
  private static func isoWeek(_ day: Int) -> Int {
    let weekday = ((day + 3) % 7 + 7) % 7
    let thursday = day - weekday + 3
    let year = CivilTime.civil(dayNumber: thursday).year
    return (thursday - CivilTime.dayNumber(year: year, month: 1, day: 1)) / 7 + 1
  }
}

/// Short names of months and days, Sunday first.
struct FormDateNames {
  let months: [String]
  let days: [String]

  init(language: String) {
    if language == "vi" || language.hasSuffix("(vi)") {
      months = (1...12).map { "thg \($0)" }
      days = ["CN", "Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7"]
    } else {
      months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
      ]
      days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    }
  }
}
