/// A day and a wall-clock time in Viet Nam (UTC+07:00 all year).
package struct CivilDateTime: Sendable, Hashable, Comparable, Codable {
  package var date: CivilDate
  package var time: TimeOfDay

  package init(date: CivilDate, time: TimeOfDay) {
    self.date = date
    self.time = time
  }

  /// The wall clock at `instant`; fractions of a second are dropped.
  package init(_ instant: Instant) {
    let local = Self.floorDivide(instant.milliseconds, 1000) + Self.offsetSeconds
    let day = Self.floorDivide(local, Int64(TimeOfDay.secondsPerDay))
    self.date = CivilDate(dayNumber: Int(day))
    self.time = TimeOfDay(uncheckedSeconds: Int(local - day * Int64(TimeOfDay.secondsPerDay)))
  }

  package var instant: Instant {
    let local = Int64(date.dayNumber) * Int64(TimeOfDay.secondsPerDay) + Int64(time.seconds)
    return Instant(milliseconds: (local - Self.offsetSeconds) * 1000)
  }

  package static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
    (left.date, left.time) < (right.date, right.time)
  }

  /// Viet Nam keeps UTC+07:00 without daylight saving time.
  static let offsetSeconds: Int64 = 7 * 3600

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}

extension CivilDateTime: CustomStringConvertible {
  package var description: String { "\(date) \(time)" }
}
