/// When a dossier counts as received: outside office hours it is the next opening (R3).
struct Reception {
  enum Shift: Hashable {
    case none, beforeOpening, lunch, afterClosing, dayOff
  }

  let actual: CivilDateTime
  let counted: CivilDateTime
  let shift: Shift

  init(at instant: Instant, calendar: WorkCalendar, hours: OfficeHours) throws {
    let actual = CivilDateTime(instant)
    self.actual = actual
    guard try calendar.isWorkingDay(actual.date) else {
      shift = .dayOff
      counted = CivilDateTime(
        date: try calendar.nextWorkingDay(after: actual.date), time: hours.opens)
      return
    }
    if actual.time < hours.opens {
      shift = .beforeOpening
      counted = CivilDateTime(date: actual.date, time: hours.opens)
    } else if actual.time > hours.closes {
      shift = .afterClosing
      counted = CivilDateTime(
        date: try calendar.nextWorkingDay(after: actual.date), time: hours.opens)
    } else if let session = hours.sessions.first(where: { actual.time <= $0.close }),
      actual.time < session.open
    {
      shift = .lunch
      counted = CivilDateTime(date: actual.date, time: session.open)
    } else {
      shift = .none
      counted = actual
    }
  }
}
