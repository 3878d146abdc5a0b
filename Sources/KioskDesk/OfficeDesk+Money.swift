import Counter
import Documents
import DossierStore
package import Dossiers
import Identity
package import KioskServer
import Sync

/// Fees of a dossier and the officer's drawer.
extension OfficeDesk {
  package func payment(_ code: String, _ caller: Caller) async throws -> PaymentSheet {
    let page = try await dossier(code, caller)
    return try await act(caller) { office, actor in
      let state = try office.state(code: code).state
      return try office.sheet(state, page, actor, caller.language)
    }
  }

  package func pay(_ code: String, _ step: PaymentStep, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      switch step {
      case .take(let method, let amount, let reference):
        guard let method = PaymentMethod(rawValue: method) else {
          throw DossierError(
            .badInput, vi: "Hãy chọn cách nộp tiền.", en: "Choose how it was paid.")
        }
        _ = try office.takePayment(
          code,
          PaymentRequest(method: method, amount: try Typed.amount(amount), reference: reference),
          by: actor)
      case .confirm(let entry):
        let claim = try Typed.entry(entry)
        let known = try office.state(code: code).state.payment.claim(claim)
        try office.confirmPayment(
          code, claim: claim, against: known?.method == .cash ? .count : .statement, by: actor)
      case .void(let entry, let reason):
        try office.voidPayment(code, claim: Typed.entry(entry), reason: reason, by: actor)
      case .refund(let entry, let reason):
        try office.refundPayment(
          code, claim: Typed.entry(entry), amount: nil, reason: reason, by: actor)
      case .number(let entry, let number):
        try office.giveReceiptNumber(
          code, claim: Typed.entry(entry), number: Self.receiptNumber(number), by: actor)
      }
    }
  }

  package func cash(_ day: CivilDate?, _ caller: Caller) async throws -> CashSheet {
    try await act(caller) { office, actor in
      try actor.require(.takeFees)
      return try office.sheet(day, actor, caller.language)
    }
  }

  package func cash(_ day: CivilDate?, _ step: CashStep, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      switch step {
      case .open(let amount): try office.openDrawer(Typed.sum(amount), by: actor)
      case .deposit(let amount, let to):
        try office.depositCash(Typed.sum(amount), to: to, on: day, by: actor)
      case .correct(let amount, let reason):
        let isNegative = amount.contains("-") || amount.contains("−")
        let plain = amount.filter { $0 != "-" && $0 != "−" && $0 != "+" }
        let sum = try Typed.sum(plain).dong
        try office.correctCash(
          isNegative ? -sum : sum, reason: reason, drawer: office.drawerID(of: actor, on: day),
          by: actor)
      case .count(let pieces):
        try office.countDrawer(Typed.notes(pieces), on: day, by: actor)
      case .close(let reason): try office.closeDay(day, reason: reason, by: actor)
      }
    }
  }
}

/// What people type about money.
private enum Typed {
  static func amount(_ text: String) throws -> Money? {
    text.allSatisfy(\.isWhitespace) ? nil : try sum(text)
  }

  static func sum(_ text: String) throws -> Money {
    guard let money = Money(typed: text) else {
      throw DossierError(
        .badInput, vi: "Số tiền ghi bằng chữ số, ví dụ 12.000.",
        en: "Write the amount in digits, such as 12000.")
    }
    return money
  }

  static func entry(_ text: String) throws -> EntryID {
    guard let id = EntryID(text) else {
      throw DossierError(.notFound, vi: "Không tìm thấy khoản nộp.", en: "No such payment.")
    }
    return id
  }

  static func notes(_ pieces: [Int: String]) throws -> Banknotes {
    try Banknotes(
      pieces.filter { !$0.value.isEmpty }.mapValues { text in
        guard text.utf8.count <= 6, let count = Int(text) else {
          throw DossierError(
            .badInput, vi: "Số tờ ghi bằng chữ số, ví dụ 12.",
            en: "Write the number of notes in digits, such as 12.")
        }
        return count
      })
  }
}

extension OneStopOffice {
  fileprivate func sheet(
    _ state: DossierState, _ page: DossierPage, _ actor: Actor, _ language: Language
  ) throws -> PaymentSheet {
    let payment = state.payment
    let officers = try officers()
    let code = paymentCode(state)
    let account = unit.paymentAccount
    let label = LocalizedText(vi: "Mã chuyển khoản", en: "Payment code")[language]
    return PaymentSheet(
      code: state.code, subject: page.subject, procedure: page.line.procedure,
      standing: payment.standing.name[language],
      charges: payment.lines.map {
        PaymentSheet.Charge(
          name: $0.name, amount: $0.amount.dong, full: $0.full.dong,
          exemption: [$0.exemption, $0.proof].compactMap(\.self).joined(separator: ": "))
      },
      paid: payment.claims.map { paid($0, actor, officers, language) }, due: payment.due.dong,
      outstanding: payment.outstanding.dong, overpaid: payment.overpaid.dong,
      qr: try code.map { try QRCode.svg($0, label: label) } ?? "",
      account: code == nil
        ? ""
        : [account?.bank, account?.number, account?.holder].compactMap(\.self)
          .filter { !$0.isEmpty }.joined(separator: " · "),
      mayTake: payment.outstanding > .zero && actor.may(.takeFees))
  }

