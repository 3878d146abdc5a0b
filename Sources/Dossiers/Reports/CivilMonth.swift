/// A month of the calendar in Viet Nam, written "2026-11".
package struct CivilMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let first: CivilDate

  package init(containing date: CivilDate) { first = date.adding(days: 1 - date.day) }

  /// Reads exactly `yyyy-MM`; `nil` for anything else.
  package init?(_ text: String) {
    guard text.utf8.count == 7, let first = CivilDate(text + "-01") else { return nil }
    self.first = first
  }

  package var year: Int { first.year }
  package var month: Int { first.month }
  package var last: CivilDate {
    first.adding(days: CivilDate.days(inMonth: month, of: year) - 1)
  }

  package var previous: CivilMonth { CivilMonth(containing: first.adding(days: -1)) }
  package var next: CivilMonth { CivilMonth(containing: last.adding(days: 1)) }

  package var begins: Instant {
    CivilDateTime(date: first, time: TimeOfDay(uncheckedSeconds: 0)).instant
  }
  /// The first moment that is not in it any more.
  package var ends: Instant { next.begins }

  package func contains(_ day: CivilDate) -> Bool { (first...last).contains(day) }
  package func contains(_ instant: Instant) -> Bool { begins <= instant && instant < ends }

  package var description: String { String(first.description.prefix(7)) }

  package static func < (left: CivilMonth, right: CivilMonth) -> Bool { left.first < right.first }
}
