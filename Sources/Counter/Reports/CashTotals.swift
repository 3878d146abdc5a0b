package import Dossiers
package import Identity
package import Sync

/// The unit's money of a month, in đồng: by the office's days, not by when it was written down.
package struct CashTotals: Sendable, Hashable {
  /// Signed sums of the cash book's lines.
  package private(set) var lines: [CashLine.Kind: Int] = [:]
  package private(set) var drawers = 0
  package private(set) var openDrawers = 0
  /// Counted less expected, of closed drawers.
  package private(set) var differences = 0
  /// Payments without cash that were booked and not taken back since.
  package private(set) var transfers = 0
  package private(set) var papers = 0

  package init(_ month: CivilMonth, _ book: CashBook, _ payments: [PaymentClaim]) {
    for drawer in book.drawers where month.contains(drawer.id.day) {
      drawers += 1
      for line in drawer.lines { lines[line.kind, default: 0] += line.amount }
      for line in drawer.erased { lines[.fee, default: 0] += line.amount }
      if let difference = drawer.difference { differences += difference } else { openDrawers += 1 }
    }
    for claim in payments where claim.counts && month.contains(claim.day) {
      switch claim.method {
      case .cash: break
      case .transfer: transfers += claim.amount.dong
      case .paper: papers += claim.amount.dong
      }
    }
  }

  package func sum(_ kind: CashLine.Kind) -> Int { lines[kind] ?? 0 }
  package var balance: Int { lines.values.reduce(0, +) }

  package var json: JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    return [
      "opening": number(sum(.opening)), "fees": number(sum(.fee)), "voids": number(sum(.void)),
      "refunds": number(sum(.refund)), "deposits": number(sum(.deposit)),
      "corrections": number(sum(.correction)), "balance": number(balance),
      "drawers": number(drawers), "openDrawers": number(openDrawers),
      "differences": number(differences), "transfers": number(transfers),
      "papers": number(papers),
    ]
  }
}
