/// The day and hour an office promises a result, and why it is that day.
///
/// It is computed once, with the calendar known at reception. A calendar that changes later does
/// not move it: what was printed stands until an event recorded on the dossier replaces it.
package struct PromisedDate: Sendable, Hashable, Codable {
  package let due: Instant
  package let rule: PromiseRule
  package let calendarVersion: String
  package let received: Instant
  /// The moment the reception counts as: within the hours of a working day.
  package let countedFrom: Instant
  /// The last day of the term itself, before it was moved off a day without office hours.
  package let termEnds: CivilDate
  /// The explanation in clauses, from reception to the promise.
  package let steps: [LocalizedText]
  /// Whether a holiday not yet announced was counted.
  package let usesEstimatedDays: Bool

  package init(
    due: Instant, rule: PromiseRule, calendarVersion: String, received: Instant,
    countedFrom: Instant, termEnds: CivilDate, steps: [LocalizedText], usesEstimatedDays: Bool
  ) {
    self.due = due
    self.rule = rule
    self.calendarVersion = calendarVersion
    self.received = received
    self.countedFrom = countedFrom
    self.termEnds = termEnds
    self.steps = steps
    self.usesEstimatedDays = usesEstimatedDays
  }

  /// One sentence: "Nhận 15:10 thứ Hai 23/11, sau 15 giờ; …; hẹn thứ Tư 25/11/2026, 17:00."
  package var explanation: LocalizedText {
    LocalizedText(
      vi: steps.map(\.vi).joined(separator: "; ") + ".",
      en: steps.map(\.en).joined(separator: "; ") + ".")
  }
}
