import DossierStore
package import Dossiers
import Identity
package import Sync

/// Money an officer says came for a dossier.
package struct PaymentRequest: Sendable, Hashable {
  package var method: PaymentMethod
  /// `nil`: all that is still to be paid.
  package var amount: Money?
  /// What names a transfer or a paper; empty for cash.
  package var reference: String
  /// The office's day the money came; `nil`: today.
  package var day: CivilDate?

  package init(
    method: PaymentMethod, amount: Money? = nil, reference: String = "", day: CivilDate? = nil
  ) {
    self.method = method
    self.amount = amount
    self.reference = reference
    self.day = day
  }
}

extension OneStopOffice {
  /// Longest reference of a payment, in characters.
  package static let referenceLengthLimit = 60
  /// How far back a payment may be booked, in days.
  package static let lateBookingDays = 366

  /// Books money for a dossier: cash the officer took, or a payment somebody shows.
  ///
  /// The same transfer or paper booked again for the same dossier answers the claim it made first.
  /// - Throws: ``DossierError``; nothing has changed then.
  package func takePayment(_ code: String, _ request: PaymentRequest, by actor: Actor) throws
    -> PaymentClaim
  {
    try actor.require(.takeFees)
    try requireClock()
    let day = try bookingDay(request.day)
    let reference = try Self.checked(reference: request.reference, method: request.method)
    let (id, _) = try workableState(code: code)
    let elsewhere = try dossiersPaid(by: reference, method: request.method)
    let clock = clockSource()
    let entry = try store.write { writer -> EntryID in
      guard let state = try writer.state(of: id) else { throw Self.noPayment }
      try Self.checkOpen(state)
      let payment = state.payment
      let key = request.method == .cash ? "" : PaymentClaim.key(of: reference)
      if !key.isEmpty,
        let known = payment.claims.first(where: {
          $0.counts && $0.method != .cash && PaymentClaim.key(of: $0.reference) == key
        })
      {
        guard known.amount == request.amount ?? known.amount else {
          throw Self.refusal(
            "Chứng từ \(reference) đã ghi với số tiền \(known.amount.formatted).",
            "The reference \(reference) is booked already with \(known.amount.dong) đồng.")
        }
        return known.entry
      }
      if let other = elsewhere.first(where: { $0 != id }) {
        let name = try writer.state(of: other)?.code ?? other.description
        throw Self.refusal(
          "Chứng từ \(reference) đã ghi cho hồ sơ \(name).",
          "The reference \(reference) is booked already for the dossier \(name).")
      }
      let amount = try Self.amount(request.amount, of: payment)
      let act = PaymentAct.claimed(
        method: request.method, amount: amount, reference: reference, day: day)
      return try writer.append(draft(id, act), by: actor.id, clock: clock).id
    }
    try noteClock()
    guard let claim = try state(code: code).state.payment.claim(entry) else {
      throw Self.noPayment
    }
    return claim
  }

  /// Checks a claim against money somebody saw.
  package func confirmPayment(
    _ code: String, claim: EntryID, against check: PaymentCheck, reference: String = "",
    by actor: Actor
  ) throws {
    try actor.require(.reconcile)
    let note = try Self.checked(text: reference)
    try change(code, claim, by: actor) { known in
      switch known.standing {
      case .claimed: .confirmed(claim: claim, against: check, reference: note)
      case .confirmed: nil
      case .duplicate, .voided:
        throw Self.refusal(
          "Khoản nộp này không còn tính nên không thể đối soát.",
          "This payment does not count any more and cannot be reconciled.")
      }
    }
  }

  /// Takes back a claim nobody's money stands behind. Who took the cash may do so himself until
  /// his day is closed.
  package func voidPayment(_ code: String, claim: EntryID, reason: String, by actor: Actor) throws {
    let why = try Self.checked(reason: reason)
    let closed = try closedLines()
    try change(code, claim, by: actor) { known in
      let isOwn = known.actor == actor.id && known.method == .cash
      try actor.require(isOwn && !closed.contains(claim) ? .takeFees : .reconcile)
      guard known.refunds.isEmpty else {
        throw Self.refusal(
          "Khoản này đã hoàn tiền nên không thể huỷ.",
          "Money of this payment was given back, so it was no mistake.")
      }
      if case .voided = known.standing { return nil }
      return .voided(claim: claim, reason: why)
    }
  }

