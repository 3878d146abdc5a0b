package import Dossiers
import Sync

extension ServiceFigures {
  /// The columns of the report, by name.
  package var columns: [String: Int] {
    let open = openInTime + openOverdue
    return [
      "carried": carried, "received": receivedAll,
      "received.direct": (received[.direct] ?? 0) + (received[.post] ?? 0),
      "received.online": received[.online] ?? 0, "all": carried + receivedAll,
      "ended": endedAll, "early": ended[.early] ?? 0,
      "inTime": (ended[.onTime] ?? 0) + (ended[.unpromised] ?? 0), "late": ended[.late] ?? 0,
      "open": open, "open.inTime": openInTime, "open.overdue": openOverdue,
      "refused": refused, "withdrawn": withdrawn,
    ]
  }
}

extension IndexFigure {
  package var isMeasured: Bool { indicator.measure != .elsewhere }

  /// The share, the mean time, or why there is none.
  package var value: LocalizedText {
    if let why = indicator.why { return why }
    if let minutes {
      let (days, hours) = (minutes / 1440, minutes % 1440 / 60)
      return LocalizedText(
        vi: "\(days) ngày \(hours) giờ", en: "\(days) days \(hours) hours")
    }
    guard let share else {
      return LocalizedText(vi: "không có hồ sơ để tính", en: "nothing to measure")
    }
    return LocalizedText(
      vi: Self.hundredths(share, ",") + " %", en: Self.hundredths(share, ".") + " %")
  }

  /// "17,50/20"; empty without a score.
  package var scoreText: String {
    guard let score, let points = indicator.points else { return "" }
    return "\(Self.hundredths(score, ","))/\(points)"
  }

  /// One line for the terminal.
  package var line: String {
    let count = isMeasured ? " (\(part)/\(whole))" : ""
    let score = scoreText.isEmpty ? "" : "  \(scoreText) điểm"
    return "\(indicator.id)  \(indicator.name.vi): \(value.vi)\(count)\(score)"
  }

  private static func hundredths(_ number: Int, _ mark: String) -> String {
    let cents = number % 100
    return "\(number / 100)\(mark)\(cents < 10 ? "0" : "")\(cents)"
  }
}

extension CashTotals {
  /// What the report says of money, each sum with its name.
  package func lines(_ language: Language) -> [(name: String, amount: String)] {
    let named: [(LocalizedText, Int)] = [
      (LocalizedText(vi: "Tiền lẻ đầu ngày", en: "Small change"), sum(.opening)),
      (LocalizedText(vi: "Thu phí, lệ phí bằng tiền mặt", en: "Fees in cash"), sum(.fee)),
      (LocalizedText(vi: "Ghi nhầm, đã huỷ", en: "Voided"), sum(.void)),
      (LocalizedText(vi: "Hoàn lại", en: "Refunded"), sum(.refund)),
      (LocalizedText(vi: "Nộp đi", en: "Handed on"), sum(.deposit)),
      (LocalizedText(vi: "Điều chỉnh", en: "Corrections"), sum(.correction)),
      (LocalizedText(vi: "Còn theo sổ", en: "Balance"), balance),
      (LocalizedText(vi: "Chênh lệch khi kiểm đếm", en: "Differences counted"), differences),
      (LocalizedText(vi: "Chuyển khoản", en: "Transfers"), transfers),
      (LocalizedText(vi: "Chứng từ nộp nơi khác", en: "Paid elsewhere"), papers),
    ]
    return named.map { ($0[language], Money(dong: $1).formatted) }
  }
}

extension MonthReport {
  /// For the terminal.
  package var lines: [String] {
    let columns = total.columns
    func figure(_ name: String) -> Int { columns[name] ?? 0 }
    return [
      "\(unit)  \(month)",
      "  Kỳ trước chuyển sang \(figure("carried")), nhận \(figure("received")) "
        + "(trực tuyến \(figure("received.online"))), từ chối \(figure("refused"))",
      "  Đã giải quyết \(figure("ended")): trước hạn \(figure("early")), đúng hạn "
        + "\(figure("inTime")), quá hạn \(figure("late")); rút \(figure("withdrawn"))",
      "  Đang giải quyết \(figure("open")): trong hạn \(figure("open.inTime")), quá hạn "
        + "\(figure("open.overdue"))",
    ] + index.map { "  \($0.line)" }
      + cash.lines(.vietnamese).map { "  \($0.name): \($0.amount)" }
  }

  private static let names: [(key: String, title: String)] = [
    ("carried", "Kỳ trước chuyển sang"), ("received.online", "Nhận trực tuyến"),
    ("received.direct", "Nhận trực tiếp, bưu chính"), ("received", "Nhận trong kỳ"),
    ("early", "Trước hạn"), ("inTime", "Đúng hạn"), ("late", "Quá hạn"),
    ("ended", "Đã giải quyết"), ("withdrawn", "Rút"), ("open.inTime", "Đang giải quyết, trong hạn"),
    ("open.overdue", "Đang giải quyết, quá hạn"), ("open", "Đang giải quyết"),
    ("refused", "Từ chối"),
  ]

  /// The report as one table: a line for each procedure, officer and unit, the index, the money.
  package var table: [[String]] {
    func row(_ kind: String, _ id: String, _ name: String, _ figures: ServiceFigures) -> [String] {
      [kind, id, name] + Self.names.map { String(figures.columns[$0.key] ?? 0) }
    }
    var rows = [["Mục", "Mã", "Tên"] + Self.names.map(\.title)]
    rows.append(row("Tổng cộng", unit, "", total))
    rows += procedures.map { row("Thủ tục", $0.id, $0.name.vi, $0.figures) }
    rows += officers.map { row("Công chức", $0.id, $0.name.vi, $0.figures) }
    rows += units.map { row("Đơn vị", $0.id, $0.name.vi, $0.figures) }
    rows += index.map { figure in
      [
        "Chỉ số", figure.indicator.id, figure.indicator.name.vi,
        figure.isMeasured ? "\(figure.part)/\(figure.whole)" : "", figure.value.vi,
        figure.scoreText,
      ]
    }
    rows += cash.lines(.vietnamese).map { ["Tiền", "", $0.name, $0.amount] }
    return rows
  }
}