  private func paid(
    _ claim: PaymentClaim, _ actor: Actor, _ officers: [OfficerState], _ language: Language
  ) -> PaymentSheet.Paid {
    let method: LocalizedText =
      switch claim.method {
      case .cash: LocalizedText(vi: "Tiền mặt", en: "Cash")
      case .transfer: LocalizedText(vi: "Chuyển khoản", en: "Transfer")
      case .paper: LocalizedText(vi: "Chứng từ", en: "Paper")
      }
    let what = [method[language], claim.reference].filter { !$0.isEmpty }.joined(separator: " ")
    let mayReconcile = actor.may(.reconcile)
    let isOwn = claim.actor == actor.id && claim.method == .cash && actor.may(.takeFees)
    return PaymentSheet.Paid(
      entry: claim.entry.description, what: what, amount: claim.amount.dong,
      who: name(ofActor: claim.actor, officers: officers)[language],
      time: Instant(milliseconds: claim.time), standing: standing(claim)[language],
      mayConfirm: claim.standing == .claimed && mayReconcile && claim.net > .zero,
      mayVoid: claim.counts && claim.refunds.isEmpty && (mayReconcile || isOwn),
      mayRefund: claim.net > .zero && mayReconcile, receipts: claim.receiptNumbers,
      mayNumber: claim.counts && claim.receiptNumbers.isEmpty && actor.may(.takeFees)
        && hasReceiptNumbers)
  }

  private func standing(_ claim: PaymentClaim) -> LocalizedText {
    let given = claim.refunds.reduce(0) { $0 + $1.amount.dong }
    if given > 0 {
      let sum = Money(dong: given).formatted
      return LocalizedText(vi: "Đã hoàn \(sum)", en: "\(sum) given back")
    }
    return switch claim.standing {
    case .claimed: LocalizedText(vi: "Chờ đối soát", en: "To be reconciled")
    case .confirmed: LocalizedText(vi: "Đã đối soát", en: "Reconciled")
    case .duplicate: LocalizedText(vi: "Trùng, không tính", en: "Duplicate, not counted")
    case .voided(let why): LocalizedText(vi: "Đã huỷ: \(why)", en: "Void: \(why)")
    }
  }

  private var hasReceiptNumbers: Bool { unit.receiptSeries?.ranges.isEmpty == false }

  /// Days the unit's book on the cash page goes back.
  private static let bookDays = 31

  fileprivate func sheet(_ day: CivilDate?, _ actor: Actor, _ language: Language) throws
    -> CashSheet
  {
    let book = try cashBook()
    let id = drawerID(of: actor, on: day)
    let drawer = book.drawer(id)
    let codes = try dossierCodes()
    let officers = try officers()
    let late = Set(drawer.late.map(\.entry))
    let since = now.civil.date.adding(days: -Self.bookDays)
    return CashSheet(
      day: id.day,
      lines: try drawer.lines.map { line in
        let code = line.dossier.flatMap { codes[$0] } ?? ""
        let words = [line.kind.name[language], line.text].filter { !$0.isEmpty }
        return CashSheet.Line(
          time: Instant(milliseconds: line.time), what: words.joined(separator: ": "),
          amount: line.amount, code: code,
          reference: try line.dossier.map { try reference(to: $0, code: code) } ?? "",
          isLate: late.contains(line.entry))
      }
        + drawer.erased.map {
          CashSheet.Line(
            time: Instant(milliseconds: drawer.closes.last?.time ?? 0),
            what: LocalizedText(vi: "Hồ sơ đã xoá dữ liệu", en: "Dossier erased")[language],
            amount: $0.amount, code: "", isLate: false)
        },
      expected: drawer.expected, pieces: drawer.counts.last?.notes.pieces ?? [:],
      counted: drawer.counts.last?.notes.total.dong, difference: drawer.difference,
      reason: drawer.closes.last?.reason ?? "", hasLate: !drawer.late.isEmpty,
      book: book.drawers.filter { $0.id.day >= since }.reversed().map {
        CashSheet.Drawer(
          day: $0.id.day, who: name(ofActor: $0.id.officer, officers: officers)[language],
          expected: $0.expected, difference: $0.difference, hasLate: !$0.late.isEmpty,
          isOwn: $0.id.officer == actor.id && $0.id.device == store.device)
      }, hasReceiptNumbers: hasReceiptNumbers)
  }
}
