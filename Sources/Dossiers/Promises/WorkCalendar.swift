/// Which days the offices of the state work, for a stated span of years.
///
/// Data, not computation: holidays are announced year by year and working Saturdays are swapped
/// in by decision, so a day outside the span is refused instead of guessed.
package struct WorkCalendar: Sendable, Hashable {
  package struct Holiday: Sendable, Hashable, Codable {
    package enum Status: String, Sendable, Hashable, Codable {
      case announced, estimated
    }
    package let date: CivilDate
    package let name: LocalizedText
    package let status: Status

    package init(date: CivilDate, name: LocalizedText, status: Status) {
      self.date = date
      self.name = name
      self.status = status
    }
  }

  /// A day of a weekend that is worked in exchange for another.
  package struct SwappedWorkingDay: Sendable, Hashable, Codable {
    package let date: CivilDate
    package let `for`: CivilDate

    package init(date: CivilDate, for other: CivilDate) {
      self.date = date
      self.for = other
    }
  }

  package struct Span: Sendable, Hashable, Codable {
    package let from: CivilDate
    package let to: CivilDate

    package init(from: CivilDate, to: CivilDate) {
      self.from = from
      self.to = to
    }
  }

  package enum DayKind: Sendable, Hashable {
    case working
    case swappedWorking(for: CivilDate)
    case weekend
    case holiday(name: LocalizedText, estimated: Bool)

    package var isWorking: Bool {
      switch self {
      case .working, .swappedWorking: true
      case .weekend, .holiday: false
      }
    }
  }

  package let version: String
  package let covers: Span
  private let holidays: [CivilDate: Holiday]
  private let swapped: [CivilDate: SwappedWorkingDay]

  package init(
    version: String, covers: Span, holidays: [Holiday], swappedWorkingDays: [SwappedWorkingDay]
  ) throws {
    self.version = version
    self.covers = covers
    self.holidays = Dictionary(holidays.map { ($0.date, $0) }) { first, _ in first }
    self.swapped = Dictionary(swappedWorkingDays.map { ($0.date, $0) }) { first, _ in first }
    guard !version.isEmpty, covers.from <= covers.to else {
      throw Self.invalid(
        vi: "Lịch làm việc phải có phiên bản và khoảng thời gian hợp lệ.",
        en: "A work calendar needs a version and a span of days.")
    }
    guard self.holidays.count == holidays.count, swapped.count == swappedWorkingDays.count else {
      throw Self.invalid(
        vi: "Lịch làm việc ghi một ngày hai lần.", en: "The work calendar lists a day twice.")
    }
    for date in Array(self.holidays.keys) + Array(swapped.keys) {
      guard (covers.from...covers.to).contains(date) else {
        throw Self.invalid(
          vi: "Ngày \(date) nằm ngoài khoảng thời gian của lịch.",
          en: "The day \(date) lies outside the span of the work calendar.")
      }
    }
    for date in swapped.keys where self.holidays[date] != nil || date.weekday < .saturday {
      throw Self.invalid(
        vi: "Ngày làm bù \(date) phải là thứ Bảy hoặc Chủ Nhật và không phải ngày lễ.",
        en: "The swapped working day \(date) must be on a weekend and not a holiday.")
    }
  }

  /// Refuses, with one clear sentence, a day for which the calendar holds nothing.
  package func kind(of date: CivilDate) throws -> DayKind {
    guard date >= covers.from, date <= covers.to else {
      throw DossierError(
        .refused,
        vi: "Lịch làm việc \(version) chỉ có từ \(covers.from) đến \(covers.to), chưa có ngày "
          + "\(date); hãy cập nhật lịch hoặc kiểm tra đồng hồ máy.",
        en: "The work calendar \(version) covers \(covers.from) to \(covers.to) and not \(date); "
          + "update the calendar or check the clock of this computer.")
    }
    if let swap = swapped[date] { return .swappedWorking(for: swap.for) }
    if let holiday = holidays[date] {
      return .holiday(name: holiday.name, estimated: holiday.status == .estimated)
    }
    return date.weekday >= .saturday ? .weekend : .working
  }

  package func isWorkingDay(_ date: CivilDate) throws -> Bool { try kind(of: date).isWorking }

  package func nextWorkingDay(after date: CivilDate) throws -> CivilDate {
    var day = date.adding(days: 1)
    while try !isWorkingDay(day) { day = day.adding(days: 1) }
    return day
  }

  /// The `count`-th working day after `date`; `date` itself for 0.
  package func adding(workingDays count: Int, to date: CivilDate) throws -> CivilDate {
    precondition(count >= 0, "working days are counted forwards")
    var day = date
    for _ in 0..<count { day = try nextWorkingDay(after: day) }
    return day
  }

  /// How many working days lie after `start` up to and including `end`.
  package func workingDays(after start: CivilDate, through end: CivilDate) throws -> Int {
    var count = 0
    var day = start.adding(days: 1)
    while day <= end {
      if try isWorkingDay(day) { count += 1 }
      day = day.adding(days: 1)
    }
    return count
  }

  private static func invalid(vi: String, en: String) -> DossierError {
    DossierError(.badInput, vi: vi, en: en)
  }
}

extension WorkCalendar: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, covers, holidays, swappedWorkingDays
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      version: container.decode(String.self, forKey: .version),
      covers: container.decode(Span.self, forKey: .covers),
      holidays: container.decode([Holiday].self, forKey: .holidays),
      swappedWorkingDays: container.decode([SwappedWorkingDay].self, forKey: .swappedWorkingDays))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(version, forKey: .version)
    try container.encode(covers, forKey: .covers)
    try container.encode(holidays.values.sorted { $0.date < $1.date }, forKey: .holidays)
    try container.encode(
      swapped.values.sorted { $0.date < $1.date }, forKey: .swappedWorkingDays)
  }
}
