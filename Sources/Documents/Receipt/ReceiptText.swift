import Dossiers

/// The receipt as plain lines for a terminal or a text printer.
struct ReceiptText {
  let content: ReceiptContent
  let columns: Int
  let background: TextBackground

  func lines() throws -> [String] {
    var lines = centered(content.office.superior) + centered(content.office.name.uppercased())
    lines += [rule] + ReceiptWording.titleLines.flatMap(centered)
    if let caption = content.mark.caption { lines += centered("*** \(caption) ***") }
    lines += [rule] + due() + [""] + (try code()) + [rule]
    for (label, value) in [
      (ReceiptWording.code, content.dossierCode), (ReceiptWording.owner, content.people.owner),
      (ReceiptWording.applicant, content.people.applicant), ("Việc", content.subject),
      ("Nhận lúc", ReceiptWording.compact(content.receivedAt)), ("Thời hạn", content.termText),
      ("Nhận kết quả", content.delivery),
    ] { lines += field(label, value) }
    lines += [rule] + wrapped("Giấy tờ đã nhận (\(content.sets) bộ):")
    for (index, entry) in content.papers.slipLines.enumerated() {
      lines += hanging("\(index + 1).", entry)
    }
    lines += [rule] + field("Người tiếp nhận", content.officerName)
    if !content.office.address.isEmpty {
      lines += field(ReceiptWording.officeAddress, content.office.address)
    }
    lines += field(ReceiptWording.hotline, content.office.hotline)
    if !content.office.rating.isEmpty {
      lines += field(ReceiptWording.rating, content.office.rating)
    }
    let advice = ReceiptAdvice(content: content)
    return lines + [rule]
      + [advice.when, advice.noNeed, ReceiptWording.bring].flatMap {
        wrapped($0)
      }
  }

  private var rule: String { String(repeating: "-", count: columns) }

  private func due() -> [String] {
    guard let due = content.dueAt else { return field(ReceiptWording.dueShort, "") }
    let day = "\(ReceiptWording.weekday(due.date)), \(ReceiptWording.short(due.date))"
    return centered(ReceiptWording.dueShort)
      + centered("\(ReceiptWording.clock(due)), \(day)") + centered(content.dueExplanation)
  }

  /// A symbol wider than the terminal is left out: the look-up code below says the same.
  private func code() throws -> [String] {
    guard !content.shortQRText.isEmpty else { return [] }
    let code = try QRCode(content.shortQRText)
    var lines: [String] = []
    if code.sideWithQuietZone <= columns {
      let margin = String(repeating: " ", count: (columns - code.sideWithQuietZone) / 2)
      lines = code.halfBlocks(on: background).map { margin + $0 }
    }
    return lines + centered("\(ReceiptWording.lookUpCode): \(content.lookUpCode)")
      + centered(content.trackingAddress)
  }

  private func field(_ label: String, _ value: String) -> [String] {
    let value = PrintableText.clean(value)
    guard value.isEmpty else { return wrapped("\(label): \(value)", indent: 2) }
    let start = "\(label): "
    return [start + String(repeating: ".", count: max(3, columns - start.count))]
  }

  private func hanging(_ number: String, _ text: String) -> [String] {
    let indent = number.count + 1
    let lines = TerminalText.wrap(PrintableText.clean(text), columns: columns - indent)
    return lines.enumerated().map { index, line in
      (index == 0 ? number + " " : String(repeating: " ", count: indent)) + line
    }
  }

  private func centered(_ text: String) -> [String] {
    wrapped(text).map { line in
      String(repeating: " ", count: (columns - TerminalText.width(line)) / 2) + line
    }
  }

  private func wrapped(_ text: String, indent: Int = 0) -> [String] {
    let text = PrintableText.clean(text)
    guard !text.isEmpty else { return [] }
    let lines = TerminalText.wrap(text, columns: columns - indent)
    let margin = String(repeating: " ", count: indent)
    return lines.enumerated().map { $0.offset == 0 ? $0.element : margin + $0.element }
  }
}

extension Receipt {
  /// Columns of a terminal or a text printer that the text can be set to.
  package static let textColumns = 42...48

  /// The receipt in lines of at most `columns` characters (42 to 48), each ended by a line feed.
  /// Control characters of the answers never reach the terminal.
  package func text(columns: Int = 48, on background: TextBackground = .dark) throws -> String {
    precondition(Self.textColumns.contains(columns), "42 to 48 columns")
    let text = ReceiptText(content: content, columns: columns, background: background)
    return try text.lines().map { $0 + "\n" }.joined()
  }
}