  /// Gives money back, wholly or in part; cash comes out of the drawer of who does it.
  package func refundPayment(
    _ code: String, claim: EntryID, amount: Money?, method: PaymentMethod = .cash, reason: String,
    by actor: Actor
  ) throws {
    try actor.require(.reconcile)
    try requireClock()
    let why = try Self.checked(reason: reason)
    let today = now.civil.date
    try change(code, claim, by: actor) { known in
      let left = known.net
      guard left > .zero else {
        throw Self.refusal(
          "Khoản này không còn tiền để hoàn.", "Nothing is left of this payment to give back.")
      }
      let sum = amount ?? left
      try sum.checkPayable()
      guard sum <= left else {
        throw Self.refusal(
          "Chỉ còn \(left.formatted) để hoàn, không phải \(sum.formatted).",
          "Only \(left.dong) đồng are left to give back, not \(sum.dong).")
      }
      return .refunded(claim: claim, method: method, amount: sum, day: today, reason: why)
    }
  }

  /// Says what is to be paid from now on, in place of what was said before.
  package func charge(_ code: String, lines: [ChargeLine], reason: String, by actor: Actor) throws {
    try actor.require(.takeFees)
    let why = try Self.checked(reason: reason)
    guard lines.count <= 50, Set(lines.map(\.id)).count == lines.count else {
      throw DossierError(
        .badInput, vi: "Mỗi khoản phải nộp ghi một lần, nhiều nhất 50 khoản.",
        en: "Each charge is named once, at most 50 of them.")
    }
    for line in lines where line.amount != .zero { try line.amount.checkPayable() }
    _ = try Self.checked(text: lines.map { $0.name + ($0.proof ?? "") }.joined())
    let (id, _) = try workableState(code: code)
    let clock = clockSource()
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      try Self.checkOpen(state)
      guard state.payment.lines != lines else { return }
      var entry = draft(id, .charged(lines: lines, reason: why))
      entry.replaces = state.payment.chargeHeads
      _ = try writer.append(entry, by: actor.id, clock: clock)
    }
  }

  /// Exempts from a fee after reception, on a proof that was shown.
  package func exempt(
    _ code: String, fee: String, exemption: String, proof: String, by actor: Actor
  ) throws {
    let (_, state) = try state(code: code)
    let procedure = try entry(of: state).procedure
    let known = procedure.fees.first { $0.id == fee }
    guard let known, let line = state.payment.lines.first(where: { $0.id == fee }) else {
      throw DossierError(
        .badInput, vi: "Hồ sơ \(state.code) không có khoản phí \(fee.prefix(40)).",
        en: "The dossier \(state.code) has no fee \(fee.prefix(40)).")
    }
    guard let exemption = known.exemptions.first(where: { $0.id == exemption }) else {
      let names = known.exemptions.map(\.id).joined(separator: ", ")
      throw DossierError(
        .badInput, vi: "Khoản \(known.name.vi) có các diện miễn: \(names).",
        en: "The fee \(known.name.en) knows these exemptions: \(names).")
    }
    let shown = try Self.checked(text: proof)
    guard !shown.isEmpty else {
      throw DossierError(
        .badInput,
        vi: "Hãy ghi giấy tờ chứng minh diện miễn: \(exemption.proof?.vi ?? exemption.name.vi).",
        en: "Say what was shown for the exemption: \(exemption.proof?.en ?? exemption.name.en).")
    }
    let free = ChargeLine(
      id: line.id, name: line.name, amount: .zero, full: line.full, exemption: exemption.name.vi,
      proof: shown)
    try charge(
      code, lines: state.payment.lines.map { $0.id == fee ? free : $0 },
      reason: exemption.name.vi, by: actor)
  }

  private func change(
    _ code: String, _ claim: EntryID, by actor: Actor,
    _ act: (PaymentClaim) throws -> PaymentAct?
  ) throws {
    let (id, _) = try state(code: code)
    let clock = clockSource()
    try store.write { writer in
      guard let known = try writer.state(of: id)?.payment.claim(claim) else {
        throw DossierError(
          .notFound, vi: "Hồ sơ \(code.prefix(48)) không có khoản nộp \(claim).",
          en: "The dossier \(code.prefix(48)) has no payment \(claim).")
      }
      if let act = try act(known) {
        _ = try writer.append(draft(id, act), by: actor.id, clock: clock)
      }
    }
    try noteClock()
  }

  func draft(_ dossier: EntryID, _ act: PaymentAct) -> EntryDraft {
    EntryDraft(
      kind: DossierKind.payment.rawValue, subject: .existing(dossier), body: act.body,
      replaces: [])
  }
}
