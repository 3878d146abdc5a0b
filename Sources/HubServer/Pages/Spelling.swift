import Dossiers

/// Dates and times as people of each language read them.
enum Spelling {
  /// "14:05, 21/11/2026" or "14:05, 21 Nov 2026".
  static func moment(_ milliseconds: Int64, _ language: Language) -> String {
    let civil = Instant(milliseconds: milliseconds).civil
    return "\(clock(civil.time)), \(day(civil.date, language))"
  }

  /// "12 phút", "3 giờ 5 phút", "2 ngày 4 giờ"; the two largest parts.
  static func duration(minutes: Int, _ language: Language) -> String {
    let isEnglish = language == .english
    let (day, hour, minute) = isEnglish ? ("d", "h", "min") : ("ngày", "giờ", "phút")
    let parts = [
      (minutes / 1440, day), (minutes / 60 % 24, hour), (minutes % 60, minute),
    ].drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }
    return parts.isEmpty ? "0 \(minute)" : parts.map { "\($0) \($1)" }.joined(separator: " ")
  }

  static func day(_ date: CivilDate, _ language: Language) -> String {
    language == .english
      ? "\(date.day) \(months[date.month - 1]) \(date.year)"
      : "\(two(date.day))/\(two(date.month))/\(date.year)"
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func clock(_ time: TimeOfDay) -> String { "\(two(time.hour)):\(two(time.minute))" }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
