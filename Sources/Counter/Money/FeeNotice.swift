package import Dossiers
package import Identity
package import Sync

/// What a fee notice (thông báo phí) says. It is no receipt: it has no number, unless the province
/// hands numbers out and one was given for a payment.
package struct FeeNotice: Sendable, Hashable {
  package let unitName: String
  package let superior: String
  package let place: String
  package let date: CivilDate
  package let dossierCode: String
  package let procedure: String
  package let payer: String
  package let payerAddress: String
  package let lines: [ChargeLine]
  package let total: Money
  package let received: Money
  package let outstanding: Money
  package let standing: PaymentStanding
  /// The text of the bank's payment code for what is open; `nil` without an account or a debt.
  package let paymentCode: String?
  package let account: PaymentAccount?
  /// Form, series and number of receipts the province's series gave.
  package let receiptNumbers: [String]
  package let officer: String

  /// The sum in words, as papers have it.
  package var totalInWords: String { total.inWords }

  package static let noReceipt = LocalizedText(
    vi: "Giấy này là thông báo nộp phí, lệ phí, không phải biên lai.",
    en: "This is a notice of fees, not a receipt.")

  package var json: JSONValue {
    [
      "unit": .string(unitName), "code": .string(dossierCode), "procedure": .string(procedure),
      "date": .string(date.description), "payer": .string(payer),
      "address": .string(payerAddress), "lines": .array(lines.map(\.json)),
      "total": .integer(Int64(total.dong)), "inWords": .string(totalInWords),
      "received": .integer(Int64(received.dong)),
      "outstanding": .integer(Int64(outstanding.dong)), "standing": .string(standing.rawValue),
      "paymentCode": paymentCode.map { .string($0) } ?? .null,
      "receiptNumbers": .array(receiptNumbers.map { .string($0) }),
      "note": .string(receiptNumbers.isEmpty ? Self.noReceipt.vi : ""),
    ]
  }

  package var text: [String] {
    var result = [superior, unitName, "THÔNG BÁO NỘP PHÍ, LỆ PHÍ", "Mã hồ sơ: \(dossierCode)"]
    result.append("Thủ tục: \(procedure)")
    result.append("Người nộp: \(payer)")
    for line in lines {
      result.append("  \(line.name): \(line.amount.formatted)")
      if let exemption = line.exemption {
        result.append("    Miễn \(line.full.formatted): \(exemption)")
      }
    }
    result.append("Tổng cộng: \(total.formatted) (\(totalInWords))")
    result.append("Đã nộp: \(received.formatted). Còn phải nộp: \(outstanding.formatted).")
    if let paymentCode { result.append("Mã thanh toán: \(paymentCode)") }
    result += receiptNumbers.map { "Biên lai: \($0)" }
    if receiptNumbers.isEmpty { result.append(Self.noReceipt.vi) }
    return result
  }
}

extension OneStopOffice {
  /// The content of a dossier's fee notice.
  package func feeNotice(code: String, by actor: Actor) throws -> FeeNotice {
    try actor.require(.printPapers)
    return try feeNotice(state(code: code).state, officer: actor.displayName)
  }

  package func feeNotice(_ state: DossierState, officer: String) throws -> FeeNotice {
    let procedure = try entry(of: state).procedure
    let values = state.allValues
    func answer(_ path: String?) -> String { path.flatMap { values[$0] } ?? "" }
    let payment = state.payment
    let unit = self.unit
    return FeeNotice(
      unitName: unit.name, superior: unit.superior, place: unit.place, date: now.civil.date,
      dossierCode: state.code, procedure: procedure.name.vi,
      payer: answer(procedure.applicant.name), payerAddress: answer(procedure.applicant.address),
      lines: payment.lines, total: payment.due, received: payment.received,
      outstanding: payment.outstanding, standing: payment.standing,
      paymentCode: paymentCode(state), account: unit.paymentAccount,
      receiptNumbers: payment.claims.filter(\.counts).flatMap(\.receiptNumbers), officer: officer)
  }

  /// The bank's payment code for what is open, with the dossier code as its purpose; `nil` without
  /// an account or a debt, or for a code too long for it.
  package func paymentCode(_ state: DossierState) -> String? {
    let open = state.payment.outstanding
    guard let account = unit.paymentAccount, open > .zero else { return nil }
    return try? VietQR.payload(account: account, amount: open, purpose: state.code)
  }
}
