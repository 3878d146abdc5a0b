/// Days as people at the counter say and write them.
package enum Spoken {
  /// "thứ Tư 25/11/2026" and "Wednesday 25/11/2026".
  package static func date(_ date: CivilDate) -> LocalizedText {
    LocalizedText(
      vi: "\(date.weekday.name.vi) \(full(date))", en: "\(date.weekday.name.en) \(full(date))")
  }

  /// The same without the year when it is `year`: "thứ Hai 23/11".
  package static func date(_ date: CivilDate, omittingYear year: Int) -> LocalizedText {
    guard date.year == year else { return Self.date(date) }
    return LocalizedText(
      vi: "\(date.weekday.name.vi) \(short(date))", en: "\(date.weekday.name.en) \(short(date))")
  }

  /// "25/11"
  package static func short(_ date: CivilDate) -> String { "\(date.day)/\(date.month)" }

  /// "25/11/2026"
  package static func full(_ date: CivilDate) -> String { "\(short(date))/\(date.year)" }

  /// "15:10 25/11/2026"
  package static func moment(_ instant: Instant) -> String {
    "\(instant.civil.time.toMinute) \(full(instant.civil.date))"
  }
}

extension TimeOfDay {
  /// "15:10", whatever the seconds.
  package var toMinute: String { "\(Digits.padded(hour, 2)):\(Digits.padded(minute, 2))" }
}
