import DossierStore
import Dossiers
import Identity
import Sync

/// The payment axis and the business state meet here: status 6 asks for what the journal says is
/// due, and leaving it rests on what the journal says was paid.
extension OneStopOffice {
  /// What is to be paid, one charge on a line; `nil` when the journal knows of nothing.
  static func amountsDue(_ payment: PaymentState) -> String? {
    guard payment.outstanding > .zero else { return nil }
    return payment.lines.filter { $0.amount > .zero }
      .map { "\($0.name): \($0.amount.formatted)" }.joined(separator: "\n")
  }

  /// The proof that nothing is open; `nil` when something is, or nothing was ever paid.
  static func paymentProof(_ payment: PaymentState) -> String? {
    guard payment.outstanding == .zero, payment.received > .zero else { return nil }
    return payment.claims.filter(\.counts).map { claim in
      let method =
        switch claim.method {
        case .cash: "tiền mặt"
        case .transfer: "chuyển khoản \(claim.reference)"
        case .paper: "chứng từ \(claim.reference)"
        }
      return "\(claim.net.formatted), \(method), ngày \(Spoken.short(claim.day))"
    }.joined(separator: "\n")
  }

  /// Leaving status 6 on a paper that was shown, while the journal still has something open: the
  /// paper is booked as a claim, so that the two axes do not contradict each other.
  func claim(onProof proof: String?, leaving state: DossierState, to: DossierStatus)
    -> PaymentAct?
  {
    let open = state.payment.outstanding
    guard state.status == DossierStatus.paymentAsked.rawValue, open > .zero,
      to == .registered || to == .received || to == .processing, let proof,
      !PaymentClaim.key(of: proof).isEmpty
    else { return nil }
    let line = proof.split(separator: "\n").first.map(String.init) ?? proof
    return .claimed(
      method: .paper, amount: open, reference: String(line.prefix(Self.referenceLengthLimit)),
      day: now.civil.date)
  }
}
