package import Dossiers
package import Sync

extension TellingEvent {
  package var name: LocalizedText {
    switch self {
    case .ready: LocalizedText(vi: "mời đến nhận kết quả", en: "result ready")
    case .supplement: LocalizedText(vi: "cần bổ sung giấy tờ", en: "papers needed")
    case .extended: LocalizedText(vi: "dời ngày hẹn trả", en: "promise moved")
    case .reminder: LocalizedText(vi: "nhắc nhận kết quả", en: "reminder")
    }
  }
}

extension TellingChannel {
  package var name: LocalizedText {
    switch self {
    case .sms: LocalizedText(vi: "tin nhắn", en: "text message")
    case .call: LocalizedText(vi: "điện thoại, trưởng thôn", en: "call or village head")
    }
  }
}

extension TellingResult {
  package var name: LocalizedText {
    switch self {
    case .exported: LocalizedText(vi: "đã chuyển sang cổng tin nhắn", en: "handed to the gateway")
    case .sent: LocalizedText(vi: "đã gửi", en: "sent")
    case .failed: LocalizedText(vi: "gửi không được", en: "failed")
    case .reached: LocalizedText(vi: "đã báo được", en: "reached")
    case .unreached: LocalizedText(vi: "chưa liên lạc được", en: "not reached")
    }
  }
}

/// The texts people get. They name the office and the dossier code, and nothing about a person or
/// what the dossier is about: a telephone is read by others too.
enum TellingText {
  /// - Parameter collectedAt: the office where the result is collected; `nil`: `unit`.
  static func text(
    _ event: TellingEvent, code: String, due: Instant?, unit: Dossiers.Unit,
    collectedAt: String? = nil
  ) -> String {
    let place = collectedAt.map { " tại \($0)" } ?? ""
    let contact = unit.hotline.isEmpty ? "" : " ĐT \(unit.hotline)."
    let what =
      switch event {
      case .ready: "đã có kết quả, mời đến nhận\(place) trong giờ làm việc."
      case .supplement: "cần bổ sung giấy tờ, mời liên hệ bộ phận một cửa."
      case .extended:
        due.map { "được hẹn lại ngày \(Spoken.full($0.civil.date))." }
          ?? "được hẹn lại ngày trả kết quả."
      case .reminder: "đã có kết quả nhưng chưa nhận, mời đến nhận\(place) trong giờ làm việc."
      }
    let whole = "\(unit.name): Hồ sơ \(code) \(what)\(contact)"
    return unit.telling.diacritics ? whole : ShortMessage.withoutDiacritics(whole)
  }
}
