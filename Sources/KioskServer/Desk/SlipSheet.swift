package import Dossiers

/// Emergency slips, as the screen lists them.
package struct SlipSheet: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var code: String
    package var printedAt: Instant
    /// Whole days since then.
    package var days: Int
    /// What became of it, in words; empty while it is neither booked nor ended.
    package var standing: String

    package init(code: String, printedAt: Instant, days: Int, standing: String) {
      self.code = code
      self.printedAt = printedAt
      self.days = days
      self.standing = standing
    }
  }

  package struct Choice: Sendable, Hashable {
    package var code: String
    package var name: String

    package init(code: String, name: String) {
      self.code = code
      self.name = name
    }
  }

  /// Neither booked nor ended, the oldest first.
  package var open: [Line]
  /// Booked or ended, the newest first.
  package var closed: [Line]
  /// What may be received.
  package var procedures: [Choice]
  /// Ways in which an unused slip ends, with their names.
  package var ends: [Choice]

  package init(open: [Line], closed: [Line], procedures: [Choice], ends: [Choice]) {
    self.open = open
    self.closed = closed
    self.procedures = procedures
    self.ends = ends
  }
}

/// What an officer says when a slip is booked.
package struct SlipEntry: Sendable, Hashable {
  package var slip: String
  package var procedure: String
  package var receivedAt: Instant
  package var reason: String
  package var isOtherMachineGone: Bool

  package init(
    slip: String, procedure: String, receivedAt: Instant, reason: String,
    isOtherMachineGone: Bool
  ) {
    self.slip = slip
    self.procedure = procedure
    self.receivedAt = receivedAt
    self.reason = reason
    self.isOtherMachineGone = isOtherMachineGone
  }
}

/// Emergency slips.
package protocol SlipDesk: Sendable {
  func slips(_ caller: Caller) async throws -> SlipSheet
  /// Takes codes and answers the slips as PDF.
  func printSlips(_ count: Int, _ caller: Caller) async throws -> Document
  /// Opens a draft that is booked from a slip; answers its id.
  func startDraft(from slip: SlipEntry, _ caller: Caller) async throws -> String
  func endSlip(_ code: String, as end: String, reason: String, _ caller: Caller) async throws
}
