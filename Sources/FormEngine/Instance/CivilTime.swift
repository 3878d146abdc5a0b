/// Days and times of the proleptic Gregorian calendar, read and written as XForms does.
enum CivilTime {
  static let dayMilliseconds: Int64 = 86_400_000

  struct Fields: Hashable {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var millisecond = 0
  }

  /// Days since 1970-01-01.
  static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func civil(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
  }

  static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  static func isReal(_ fields: Fields) -> Bool {
    (1...12).contains(fields.month) && (1...9999).contains(fields.year) && fields.day >= 1
      && fields.day <= daysIn(month: fields.month, year: fields.year)
      && (0...23).contains(fields.hour) && (0...59).contains(fields.minute)
      && (0...59).contains(fields.second) && (0...999).contains(fields.millisecond)
  }

  /// Milliseconds since 1970-01-01T00:00:00Z of a local time.
  static func milliseconds(_ fields: Fields, offsetMinutes: Int) -> Int64 {
    let days = Int64(dayNumber(year: fields.year, month: fields.month, day: fields.day))
    let minutes = Int64(fields.hour * 60 + fields.minute - offsetMinutes)
    return days * dayMilliseconds + minutes * 60_000
      + Int64(fields.second * 1000 + fields.millisecond)
  }

  static func fields(_ milliseconds: Int64, offsetMinutes: Int) -> Fields {
    let local = milliseconds + Int64(offsetMinutes) * 60_000
    let days = floorDivide(local, dayMilliseconds)
    let rest = Int(local - days * dayMilliseconds)
    let (year, month, day) = civil(dayNumber: Int(days))
    return Fields(
      year: year, month: month, day: day, hour: rest / 3_600_000, minute: rest / 60_000 % 60,
      second: rest / 1000 % 60, millisecond: rest % 1000)
  }

  /// Days since 1970-01-01 of the local day.
  static func localDay(_ milliseconds: Int64, offsetMinutes: Int) -> Int64 {
    floorDivide(milliseconds + Int64(offsetMinutes) * 60_000, dayMilliseconds)
  }

  /// The beginning of a local day.
  static func startOfDay(_ day: Int64, offsetMinutes: Int) -> Int64 {
    day * dayMilliseconds - Int64(offsetMinutes) * 60_000
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : (value - divisor + 1) / divisor
  }

  // MARK: Reading

  /// A day `2026-11-21`, also `2026-11-21T10:00:00+07:00`; nil if there is no such day or time.
  static func parse(_ text: String, offsetMinutes: Int) -> Int64? {
    guard let cut = text.firstIndex(of: "T") else {
      return parseDay(text[...]).map { milliseconds($0, offsetMinutes: offsetMinutes) }
    }
    guard let day = parseDay(text[..<cut]) else { return nil }
    return parseTime(text[text.index(after: cut)...], on: day, offsetMinutes: offsetMinutes)
  }

  private static func parseDay(_ text: Substring) -> Fields? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = digits(parts[0]), let month = digits(parts[1]),
      let day = digits(parts[2])
    else { return nil }
    let fields = Fields(year: year, month: month, day: day)
    return isReal(fields) ? fields : nil
  }

  /// A time `10:15`, `10:15:30.5`, with `Z` or an offset or local, on a day.
  static func parseTime(_ text: Substring, on day: Fields, offsetMinutes: Int) -> Int64? {
    var clock = text
    var offset = offsetMinutes
    if clock.hasSuffix("Z") {
      clock = clock.dropLast()
      offset = 0
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let parts = clock[clock.index(after: sign)...]
        .split(separator: ":", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), var hours = digits(parts[0]) else { return nil }
      var minutes = 0
      if parts.count == 2 {
        guard let read = digits(parts[1]) else { return nil }
        minutes = read
      } else if parts[0].count == 4 {
        (hours, minutes) = (hours / 100, hours % 100)
      }
      guard hours <= 18, minutes <= 59 else { return nil }
      offset = (hours * 60 + minutes) * (clock[sign] == "-" ? -1 : 1)
      clock = clock[..<sign]
    }
    guard let fields = parseClock(clock, on: day) else { return nil }
    return milliseconds(fields, offsetMinutes: offset)
  }

  private static func parseClock(_ text: Substring, on day: Fields) -> Fields? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = digits(parts[0]), let minute = digits(parts[1])
    else { return nil }
    var fields = day
    (fields.hour, fields.minute, fields.second, fields.millisecond) = (hour, minute, 0, 0)
    if parts.count == 3 {
      let seconds = parts[2].split(separator: ".", omittingEmptySubsequences: false)
      guard (1...2).contains(seconds.count), let whole = digits(seconds[0]) else { return nil }
      fields.second = whole
      if seconds.count == 2 {
        guard let fraction = digits(seconds[1].prefix(3)) else { return nil }
        let scale = [1: 100, 2: 10, 3: 1][min(seconds[1].count, 3)] ?? 1
        fields.millisecond = fraction * scale
      }
    }
    return isReal(fields) ? fields : nil
  }

  private static func digits(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
  }

  // MARK: Writing

  static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// `2026-11-21`.
  static func day(_ milliseconds: Int64, offsetMinutes: Int) -> String {
    let fields = fields(milliseconds, offsetMinutes: offsetMinutes)
    return "\(padded(fields.year, 4))-\(padded(fields.month, 2))-\(padded(fields.day, 2))"
  }

  /// `10:15:00.000+07:00`.
  static func time(_ milliseconds: Int64, offsetMinutes: Int) -> String {
    let fields = fields(milliseconds, offsetMinutes: offsetMinutes)
    let size = abs(offsetMinutes)
    let zone =
      offsetMinutes == 0
      ? "Z" : "\(offsetMinutes < 0 ? "-" : "+")\(padded(size / 60, 2)):\(padded(size % 60, 2))"
    return "\(padded(fields.hour, 2)):\(padded(fields.minute, 2)):\(padded(fields.second, 2))"
      + ".\(padded(fields.millisecond, 3))\(zone)"
  }

  /// `2026-11-21T10:15:00.000+07:00`.
  static func dateTime(_ milliseconds: Int64, offsetMinutes: Int) -> String {
    day(milliseconds, offsetMinutes: offsetMinutes) + "T"
      + time(milliseconds, offsetMinutes: offsetMinutes)
  }
}
