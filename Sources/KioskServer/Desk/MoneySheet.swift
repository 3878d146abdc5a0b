package import Dossiers

/// What the fee screen shows of one dossier.
package struct PaymentSheet: Sendable, Hashable {
  package struct Charge: Sendable, Hashable {
    package var name: String
    package var amount: Int
    package var full: Int
    /// The exemption with what was shown for it.
    package var exemption: String

    package init(name: String, amount: Int, full: Int, exemption: String) {
      self.name = name
      self.amount = amount
      self.full = full
      self.exemption = exemption
    }
  }

  package struct Paid: Sendable, Hashable {
    package var entry: String
    package var what: String
    package var amount: Int
    package var who: String
    package var time: Instant
    package var standing: String
    package var mayConfirm: Bool
    package var mayVoid: Bool
    package var mayRefund: Bool
    /// Numbered receipts given for it, with form and series.
    package var receipts: [String]
    /// Whether a receipt number can be given now.
    package var mayNumber: Bool

    package init(
      entry: String, what: String, amount: Int, who: String, time: Instant, standing: String,
      mayConfirm: Bool, mayVoid: Bool, mayRefund: Bool,
      receipts: [String], mayNumber: Bool
    ) {
      self.entry = entry
      self.what = what
      self.amount = amount
      self.who = who
      self.time = time
      self.standing = standing
      self.mayConfirm = mayConfirm
      self.mayVoid = mayVoid
      self.mayRefund = mayRefund
      self.receipts = receipts
      self.mayNumber = mayNumber
    }
  }

  package var code: String
  package var subject: String
  package var procedure: String
  package var standing: String
  package var charges: [Charge]
  package var paid: [Paid]
  package var due: Int
  package var outstanding: Int
  package var overpaid: Int
  /// The bank's payment code as an SVG element; empty without an account or a debt.
  package var qr: String
  /// Bank, account and holder, for people.
  package var account: String
  package var mayTake: Bool

  package init(
    code: String, subject: String, procedure: String, standing: String, charges: [Charge],
    paid: [Paid], due: Int, outstanding: Int, overpaid: Int, qr: String, account: String,
    mayTake: Bool
  ) {
    self.code = code
    self.subject = subject
    self.procedure = procedure
    self.standing = standing
    self.charges = charges
    self.paid = paid
    self.due = due
    self.outstanding = outstanding
    self.overpaid = overpaid
    self.qr = qr
    self.account = account
    self.mayTake = mayTake
  }
}

/// One thing done on the fee screen.
package enum PaymentStep: Sendable, Hashable {
  /// `method`: `cash`, `transfer` or `paper`; `amount` as typed, empty for all that is open.
  case take(method: String, amount: String, reference: String)
  case confirm(entry: String)
  case void(entry: String, reason: String)
  case refund(entry: String, reason: String)
  /// Gives the payment a receipt number: the next one if `number`, as typed, is empty.
  case number(entry: String, number: String)
}

/// What the cash screen shows of one drawer.
package struct CashSheet: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var time: Instant
    package var what: String
    /// Signed, in đồng.
    package var amount: Int
    package var code: String
    /// ``DossierLine/reference``
    package var reference: String
    package var isLate: Bool

    package init(
      time: Instant, what: String, amount: Int, code: String, reference: String = "", isLate: Bool
    ) {
      self.time = time
      self.what = what
      self.amount = amount
      self.code = code
      self.reference = reference
      self.isLate = isLate
    }
  }

  /// Another drawer, as the unit's book lists it.
  package struct Drawer: Sendable, Hashable {
    package var day: CivilDate
    package var who: String
    package var expected: Int
    package var difference: Int?
    package var hasLate: Bool
    package var isOwn: Bool

    package init(
      day: CivilDate, who: String, expected: Int, difference: Int?, hasLate: Bool, isOwn: Bool
    ) {
      self.day = day
      self.who = who
      self.expected = expected
      self.difference = difference
      self.hasLate = hasLate
      self.isOwn = isOwn
    }
  }

  package var day: CivilDate
  package var lines: [Line]
  package var expected: Int
  /// Pieces of the last count by value in đồng; empty before one.
  package var pieces: [Int: Int]
  package var counted: Int?
  /// Counted less the book; `nil` while the day is open.
  package var difference: Int?
  package var reason: String
  package var hasLate: Bool
  /// The newest first.
  package var book: [Drawer]
  /// Whether the province gave the unit numbers of its receipts.
  package var hasReceiptNumbers: Bool

  package init(
    day: CivilDate, lines: [Line], expected: Int, pieces: [Int: Int], counted: Int?,
    difference: Int?, reason: String, hasLate: Bool, book: [Drawer],
    hasReceiptNumbers: Bool
  ) {
    self.day = day
    self.lines = lines
    self.expected = expected
    self.pieces = pieces
    self.counted = counted
    self.difference = difference
    self.reason = reason
    self.hasLate = hasLate
    self.book = book
    self.hasReceiptNumbers = hasReceiptNumbers
  }
}

/// One thing done with one's drawer; amounts as typed.
package enum CashStep: Sendable, Hashable {
  case open(amount: String)
  case deposit(amount: String, to: String)
  case correct(amount: String, reason: String)
  case count(pieces: [Int: String])
  case close(reason: String)
}

/// Money at the counter: fees of a dossier and the officer's drawer.
package protocol MoneyDesk: Sendable {
  /// Needs a recorded view as ``Desk/dossier(_:_:)`` does.
  func payment(_ code: String, _ caller: Caller) async throws -> PaymentSheet
  func pay(_ code: String, _ step: PaymentStep, _ caller: Caller) async throws
  /// - Parameter day: `nil` is today.
  func cash(_ day: CivilDate?, _ caller: Caller) async throws -> CashSheet
  func cash(_ day: CivilDate?, _ step: CashStep, _ caller: Caller) async throws
}
