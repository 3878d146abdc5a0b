import Dossiers

/// How the result comes to the resident.
package enum DeliveryForm: String, Sendable, Hashable, CaseIterable {
  case counter, post, electronic
}

/// What a resident wants to know first, in words that need no explanation: when to come back, and
/// when there is no need to.
struct ReceiptAdvice {
  let content: ReceiptContent

  /// "Đến lấy kết quả từ 17 giờ 00 phút, thứ Tư ngày 25/11/2026."
  var when: String {
    switch (content.deliveryForm, content.dueAt) {
    case (.counter, let due?):
      "Đến lấy kết quả từ \(words(due)), tại \(content.collectedAt ?? content.office.name)."
    case (.counter, nil): "Chưa có ngày hẹn. Cán bộ sẽ báo khi nào đến lấy kết quả."
    case (.post, let due?): "Kết quả gửi qua bưu điện sau \(words(due))."
    case (.post, nil): "Kết quả gửi qua bưu điện khi giải quyết xong."
    case (.electronic, let due?): "Kết quả điện tử có từ \(words(due))."
    case (.electronic, nil): "Kết quả điện tử được gửi khi giải quyết xong."
    }
  }

  /// When coming would be in vain.
  var noNeed: String {
    let phone = PrintableText.clean(content.people.phone)
    let asked =
      phone.isEmpty
      ? "Cần thêm giấy tờ thì cán bộ sẽ báo."
      : "Cần thêm giấy tờ thì cán bộ gọi số \(phone)."
    switch content.deliveryForm {
    case .counter where content.dueAt == nil: return "Chưa được báo thì chưa cần đến. " + asked
    case .counter: return "Trước lúc đó không cần đến hỏi. " + asked
    case .post, .electronic: return "Không cần đến lấy kết quả. " + asked
    }
  }

  private func words(_ due: CivilDateTime) -> String {
    let weekday = ReceiptWording.weekday(due.date)
    return "\(ReceiptWording.clock(due)), \(weekday) ngày \(ReceiptWording.short(due.date))"
  }
}
