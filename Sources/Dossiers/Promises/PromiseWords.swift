/// Collects the clauses that explain a promise while it is computed.
struct PromiseWords {
  let calendar: WorkCalendar
  /// The year that need not be said.
  let year: Int
  private(set) var steps: [LocalizedText] = []
  private(set) var usesEstimatedDays = false

  init(calendar: WorkCalendar, year: Int) {
    self.calendar = calendar
    self.year = year
  }

  mutating func received(_ reception: Reception) {
    add("Nhận \(clock(reception.actual))", "Received \(clockEn(reception.actual))")
    explain(reception)
  }

  mutating func supplement(_ reception: Reception, asked: CivilDateTime) {
    add(
      "Yêu cầu bổ sung \(clock(asked)), thời hạn tạm dừng",
      "Supplement asked \(clockEn(asked)), the clock stopped")
    add(
      "nhận bổ sung \(clock(reception.actual))", "supplement received \(clockEn(reception.actual))")
    explain(reception)
  }

  private mutating func explain(_ reception: Reception) {
    let counted = reception.counted
    let why: LocalizedText
    switch reception.shift {
    case .none: return
    case .beforeOpening: why = LocalizedText(vi: "trước giờ làm việc", en: "before opening")
    case .lunch: why = LocalizedText(vi: "trong giờ nghỉ trưa", en: "in the lunch break")
    case .afterClosing: why = LocalizedText(vi: "sau giờ làm việc", en: "after closing")
    case .dayOff: why = LocalizedText(vi: "ngày nghỉ", en: "a day off")
    }
    let isSameDay = counted.date == reception.actual.date
    extendLast(
      vi: ", \(why.vi), tính từ \(isSameDay ? "\(counted.time)" : clock(counted))",
      en: ", \(why.en), counted from \(isSameDay ? "\(counted.time)" : clockEn(counted))")
  }

  mutating func late(after cutOff: TimeOfDay) {
    let hour = cutOff.minute == 0 && cutOff.second == 0 ? "\(cutOff.hour) giờ" : "\(cutOff)"
    extendLast(vi: ", sau \(hour)", en: ", after \(cutOff)")
  }

  mutating func workingDays(_ count: Int) {
    add("thời hạn \(count) ngày làm việc", "term of \(english(count, "working day"))")
  }

  mutating func calendarDays(_ count: Int) {
    add("thời hạn \(count) ngày", "term of \(english(count, "day"))")
  }

  mutating func left(_ count: Int, _ unit: Term.Unit) {
    if unit == .calendarDay {
      add("còn \(count) ngày", "\(english(count, "day")) left")
    } else {
      add("còn \(count) ngày làm việc", "\(english(count, "working day")) left")
    }
  }

  mutating func tooLateToday() {
    extendLast(vi: ", chuyển sang ngày làm việc tiếp theo", en: ", so the next working day")
  }

  mutating func alreadyLate(_ due: CivilDateTime) {
    add(
      "Hồ sơ đã quá hạn \(clock(due)) khi yêu cầu bổ sung, ngày hẹn không đổi",
      "The promise for \(clockEn(due)) was already missed when the supplement was asked")
  }

  mutating func extended(_ old: CivilDateTime, by more: Term.Extension) {
    let isCalendar = more.unit == .calendarDay
    add("Hẹn cũ \(clock(old))", "Promised before \(clockEn(old))")
    add(
      "gia hạn \(more.value) \(isCalendar ? "ngày" : "ngày làm việc"): \(more.when.vi)",
      "extended by \(english(more.value, isCalendar ? "day" : "working day")): \(more.when.en)")
  }

  mutating func promised(_ due: CivilDateTime) {
    let day = Spoken.date(due.date)
    add("hẹn \(day.vi), \(due.time)", "promised \(day.en), \(due.time)")
  }

  /// The first working day from `end` on, saying so if that is another day (R4).
  mutating func movedOffDayOff(_ end: CivilDate) throws -> CivilDate {
    guard try !calendar.isWorkingDay(end) else { return end }
    let next = try calendar.nextWorkingDay(after: end)
    let day = Spoken.date(end, omittingYear: year)
    add("hết hạn \(day.vi)", "the term ends \(day.en)")
    try daysOff(after: end.adding(days: -1), before: next)
    return next
  }

  /// Names what lies strictly between two days and is out of the ordinary: holidays as runs,
  /// weekends once, swapped working days.
  mutating func daysOff(after start: CivilDate, before end: CivilDate) throws {
    var weekendDays: [CivilDate] = []
    var run: HolidayRun?
    var day = start.adding(days: 1)
    while day <= end {
      switch try calendar.kind(of: day) {
      case .holiday(let name, let estimated) where day < end:
        usesEstimatedDays = usesEstimatedDays || estimated
        if let open = run, open.name == name, open.last.adding(days: 1) == day {
          run?.last = day
        } else {
          flush(&run)
          run = HolidayRun(first: day, last: day, name: name, estimated: estimated)
        }
      case .weekend where day < end: weekendDays.append(day)
      case .swappedWorking(let other):
        flush(&run)
        let (made, off) = (Spoken.date(day, omittingYear: year), Spoken.short(other))
        add("\(made.vi) làm bù cho \(off)", "\(made.en) is worked in exchange for \(off)")
      default: break
      }
      day = day.adding(days: 1)
    }
    flush(&run)
    weekends(weekendDays)
  }

  private mutating func weekends(_ days: [CivilDate]) {
    guard let first = days.first else { return }
    if days.count == 1 {
      let day = Spoken.date(first, omittingYear: year)
      add("\(day.vi) nghỉ", "\(day.en) is off")
    } else {
      add("thứ Bảy, Chủ Nhật nghỉ", "Saturdays and Sundays are off")
    }
  }

  private struct HolidayRun {
    let first: CivilDate
    var last: CivilDate
    let name: LocalizedText
    let estimated: Bool
  }

  private mutating func flush(_ run: inout HolidayRun?) {
    guard let done = run else { return }
    run = nil
    let note =
      done.estimated ? LocalizedText(vi: ", dự kiến", en: ", not yet announced") : nil
    let from = Spoken.date(done.first, omittingYear: year)
    let to = Spoken.date(done.last, omittingYear: year)
    let isOne = done.first == done.last
    add(
      "\(isOne ? from.vi : "\(from.vi) đến \(to.vi)") nghỉ (\(done.name.vi)\(note?.vi ?? ""))",
      "\(isOne ? "\(from.en) is" : "\(from.en) to \(to.en) are") off "
        + "(\(done.name.en)\(note?.en ?? ""))")
  }

  private func clock(_ moment: CivilDateTime) -> String {
    "\(moment.time.toMinute) \(Spoken.date(moment.date, omittingYear: year).vi)"
  }

  private func clockEn(_ moment: CivilDateTime) -> String {
    "\(moment.time.toMinute) \(Spoken.date(moment.date, omittingYear: year).en)"
  }

  private func english(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private mutating func add(_ vi: String, _ en: String) {
    steps.append(LocalizedText(vi: vi, en: en))
  }

  private mutating func extendLast(vi: String, en: String) {
    precondition(!steps.isEmpty, "there is a clause to extend")
    steps[steps.count - 1].vi += vi
    steps[steps.count - 1].en += en
  }
}
