/// Reading and writing values by the type of a field.
enum TypedValue {
  /// The value of text that is not empty. Text that is not of the type counts as no answer, so that
  /// one wrong entry does not make everything computed from it fail as well.
  static func read(
    _ text: String, as type: FieldType, now: Int64, offsetMinutes: Int
  ) -> XPathResult {
    switch type {
    case .int, .decimal:
      let number = XPathNumber.parse(text)
      return number.isNaN ? .string("") : .number(number)
    case .boolean:
      return .boolean(text == "true" || text == "1")
    case .date, .dateTime:
      guard let read = CivilTime.parse(text, offsetMinutes: offsetMinutes) else {
        return .string("")
      }
      guard type == .date else { return .date(read) }
      let day = CivilTime.localDay(read, offsetMinutes: offsetMinutes)
      return .date(CivilTime.startOfDay(day, offsetMinutes: offsetMinutes))
    case .time:
      let today = CivilTime.fields(now, offsetMinutes: offsetMinutes)
      let read = CivilTime.parseTime(text[...], on: today, offsetMinutes: offsetMinutes)
      return read.map { .date($0) } ?? .string("")
    case .geopoint, .geotrace, .geoshape:
      return .string(Geography.normalized(text, isPoint: type == .geopoint) ?? text)
    default:
      return .string(text)
    }
  }

  /// How a calculated value is written into a field of a type.
  static func write(_ value: XPathResult, as type: FieldType, offsetMinutes: Int) -> String {
    switch value {
    case .string(let text):
      guard type == .boolean, !text.isEmpty else { return text }
      return "1"
    case .boolean(let flag): return flag ? "1" : "0"
    case .number(let number):
      if number.isNaN { return "" }
      switch type {
      case .int: return XPathNumber.text(number.rounded(.towardZero))
      case .boolean: return abs(number) > 1e-12 ? "1" : "0"
      default: return XPathNumber.text(number)
      }
    case .date(let milliseconds):
      switch type {
      case .time: return CivilTime.time(milliseconds, offsetMinutes: offsetMinutes)
      case .date: return CivilTime.day(milliseconds, offsetMinutes: offsetMinutes)
      default: return CivilTime.dateTime(milliseconds, offsetMinutes: offsetMinutes)
      }
    case .nodes: return ""
    }
  }

  /// One sentence on what is wrong with text for a type, or nil if it fits.
  static func mismatch(
    _ text: String, type: FieldType, offsetMinutes: Int, messages: FormMessages
  ) -> String? {
    switch type {
    case .int:
      return Int32(text) != nil && text.first != "+" ? nil : messages.int
    case .decimal:
      let allowed = text.utf8.allSatisfy { $0 == 0x2D || $0 == 0x2E || (0x30...0x39).contains($0) }
      return allowed && XPathNumber.parse(text).isFinite ? nil : messages.decimal
    case .boolean:
      return ["true", "false", "1", "0"].contains(text) ? nil : messages.boolean
    case .date:
      let isDay = text.utf8.count == 10 && CivilTime.parse(text, offsetMinutes: 0) != nil
      return isDay && shape(text, "0000-00-00") ? nil : messages.date
    case .time:
      let read = CivilTime.parseTime(text[...], on: .init(), offsetMinutes: offsetMinutes)
      return read != nil && shape(String(text.prefix(5)), "00:00") ? nil : messages.time
    case .dateTime:
      let isTime = text.contains("T") && CivilTime.parse(text, offsetMinutes: offsetMinutes) != nil
      return isTime && shape(String(text.prefix(10)), "0000-00-00") ? nil : messages.dateTime
    case .geopoint: return isPoint(text[...]) ? nil : messages.geo
    case .geotrace, .geoshape:
      return text.split(separator: ";").allSatisfy { isPoint($0) } ? nil : messages.geo
    case .string, .barcode, .binary: return nil
    }
  }

  private static func isPoint(_ text: Substring) -> Bool {
    let numbers = text.split(separator: " ").map { XPathNumber.parse(String($0)) }
    return (2...4).contains(numbers.count) && numbers.allSatisfy(\.isFinite)
      && abs(numbers[0]) <= 90 && abs(numbers[1]) <= 180
  }

  /// Whether text has digits where the pattern has zeros, and the pattern's signs elsewhere.
  private static func shape(_ text: String, _ pattern: String) -> Bool {
    text.utf8.count == pattern.utf8.count
      && zip(text.utf8, pattern.utf8).allSatisfy { byte, mark in
        mark == 0x30 ? (0x30...0x39).contains(byte) : byte == mark
      }
  }
}
