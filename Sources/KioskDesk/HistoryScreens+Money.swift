import Counter
import Dossiers
import Identity
import Sync

/// Payments and tellings in a dossier's history.
extension OneStopOffice {
  func payment(_ item: HistoryItem) -> LocalizedText {
    switch item.body.flatMap(PaymentAct.init) {
    case .charged(let lines, _):
      let sum = lines.reduce(Money.zero) { $0 + $1.amount }.formatted
      return LocalizedText(vi: "Khoản phải nộp nay là \(sum)", en: "To be paid from now: \(sum)")
    case .claimed(let method, let amount, let reference, _):
      let sum = amount.formatted
      return switch method {
      case .cash: LocalizedText(vi: "Thu tiền mặt \(sum)", en: "\(sum) taken in cash")
      case .transfer:
        LocalizedText(
          vi: "Báo chuyển khoản \(sum), \(reference)", en: "Transfer of \(sum), \(reference)")
      case .paper:
        LocalizedText(vi: "Chứng từ nộp \(sum), \(reference)", en: "\(sum) paid, \(reference)")
      }
    case .confirmed: return LocalizedText(vi: "Đối soát khoản nộp", en: "Payment reconciled")
    case .voided:
      return LocalizedText(vi: "Huỷ khoản nộp ghi nhầm", en: "Mistaken payment taken back")
    case .refunded(_, _, let amount, _, _):
      return LocalizedText(
        vi: "Hoàn \(amount.formatted)", en: "\(amount.formatted) given back")
    case .numbered(_, let form, let series, let number):
      return LocalizedText(
        vi: "Biên lai \(form) \(series) số \(number)", en: "Receipt \(form) \(series) \(number)")
    case nil: return LocalizedText(vi: "Mục \(item.kind)", en: "Entry \(item.kind)")
    }
  }

  func telling(_ item: HistoryItem) -> LocalizedText {
    switch item.body.flatMap(ToldAct.init) {
    case .consent(let channels, _, _) where channels.isEmpty:
      LocalizedText(vi: "Không nhận tin báo", en: "No messages wanted")
    case .consent(let channels, _, _):
      LocalizedText(
        vi: "Đồng ý nhận tin báo: "
          + channels.map(\.name.vi).sorted().joined(separator: ", "),
        en: "Agreed to be told: " + channels.map(\.name.en).sorted().joined(separator: ", "))
    case .told(let event, _, let how, let result, _):
      LocalizedText(
        vi: "Báo tin (\(event.name.vi)), \(how.name.vi): \(result.name.vi)",
        en: "Told (\(event.name.en)), \(how.name.en): \(result.name.en)")
    case nil: LocalizedText(vi: "Mục \(item.kind)", en: "Entry \(item.kind)")
    }
  }
}
