/// Computes promised dates from a calendar, office hours and a unit's settings; nothing else.
package struct PromiseCalculator: Sendable {
  package let calendar: WorkCalendar
  package let hours: OfficeHours
  package let policy: PromisePolicy

  package init(calendar: WorkCalendar, hours: OfficeHours, policy: PromisePolicy) {
    self.calendar = calendar
    self.hours = hours
    self.policy = policy
  }

  /// The promise for a dossier received at `received` (R1 to R5).
  ///
  /// Throws one clear sentence when a day that matters is not in the calendar.
  package func promise(received: Instant, term: Term) throws -> PromisedDate {
    let reception = try Reception(at: received, calendar: calendar, hours: hours)
    var words = PromiseWords(calendar: calendar, year: reception.actual.date.year)
    words.received(reception)
    let start = reception.counted.date
    let end: CivilDate
    switch term.unit {
    case .sameDay:
      let isLate = isAfterCutOff(reception.counted.time, term)
      if isLate { words.late(after: term.cutOff) }
      end = isLate ? try calendar.nextWorkingDay(after: start) : start
      try words.daysOff(after: start, before: end)
    case .workingDay:
      end = try calendar.adding(workingDays: term.value, to: start)
      words.workingDays(term.value)
      try words.daysOff(after: start, before: end)
    case .calendarDay:
      end = start.adding(days: term.value)
      words.calendarDays(term.value)
    }
    let day = try words.movedOffDayOff(end)
    return finish(
      words, day: day, time: hour(for: term.rule, carrying: reception.counted.time),
      rule: term.rule, received: received, countedFrom: reception.counted, termEnds: end)
  }

  /// The new promise after a supplement: the clock stood still from `asked` until `received` and
  /// what was left of the term then runs on (R6).
  ///
  /// The day of the request counts as used up, as the day of reception does. What is left of the
  /// last day itself is given again only if the supplement comes no later in the day than the
  /// request did. A promise already broken when the supplement was asked stays as it was.
  package func resume(
    _ promise: PromisedDate, asked: Instant, received: Instant
  ) throws -> PromisedDate {
    guard received >= asked else {
      throw DossierError(
        .badInput, vi: "Giấy tờ bổ sung không thể nhận trước lúc yêu cầu bổ sung.",
        en: "A supplement cannot be received before it was asked for.")
    }
    let reception = try Reception(at: received, calendar: calendar, hours: hours)
    var words = PromiseWords(calendar: calendar, year: reception.actual.date.year)
    guard asked <= promise.due else {
      words.alreadyLate(CivilDateTime(promise.due))
      return finish(
        words, day: promise.due.civil.date, time: promise.due.civil.time, rule: promise.rule,
        received: received, countedFrom: reception.counted, termEnds: promise.termEnds)
    }
    words.supplement(reception, asked: asked.civil)
    let used = max(asked.civil.date, promise.countedFrom.civil.date)
    let start = reception.counted.date
    var end: CivilDate
    if promise.rule == .calendarDays {
      let left = max(0, promise.termEnds.dayNumber - used.dayNumber)
      words.left(left, .calendarDay)
      end = start.adding(days: left)
    } else {
      let left = try calendar.workingDays(after: used, through: promise.due.civil.date)
      words.left(left, .workingDay)
      end = try calendar.adding(workingDays: left, to: start)
    }
    let time = hour(for: promise.rule, carrying: promise.due.civil.time)
    let isTooLateToday =
      max(reception.counted.time, hours.opens) > max(asked.civil.time, hours.opens)
    if end == start, isTooLateToday || time < reception.counted.time {
      words.tooLateToday()
      end = try calendar.nextWorkingDay(after: start)
    }
    if promise.rule != .calendarDays { try words.daysOff(after: start, before: end) }
    let day = try words.movedOffDayOff(end)
    return finish(
      words, day: day, time: time, rule: promise.rule, received: received,
      countedFrom: reception.counted, termEnds: end)
  }

  /// The promise moved by the extension a procedure allows; counted from the day promised before.
  package func extend(
    _ promise: PromisedDate, by more: Term.Extension
  ) throws -> PromisedDate {
    let old = promise.due.civil
    var words = PromiseWords(calendar: calendar, year: old.date.year)
    words.extended(old, by: more)
    let end: CivilDate
    if more.unit == .calendarDay {
      end = old.date.adding(days: more.value)
    } else {
      end = try calendar.adding(workingDays: more.value, to: old.date)
      try words.daysOff(after: old.date, before: end)
    }
    let day = try words.movedOffDayOff(end)
    return finish(
      words, day: day, time: old.time, rule: promise.rule, received: promise.received,
      countedFrom: promise.countedFrom.civil, termEnds: end)
  }

  private func isAfterCutOff(_ time: TimeOfDay, _ term: Term) -> Bool {
    switch policy.cutOff ?? term.cutOffBelongsTo {
    case .before: time > term.cutOff
    case .after: time >= term.cutOff
    }
  }

  private func hour(for rule: PromiseRule, carrying time: TimeOfDay) -> TimeOfDay {
    policy.hour == .carryHour && rule != .sameDay ? time : hours.closes
  }

  private func finish(
    _ words: PromiseWords, day: CivilDate, time: TimeOfDay, rule: PromiseRule, received: Instant,
    countedFrom: CivilDateTime, termEnds: CivilDate
  ) -> PromisedDate {
    var words = words
    let due = CivilDateTime(date: day, time: time)
    words.promised(due)
    return PromisedDate(
      due: due.instant, rule: rule, calendarVersion: calendar.version, received: received,
      countedFrom: countedFrom.instant, termEnds: termEnds, steps: words.steps,
      usesEstimatedDays: words.usesEstimatedDays)
  }
}
