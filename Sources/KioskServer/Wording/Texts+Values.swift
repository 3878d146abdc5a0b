package import Dossiers

/// Dates, hours and money as the office writes them. Never by the system's locale.
extension Texts {
  /// `21/11/2026`.
  package func date(_ date: CivilDate) -> String {
    "\(Self.padded(date.day))/\(Self.padded(date.month))/\(date.year)"
  }

  /// `thứ Bảy, 21/11/2026`.
  package func longDate(_ date: CivilDate) -> String {
    "\(date.weekday.name[language]), \(self.date(date))"
  }

  /// `10:05`.
  package func time(_ time: TimeOfDay) -> String {
    "\(Self.padded(time.hour)):\(Self.padded(time.minute))"
  }

  /// `10:05, 21/11/2026`.
  package func moment(_ instant: Instant) -> String {
    let civil = instant.civil
    return "\(time(civil.time)), \(date(civil.date))"
  }

  /// `17:00 thứ Tư, 25/11/2026`.
  package func dueMoment(_ instant: Instant) -> String {
    let civil = instant.civil
    return "\(time(civil.time)) \(longDate(civil.date))"
  }

  /// Only the hour if it is today: `10:05`, else with the date.
  package func shortMoment(_ instant: Instant, today: CivilDate) -> String {
    let civil = instant.civil
    return civil.date == today ? time(civil.time) : moment(instant)
  }

  /// A length of time in its largest whole unit: `3 ngày`, `5 giờ`, `12 phút`.
  package func duration(minutes: Int) -> String {
    let (hours, days) = (minutes / 60, minutes / 1_440)
    if days > 0 { return self("format.days", ["days": String(days)]) }
    if hours > 0 { return self("format.hours", ["hours": String(hours)]) }
    return self("format.minutes", ["minutes": String(minutes)])
  }

  /// `12.000 đồng`, `VND 12,000`.
  package func money(_ amount: Int) -> String {
    self("format.money", ["amount": grouped(amount)])
  }

  /// `1,4 MB`, `340 KB`.
  package func size(_ bytes: Int) -> String {
    if bytes < 1_000_000 { return "\(max(1, bytes / 1_000)) KB" }
    let tenths = bytes / 100_000
    let point = language != .english ? "," : "."
    return "\(tenths / 10)\(point)\(tenths % 10) MB"
  }

  /// `1.204`, `1,204`.
  package func grouped(_ number: Int) -> String {
    let separator = language != .english ? "." : ","
    let digits = String(number.magnitude)
    var groups: [Substring] = []
    var rest = digits[...]
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    groups.insert(rest, at: 0)
    return (number < 0 ? "−" : "") + groups.joined(separator: separator)
  }

  private static func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
