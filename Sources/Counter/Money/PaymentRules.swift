import DossierStore
import Dossiers
import Identity
import Sync

/// What may be booked, each refusal one sentence.
extension OneStopOffice {
  static let noPayment = DossierError(
    .notFound, vi: "Không tìm thấy khoản nộp.", en: "There is no such payment.")

  static func refusal(_ vi: String, _ en: String) -> DossierError {
    DossierError(.refused, vi: vi, en: en)
  }

  /// A dossier that ended without a result takes no more money.
  static func checkOpen(_ state: DossierState) throws {
    let status = DossierStatus(rawValue: state.status) ?? .received
    if status == .notAccepted || status == .withdrawn || status == .stopped {
      throw refusal(
        "Hồ sơ \(state.code) đã kết thúc (\(status.name.vi)) nên không thu tiền nữa.",
        "The dossier \(state.code) has ended (\(status.name.en)) and takes no payment.")
    }
  }

  static func amount(_ asked: Money?, of payment: PaymentState) throws -> Money {
    let open = payment.outstanding
    if let asked { try asked.checkPayable() }
    guard open > .zero else {
      throw refusal(
        "Hồ sơ không còn khoản nào phải nộp.", "Nothing is to be paid for this dossier.")
    }
    let amount = asked ?? open
    guard amount <= open else {
      throw refusal(
        "Chỉ còn phải nộp \(open.formatted), không phải \(amount.formatted).",
        "Only \(open.dong) đồng are still to be paid, not \(amount.dong).")
    }
    return amount
  }

  /// Today, or a day before it on which the money came.
  func bookingDay(_ day: CivilDate?) throws -> CivilDate {
    let today = now.civil.date
    let day = day ?? today
    guard day <= today, day >= today.adding(days: -Self.lateBookingDays) else {
      throw DossierError(
        .badInput,
        vi: "Ngày thu \(day) phải trong \(Self.lateBookingDays) ngày tính đến hôm nay.",
        en: "The day of the money, \(day), must lie within the last \(Self.lateBookingDays) days.")
    }
    return day
  }

  static func checked(text: String) throws -> String {
    let text = text.trimmed
    try check(texts: [text])
    return text
  }

  static func checked(reason: String) throws -> String {
    let reason = try checked(text: reason)
    guard !reason.isEmpty else {
      throw DossierError(.badInput, vi: "Hãy ghi lý do.", en: "Give a reason.")
    }
    return reason
  }

  static func checked(reference: String, method: PaymentMethod) throws -> String {
    let reference = reference.trimmed
    let isPlain = !reference.unicodeScalars.contains {
      $0.properties.generalCategory == .control
    }
    guard reference.count <= referenceLengthLimit, isPlain else {
      throw DossierError(
        .badInput, vi: "Số chứng từ dài nhất \(referenceLengthLimit) ký tự, trên một dòng.",
        en: "A reference has at most \(referenceLengthLimit) characters on one line.")
    }
    if method != .cash, PaymentClaim.key(of: reference).isEmpty {
      throw DossierError(
        .badInput, vi: "Hãy ghi mã giao dịch hoặc số chứng từ nộp tiền.",
        en: "Give the reference of the transfer or the number of the paper.")
    }
    return reference
  }

  /// Dossiers whose entries claim money by this reference; another may have been typed from the
  /// same message.
  func dossiersPaid(by reference: String, method: PaymentMethod) throws -> Set<EntryID> {
    let key = method == .cash ? "" : PaymentClaim.key(of: reference)
    guard !key.isEmpty else { return [] }
    let naming = try store.entries(kind: DossierKind.payment.rawValue).filter { entry in
      guard let body = entry.content, case .claimed(let method, _, let other, _) = PaymentAct(body)
      else { return false }
      return method != .cash && PaymentClaim.key(of: other) == key
    }
    return try Set(
      naming.filter { entry in
        try store.state(of: entry.subjectID)?.payment.claim(entry.id)?.counts ?? false
      }.map(\.subjectID))
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
