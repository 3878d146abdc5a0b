/// To which side of the cut-off its own second belongs: the law says "sau 15 giờ" (after 15:00),
/// some systems in use count 15:00:00 itself as late.
package enum CutOff: String, Sendable, Hashable, Codable {
  /// Received at 15:00:00 sharp is still in time.
  case before
  /// Received at 15:00:00 sharp is late.
  case after
}

/// The hour a unit prints beside the promised day.
package enum PromiseHour: String, Sendable, Hashable, Codable {
  /// The close of the office on that day.
  case closeOfSession
  /// The hour at which the dossier counts as received.
  case carryHour
}

/// A unit's settings for promised dates.
package struct PromisePolicy: Sendable, Hashable {
  package let hour: PromiseHour
  /// Overrides what the procedure says about the cut-off second.
  package let cutOff: CutOff?

  package init(hour: PromiseHour = .closeOfSession, cutOff: CutOff? = nil) {
    self.hour = hour
    self.cutOff = cutOff
  }
}

/// Rules by which a promise is computed, by their names in the domain notes.
package enum PromiseRule: String, Sendable, Hashable, Codable {
  /// A term in working days.
  case workingDays = "R1"
  /// A term in calendar days.
  case calendarDays = "R4"
  /// The same day, or the next working day after the cut-off.
  case sameDay = "R5"
}
