/// A point in time, in milliseconds since 1970-01-01T00:00:00Z. Coded as that number.
package struct Instant: Sendable, Hashable, Comparable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads an RFC 3339 date-time with any offset and an optional fraction of a second
  /// (kept to the millisecond); `nil` for anything else. A leap second is read as the second
  /// before it, since clocks here do not show one.
  package init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard (20...35).contains(bytes.count), [0x54, 0x74, 0x20].contains(bytes[10]),
      bytes[13] == 0x3A, bytes[16] == 0x3A,
      let date = CivilDate(String(text.prefix(10))),
      let hour = Digits.value(bytes[11..<13]), let minute = Digits.value(bytes[14..<16]),
      let second = Digits.value(bytes[17..<19]), second <= 60,
      let time = TimeOfDay(hour: hour, minute: minute, second: min(second, 59)),
      let (fraction, zone) = Self.fraction(bytes[19...]),
      let offset = Self.offset(zone)
    else { return nil }
    let local = Int64(date.dayNumber) * Int64(TimeOfDay.secondsPerDay) + Int64(time.seconds)
    self.milliseconds = (local - offset) * 1000 + fraction
  }

  /// "2026-11-21T10:00:00+07:00": always the offset of Viet Nam, always whole seconds.
  package var rfc3339: String {
    let civil = self.civil
    let time = civil.time
    let clock = [time.hour, time.minute, time.second].map { Digits.padded($0, 2) }
    return "\(civil.date)T\(clock.joined(separator: ":"))+07:00"
  }

  package var civil: CivilDateTime { CivilDateTime(self) }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// Saturates instead of overflowing: an instant may come from another machine's wild clock.
  package func adding(milliseconds: Int64) -> Instant {
    let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
    return Instant(milliseconds: overflow ? (milliseconds > 0 ? .max : .min) : sum)
  }

  /// Splits ".25+07:00" into 250 and "+07:00"; digits beyond the millisecond are dropped.
  private static func fraction(_ rest: ArraySlice<UInt8>) -> (Int64, ArraySlice<UInt8>)? {
    guard rest.first == 0x2E else { return (0, rest) }
    let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    let three = Array((digits + [0x30, 0x30]).prefix(3))
    guard let value = Digits.value(three) else { return nil }
    return (Int64(value), rest.dropFirst(1 + digits.count))
  }

  /// Seconds east of UTC of "Z" or "±hh:mm".
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
    let bytes = Array(zone)
    if bytes == [0x5A] || bytes == [0x7A] { return 0 }
    guard bytes.count == 6, bytes[0] == 0x2B || bytes[0] == 0x2D, bytes[3] == 0x3A,
      let hours = Digits.value(bytes[1..<3]), hours < 24,
      let minutes = Digits.value(bytes[4..<6]), minutes < 60
    else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return bytes[0] == 0x2B ? seconds : -seconds
  }
}

extension Instant: CustomStringConvertible {
  package var description: String { rfc3339 }
}

extension Instant: Codable {
  package init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}
