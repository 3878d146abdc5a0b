/// How a unit tells residents; data of the unit.
package struct TellingPolicy: Sendable, Hashable, Codable {
  /// From then on in the evening nobody is sent a message …
  package let quietFrom: TimeOfDay
  /// … until then in the morning.
  package let quietUntil: TimeOfDay
  /// Whether messages keep their diacritics.
  package let diacritics: Bool
  /// Days after which a result nobody collected is mentioned again; 0 is never.
  package let reminderDays: Int

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case quietFrom, quietUntil, diacritics, reminderDays
  }

  package static let standard = TellingPolicy(
    quietFrom: TimeOfDay(uncheckedSeconds: 20 * 3600),
    quietUntil: TimeOfDay(uncheckedSeconds: 7 * 3600),
    diacritics: false, reminderDays: 5)

  private init(
    quietFrom: TimeOfDay, quietUntil: TimeOfDay, diacritics: Bool, reminderDays: Int
  ) {
    self.quietFrom = quietFrom
    self.quietUntil = quietUntil
    self.diacritics = diacritics
    self.reminderDays = reminderDays
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    let standard = Self.standard
    quietFrom =
      try container.decodeIfPresent(TimeOfDay.self, forKey: .quietFrom) ?? standard.quietFrom
    quietUntil =
      try container.decodeIfPresent(TimeOfDay.self, forKey: .quietUntil) ?? standard.quietUntil
    diacritics =
      try container.decodeIfPresent(Bool.self, forKey: .diacritics) ?? standard.diacritics
    reminderDays =
      try container.decodeIfPresent(Int.self, forKey: .reminderDays) ?? standard.reminderDays
    guard (0...365).contains(reminderDays) else {
      throw DossierError(
        .badInput, vi: "Số ngày nhắc lại phải từ 0 đến 365.",
        en: "The days before a reminder are 0 to 365.")
    }
  }

  /// When a message may go out: now, or when the quiet hours end.
  package func earliest(from now: Instant) -> Instant {
    let civil = now.civil
    let isQuiet =
      quietFrom <= quietUntil
      ? quietFrom <= civil.time && civil.time < quietUntil
      : civil.time >= quietFrom || civil.time < quietUntil
    guard isQuiet else { return now }
    let isMorning = civil.time < quietUntil
    let day = isMorning ? civil.date : civil.date.adding(days: 1)
    return CivilDateTime(date: day, time: quietUntil).instant
  }
}
