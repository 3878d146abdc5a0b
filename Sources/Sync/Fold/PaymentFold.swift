import Dossiers
import Identity

/// What is paid for a dossier. Claims made at once are all kept: money that came twice is shown as
/// overpaid and never dropped; only claims that name the same payment count once.
struct PaymentFold {
  private var charges = Versions<[ChargeLine]>()
  private var claims: [EntryID: PaymentClaim] = [:]
  private var later: [(entry: Entry, act: PaymentAct)] = []
  private var first: EntryID?
  private(set) var named: Set<EntryID> = []

  mutating func takeReceived(_ entry: Entry, _ fee: JSONValue?) {
    first = entry.id
    charges.add(
      (fee?["lines"]?.array ?? []).compactMap(ChargeLine.init), by: entry.id, over: [])
  }

  mutating func take(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let act = PaymentAct(body) else { return false }
    switch act {
    case .charged(let lines, _):
      charges.add(lines, by: entry.id, over: entry.head.replaces + [first].compactMap(\.self))
    case .claimed(let method, let amount, let reference, let day):
      claims[entry.id] = PaymentClaim(
        entry: entry.id, method: method, amount: amount, reference: reference, day: day,
        time: entry.head.time, actor: entry.head.actor, standing: .claimed)
    case .confirmed, .voided, .refunded, .numbered:
      if let claim = act.claim { named.insert(claim) }
      later.append((entry, act))
    }
    return true
  }

  func finish(_ state: inout DossierState) {
    var payment = PaymentState()
    let heads = charges.heads
    let standing = heads.compactMap { charges.nodes[$0]?.value }
    payment.chargeHeads = heads
    payment.chargesDiffer = Set(standing).count > 1
    // A resident is never asked for the larger of two sums because two offices disagree.
    payment.lines = standing.min { total($0) < total($1) } ?? []
    payment.claims = judged()
    state.payment = payment
  }

  private func total(_ lines: [ChargeLine]) -> Int { lines.reduce(0) { $0 + $1.amount.dong } }

  /// Claims with what was said about them. A claim called a mistake stays one, whoever else checked
  /// it: the careful word stands, and the money shows up as missing until it is claimed again.
  private func judged() -> [PaymentClaim] {
    var result = claims
    for (entry, act) in later {
      switch act {
      case .confirmed(let id, let check, _):
        if result[id]?.standing == .claimed { result[id]?.standing = .confirmed(check) }
      case .refunded(let id, let method, let amount, let day, let reason):
        result[id]?.refunds.append(
          PaymentClaim.Refund(
            entry: entry.id, method: method, amount: amount, day: day, reason: reason,
            actor: entry.head.actor, time: entry.head.time))
      case .numbered(let id, let form, let series, let number):
        result[id]?.receiptNumbers.append("\(form) \(series) \(number)")
      case .voided, .charged, .claimed: break
      }
    }
    for case (_, .voided(let id, let reason)) in later {
      if case .voided = result[id]?.standing { continue }
      result[id]?.standing = .voided(reason: reason)
    }
    markDuplicates(&result)
    return result.values.sorted { $0.entry < $1.entry }
  }

  /// Of claims that name one payment the one that was checked stands, else the lowest entry id.
  private func markDuplicates(_ claims: inout [EntryID: PaymentClaim]) {
    let named = claims.values.filter { $0.counts && !$0.key.isEmpty }
    for (_, group) in Dictionary(grouping: named, by: \.key) where group.count > 1 {
      let order = group.sorted {
        ($0.isConfirmed ? 0 : 1, $0.entry) < ($1.isConfirmed ? 0 : 1, $1.entry)
      }
      guard let kept = order.first else { continue }
      for claim in order.dropFirst() {
        claims[claim.entry]?.standing = .duplicate(of: kept.entry)
      }
    }
  }
}

extension PaymentClaim {
  /// Equal for claims that name the same payment; empty for cash, of which every note counts.
  var key: String { method == .cash ? "" : Self.key(of: reference) }

  /// A reference without spaces and signs, in capitals: people copy it by hand.
  package static func key(of reference: String) -> String {
    String(reference.uppercased().filter { $0.isLetter || $0.isNumber })
  }
}
