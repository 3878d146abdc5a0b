import DossierStore
package import Dossiers
package import Identity
package import Sync

/// Payments and the cash book as the command line and other programs get them.
extension OneStopOffice {
  package func paymentJSON(_ state: DossierState) -> JSONValue {
    let payment = state.payment
    return [
      "code": .string(state.code), "standing": .string(payment.standing.rawValue),
      "due": Self.number(payment.due), "received": Self.number(payment.received),
      "confirmed": Self.number(payment.confirmed),
      "outstanding": Self.number(payment.outstanding),
      "overpaid": Self.number(payment.overpaid), "chargesDiffer": .bool(payment.chargesDiffer),
      "lines": .array(payment.lines.map(\.json)), "payments": .array(payment.claims.map(json)),
    ]
  }

  private func json(_ claim: PaymentClaim) -> JSONValue {
    [
      "entry": .string(claim.entry.description), "method": .string(claim.method.rawValue),
      "amount": Self.number(claim.amount), "net": Self.number(claim.net),
      "reference": .string(claim.reference), "day": .string(claim.day.description),
      "time": .string(Instant(milliseconds: claim.time).rfc3339), "actor": .string(claim.actor),
      "standing": .string(claim.standing.word),
      "refunds": .array(
        claim.refunds.map {
          [
            "entry": .string($0.entry.description), "method": .string($0.method.rawValue),
            "amount": Self.number($0.amount), "day": .string($0.day.description),
            "reason": .string($0.reason),
          ]
        }),
      "receiptNumbers": .array(claim.receiptNumbers.map { .string($0) }),
    ]
  }

  package func bookJSON(
    _ drawers: [CashDrawer], from first: CivilDate, to last: CivilDate,
    _ codes: [EntryID: String], _ officers: [OfficerState]
  ) -> JSONValue {
    func total(_ kinds: Set<CashLine.Kind>) -> JSONValue {
      .integer(Int64(drawers.reduce(0) { $0 + $1.sum(kinds) }))
    }
    return [
      "from": .string(first.description), "to": .string(last.description),
      "fees": total([.fee, .void]), "refunds": total([.refund]), "deposits": total([.deposit]),
      "corrections": total([.correction]), "openings": total([.opening]),
      "balance": .integer(Int64(drawers.reduce(0) { $0 + $1.expected })),
      "drawers": .array(drawers.map { drawerJSON($0, codes, officers) }),
    ]
  }

  package func drawerJSON(
    _ drawer: CashDrawer, _ codes: [EntryID: String], _ officers: [OfficerState]
  ) -> JSONValue {
    let late = Set(drawer.late.map(\.entry))
    var fields: [String: JSONValue] = [
      "day": .string(drawer.id.day.description), "officer": .string(drawer.id.officer),
      "name": .string(name(ofActor: drawer.id.officer, officers: officers).vi),
      "device": .string(drawer.id.device.rawValue), "closed": .bool(drawer.isClosed),
      "expected": .integer(Int64(drawer.expected)),
      "counted": drawer.counts.last.map { Self.number($0.notes.total) } ?? .null,
      "difference": drawer.difference.map { .integer(Int64($0)) } ?? .null,
      "reason": .string(drawer.closes.last?.reason ?? ""),
    ]
    fields["lines"] = .array(
      drawer.lines.map { line in
        [
          "entry": .string(line.entry.description), "kind": .string(line.kind.rawValue),
          "amount": .integer(Int64(line.amount)),
          "code": .string(line.dossier.flatMap { codes[$0] } ?? ""), "text": .string(line.text),
          "time": .string(Instant(milliseconds: line.time).rfc3339),
          "late": .bool(late.contains(line.entry)),
        ]
      })
    fields["erased"] = .array(
      drawer.erased.map { ["code": .string($0.dossier), "amount": .integer(Int64($0.amount))] })
    return .object(fields)
  }

  package func bookText(
    _ drawer: CashDrawer, _ codes: [EntryID: String], _ officers: [OfficerState]
  ) -> [String] {
    let late = Set(drawer.late.map(\.entry))
    let who = name(ofActor: drawer.id.officer, officers: officers).vi
    var lines = ["\(drawer.id.day)  \(who)  (máy \(drawer.id.device.rawValue.prefix(6)))"]
    lines += drawer.lines.map { line in
      let code = line.dossier.flatMap { codes[$0] } ?? ""
      let note = late.contains(line.entry) ? "  [ghi sau khoá sổ]" : ""
      return "  \(Instant(milliseconds: line.time).civil.time)  \(line.kind.name.vi)  "
        + "\(Money(dong: line.amount).formatted)  \(code)  \(line.text)\(note)"
    }
    lines.append("  Tồn theo sổ: \(Money(dong: drawer.expected).formatted)")
    if let count = drawer.counts.last {
      lines.append("  Kiểm đếm: \(count.notes.total.formatted)")
    }
    if let close = drawer.closes.last, let difference = drawer.difference {
      lines.append(
        "  Đã khoá sổ; chênh lệch \(Money(dong: difference).formatted) \(close.reason)")
    }
    return lines
  }

  private static func number(_ money: Money) -> JSONValue { .integer(Int64(money.dong)) }
}

extension PaymentClaim.Standing {
  package var word: String {
    switch self {
    case .claimed: "claimed"
    case .confirmed(let check): "confirmed:\(check.rawValue)"
    case .duplicate: "duplicate"
    case .voided: "voided"
    }
  }
}

extension CashLine.Kind {
  package var name: LocalizedText {
    switch self {
    case .opening: LocalizedText(vi: "Tiền lẻ đầu ngày", en: "Opening float")
    case .fee: LocalizedText(vi: "Thu phí, lệ phí", en: "Fee taken")
    case .void: LocalizedText(vi: "Huỷ khoản thu ghi nhầm", en: "Fee booked by mistake")
    case .refund: LocalizedText(vi: "Hoàn tiền", en: "Refund")
    case .deposit: LocalizedText(vi: "Nộp đi", en: "Handed on")
    case .correction: LocalizedText(vi: "Điều chỉnh", en: "Correction")
    }
  }
}
