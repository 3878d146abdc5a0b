package import Dossiers
import Identity

/// Where the paying of a dossier stands; an axis of its own beside the business state.
package enum PaymentStanding: String, Sendable, Hashable, CaseIterable {
  case nothingDue, due
  /// Everything due is said to be paid; not all of it was checked against money.
  case claimed
  case paid
  /// Money came and was given back.
  case refunded

  package var name: LocalizedText {
    switch self {
    case .nothingDue: LocalizedText(vi: "Không phải nộp", en: "Nothing to pay")
    case .due: LocalizedText(vi: "Chưa nộp đủ", en: "To be paid")
    case .claimed: LocalizedText(vi: "Đã nộp, chờ đối soát", en: "Paid, to be reconciled")
    case .paid: LocalizedText(vi: "Đã nộp, đã đối soát", en: "Paid and reconciled")
    case .refunded: LocalizedText(vi: "Đã hoàn tiền", en: "Refunded")
    }
  }
}

/// One statement that money came, with all that was said about it since.
package struct PaymentClaim: Sendable, Hashable {
  package enum Standing: Sendable, Hashable {
    case claimed
    case confirmed(PaymentCheck)
    /// It names the same payment as this one and does not count.
    case duplicate(of: EntryID)
    /// No money came.
    case voided(reason: String)
  }

  package struct Refund: Sendable, Hashable {
    package let entry: EntryID
    package let method: PaymentMethod
    package let amount: Money
    package let day: CivilDate
    package let reason: String
    package let actor: String
    /// Milliseconds.
    package let time: Int64
  }

  package let entry: EntryID
  package let method: PaymentMethod
  package let amount: Money
  package let reference: String
  /// The office's day, by which the cash book has it.
  package let day: CivilDate
  /// Milliseconds, as its author's clock said.
  package let time: Int64
  package let actor: String
  package internal(set) var standing: Standing
  package internal(set) var refunds: [Refund] = []
  /// Form, series and number of the receipts given for it.
  package internal(set) var receiptNumbers: [String] = []

  /// Whether its money counts.
  package var counts: Bool {
    switch standing {
    case .claimed, .confirmed: true
    case .duplicate, .voided: false
    }
  }

  package var isConfirmed: Bool { if case .confirmed = standing { true } else { false } }

  /// What is left of it after refunds; nothing of one that does not count.
  package var net: Money {
    guard counts else { return .zero }
    return Money(dong: max(0, amount.dong - refunds.reduce(0) { $0 + $1.amount.dong }))
  }
}

/// What is to be paid for a dossier and what was, as its entries say.
package struct PaymentState: Sendable, Hashable {
  package internal(set) var lines: [ChargeLine] = []
  /// What the next change of the charges replaces.
  package internal(set) var chargeHeads: [EntryID] = []
  /// Whether two offices said at once what is to be paid; the smaller sum stands.
  package internal(set) var chargesDiffer = false
  /// By entry id.
  package internal(set) var claims: [PaymentClaim] = []

  package init() {}

  package var due: Money { sum(lines.map(\.amount)) }
  /// What came and was not given back.
  package var received: Money { sum(claims.map(\.net)) }
  package var confirmed: Money { sum(claims.filter(\.isConfirmed).map(\.net)) }
  package var outstanding: Money { Money(dong: max(0, due.dong - received.dong)) }
  package var overpaid: Money { Money(dong: max(0, received.dong - due.dong)) }

  package var standing: PaymentStanding {
    if received == .zero, claims.contains(where: { $0.counts && !$0.refunds.isEmpty }) {
      return .refunded
    }
    if received < due { return .due }
    if received == .zero { return .nothingDue }
    // Money beyond what is due is unfinished business as well until somebody saw it.
    return confirmed == received ? .paid : .claimed
  }

  package func claim(_ entry: EntryID) -> PaymentClaim? { claims.first { $0.entry == entry } }

  private func sum(_ amounts: [Money]) -> Money { amounts.reduce(.zero, +) }
}
