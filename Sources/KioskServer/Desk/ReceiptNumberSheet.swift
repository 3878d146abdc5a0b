package import Dossiers

/// Where the numbers of this machine's receipts stand, as the screen shows them.
package struct ReceiptNumberSheet: Sendable, Hashable {
  package struct Range: Sendable, Hashable {
    package var first: Int
    package var last: Int

    package init(first: Int, last: Int) {
      self.first = first
      self.last = last
    }
  }

  /// A number that was used and what for.
  package struct Line: Sendable, Hashable {
    package var number: Int
    package var time: Instant
    package var who: String
    /// The dossier it was given for; empty for a spoilt paper, and once the dossier is erased.
    package var code: String
    /// ``DossierLine/reference``
    package var reference: String
    /// Why the paper was spoilt; `nil` for one that was given.
    package var spoilt: String?

    package init(
      number: Int, time: Instant, who: String, code: String, reference: String, spoilt: String?
    ) {
      self.number = number
      self.time = time
      self.who = who
      self.code = code
      self.reference = reference
      self.spoilt = spoilt
    }
  }

  package var form: String
  package var series: String
  package var ranges: [Range]
  /// The number that comes next here; `nil` when all are used.
  package var next: Int?
  package var left: Int
  /// The highest number first.
  package var used: [Line]

  package init(
    form: String, series: String, ranges: [Range], next: Int?, left: Int, used: [Line]
  ) {
    self.form = form
    self.series = series
    self.ranges = ranges
    self.next = next
    self.left = left
    self.used = used
  }
}

/// Numbers of the province's receipts.
package protocol ReceiptNumberDesk: Sendable {
  /// - Throws: `refused` when the province gave this machine no numbers.
  func receiptNumbers(_ caller: Caller) async throws -> ReceiptNumberSheet
  /// - Parameter number: as typed.
  func spoilReceiptNumber(_ number: String, reason: String, _ caller: Caller) async throws
}
