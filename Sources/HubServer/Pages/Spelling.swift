import Dossiers

/// Dates and times as people of each language read them.
enum Spelling {
  /// "14:05, 21/11/2026" or "14:05, 21 Nov 2026".
  static func moment(_ milliseconds: Int64, _ language: Language) -> String {
    let civil = Instant(milliseconds: milliseconds).civil
    return "\(clock(civil.time)), \(day(civil.date, language))"
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
