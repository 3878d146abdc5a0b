import Dossiers
import HTTPTypes
import Hummingbird

/// Fees of a dossier, and the officer's drawer with the unit's cash book.
enum MoneyPages {
  static func add(to routes: Routes) {
    routes.page("/dossiers/:code/payment") { visit in
      try await DossierPages.opened(visit) { try await payment(visit, $0) }
    }
    routes.action("/dossiers/:code/payment") { visit in
      let code = try visit.part("code")
      guard let step = step(visit.form) else { throw Problem.malformed }
      do {
        try await visit.desk.pay(code, step, visit.caller)
        return await visit.redirect("/dossiers/\(code)/payment", notice: notice(step))
      } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
        return try await payment(visit, code, error: error)
      }
    }
    routes.page("/cash") { try await cash($0, nil) }
    routes.page("/cash/:day") { try await cash($0, day($0)) }
    routes.action("/cash") { try await change($0, nil) }
    routes.action("/cash/:day") { try await change($0, day($0)) }
  }

  private static func day(_ visit: Visit) throws -> CivilDate {
    guard let day = CivilDate(try visit.part("day")) else { throw Problem.notFound }
    return day
  }

  private static func step(_ form: FormBody) -> PaymentStep? {
    let entry = form["entry"] ?? ""
    let reason = form["reason"] ?? ""
    return switch form["act"] {
    case "take":
      .take(
        method: form["method"] ?? "", amount: form["amount"] ?? "",
        reference: form["reference"] ?? "")
    case "confirm": .confirm(entry: entry)
    case "void": .void(entry: entry, reason: reason)
    case "refund": .refund(entry: entry, reason: reason)
    case "number": .number(entry: entry, number: form["number"] ?? "")
    default: nil
    }
  }

  private static func notice(_ step: PaymentStep) -> String {
    switch step {
    case .take: "payment.taken"
    case .confirm: "payment.confirmed"
    case .void: "payment.voided"
    case .refund: "payment.refunded"
    case .number: "payment.numbered"
    }
  }

  private static func payment(_ visit: Visit, _ code: String, error: DeskError? = nil) async throws
    -> Response
  {
    let sheet = try await visit.desk.payment(code, visit.caller)
    let texts = visit.texts
    let method = visit.form["method"] ?? "cash"
    var model: Model = [
      "code": sheet.code, "ref": code, "subject": sheet.subject, "procedure": sheet.procedure,
      "standing": sheet.standing, "due": texts.money(sheet.due),
      "outstanding": texts.money(sheet.outstanding),
      "overpaid": sheet.overpaid > 0 ? texts.money(sheet.overpaid) : "",
      "charges": sheet.charges.map { charge -> Model in
        [
          "name": charge.name, "amount": texts.money(charge.amount),
          "exemption": charge.exemption,
          "full": charge.full == charge.amount ? "" : texts.money(charge.full),
        ]
      },
      "paid": sheet.paid.enumerated().map { number, paid -> Model in
        [
          "entry": paid.entry, "id": "paid-\(number)", "what": paid.what,
          "amount": texts.money(paid.amount), "who": paid.who,
          "time": texts.moment(paid.time), "standing": paid.standing,
          "mayConfirm": paid.mayConfirm, "mayVoid": paid.mayVoid, "mayRefund": paid.mayRefund,
          "mayReverse": paid.mayVoid || paid.mayRefund, "mayNumber": paid.mayNumber,
          "receipts": paid.receipts.joined(separator: ", "),
        ]
      },
      "anyPaid": !sheet.paid.isEmpty, "qr": sheet.qr, "hasQR": !sheet.qr.isEmpty,
      "account": sheet.account, "mayTake": sheet.mayTake,
      "amount": visit.form["amount"] ?? String(sheet.outstanding),
      "reference": visit.form["reference"] ?? "",
      "methods": ["cash", "transfer", "paper"].enumerated().map { number, name -> Model in
        [
          "name": texts("payment.\(name)"), "value": name, "key": number + 1,
          "selected": name == method,
        ]
      },
    ]
    if let error { model["errors"] = ErrorSummary.one(error.message, field: error.field) }
    return try await visit.page(
      "payment", title: texts("payment.title"), model,
      status: error.map { ErrorPages.status($0.kind) } ?? .ok, hasErrors: error != nil)
  }

  private static func change(_ visit: Visit, _ day: CivilDate?) async throws -> Response {
    let form = visit.form
    let (amount, reason) = (form["amount"] ?? "", form["reason"] ?? "")
    let step: CashStep
    switch form["act"] {
    case "open": step = .open(amount: amount)
    case "deposit": step = .deposit(amount: amount, to: form["to"] ?? "")
    case "correct": step = .correct(amount: amount, reason: reason)
    case "count":
      let pieces = Banknotes.values.map { ($0, form["n\($0)"] ?? "") }
      step = .count(pieces: Dictionary(uniqueKeysWithValues: pieces))
    case "close": step = .close(reason: reason)
    default: throw Problem.malformed
    }
    do {
      try await visit.desk.cash(day, step, visit.caller)
      let place = day.map { "/cash/\($0)" } ?? "/cash"
      return await visit.redirect(place, notice: "cash.saved")
    } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
      return try await cash(visit, day, error: error)
    }
  }

  private static func cash(_ visit: Visit, _ day: CivilDate?, error: DeskError? = nil) async throws
    -> Response
  {
    let sheet = try await visit.desk.cash(day, visit.caller)
    let texts = visit.texts
    var model: Model = [
      "place": day.map { "/cash/\($0)" } ?? "/cash",
      "day": texts.longDate(sheet.day).withCapitalInitial, "expected": texts.money(sheet.expected),
      "isToday": day == nil, "anyLines": !sheet.lines.isEmpty, "hasLate": sheet.hasLate,
      "lines": sheet.lines.map { line -> Model in
        [
          "time": texts.moment(line.time), "what": line.what, "amount": texts.money(line.amount),
          "code": line.code, "ref": line.reference, "late": line.isLate,
        ]
      },
      "notes": Banknotes.values.map { value -> Model in
        [
          "value": value, "name": texts.money(value),
          "pieces": visit.form["n\(value)"] ?? sheet.pieces[value].map(String.init) ?? "",
        ]
      },
      "counted": sheet.counted.map(texts.money) ?? "", "reason": sheet.reason,
      "difference": sheet.counted.map { texts.money($0 - sheet.expected) } ?? "",
      "isClosed": sheet.difference != nil,
      "book": sheet.book.map { drawer -> Model in
        [
          "day": texts.date(drawer.day), "who": drawer.who,
          "path": drawer.isOwn ? "/cash/\(drawer.day)" : "",
          "expected": texts.money(drawer.expected),
          "state": drawer.difference.map {
            texts(drawer.hasLate ? "cash.late" : "cash.closed", ["difference": texts.money($0)])
          } ?? texts("cash.isOpen"),
        ]
      },
      "anyBook": !sheet.book.isEmpty, "hasReceiptNumbers": sheet.hasReceiptNumbers,
    ]
    if let error {
      // What was typed stays where it was typed.
      let act = visit.form["act"] ?? ""
      let field = ["open", "deposit", "correct"].contains(act) ? act : nil
      model["typed"] = [act: visit.form["amount"] ?? ""] as Model
      model["to"] = visit.form["to"] ?? ""
      model["why"] = act == "correct" ? visit.form["reason"] ?? "" : ""
      model["errors"] = ErrorSummary.one(error.message, field: error.field ?? field)
    }
    return try await visit.page(
      "cash", title: texts("cash.title"), model,
      status: error.map { ErrorPages.status($0.kind) } ?? .ok, hasErrors: error != nil)
  }
}
