import Dossiers

/// The framed part of a sheet that is read and scanned first: QR code, dossier code, when to come
/// back. The resident's copy has the look-up code and large type.
struct ReceiptPanel {
  let content: ReceiptContent
  let copy: ReceiptCopy

  private static let padding = 6.0
  /// Stands where a preview has no code or date yet.
  private static let blank = "……………………"
  /// One dot at 150 and two at 300 dots per inch: modules on this grid stay sharp in print.
  private static let dot = 0.48

  func draw(on flow: PageFlow) throws {
    let code = content.qrText.isEmpty ? nil : try QRCode(content.qrText)
    let side = code.map(sideLength) ?? 0
    let textX = flow.body.x + side + Self.padding
    let width = flow.body.right - textX - Self.padding
    let boxes = copy == .resident ? residentLines(width) : officeLines(width)
    let textHeight = boxes.reduce(0) { $0 + flow.setter.height($1.box) + $1.after }
    let height = max(side + 4, textHeight + 2 * Self.padding)
    flow.reserve(height)
    let top = flow.y
    let frame = Rect(x: flow.body.x, y: top, width: flow.body.width, height: height)
    let corner = snapped(flow.body.x + 1, top + (height - side) / 2)
    if let code {
      flow.add(.qr(code), Rect(x: corner.x, y: corner.y, width: side, height: side))
    }
    flow.add(.frame(thickness: copy == .resident ? 1 : 0.5), frame)
    var y = top + (height - textHeight) / 2
    for line in boxes { y += flow.place(line.box, x: textX, y: y) + line.after }
    flow.y = top + height + 7
  }

  private func sideLength(_ code: QRCode) -> Double {
    let available = copy == .resident ? 112.0 : 84.0
    let modules = Double(code.sideWithQuietZone)
    return modules * Self.dot * max(2, (available / modules / Self.dot).rounded(.down))
  }

  private typealias Line = (box: TextBox, after: Double)

  private func snapped(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    ((x / Self.dot).rounded(.up) * Self.dot, (y / Self.dot).rounded(.up) * Self.dot)
  }

  private func residentLines(_ width: Double) -> [Line] {
    let style = TextStyle(.serif, 11)
    var lines: [Line] = [
      (TextBox([TextRun(ReceiptWording.dueShort, style.bolder().sized(10))], width: width), 0)
    ]
    if let due = content.dueAt {
      let day = "\(ReceiptWording.weekday(due.date)), \(ReceiptWording.short(due.date))"
      lines.append((box(ReceiptWording.clock(due), style.bolder().sized(14), width), 0))
      lines.append((box(capitalized(day), style.bolder().sized(17), width), 0))
    } else {
      lines.append((box(Self.blank, style.bolder().sized(17), width), 0))
    }
    if !content.dueExplanation.isEmpty {
      let text = PrintableText.clean(content.dueExplanation)
      lines.append((box(text, style.slanted().sized(9.5), width), 0))
    }
    lines[lines.count - 1].after = 6
    lines.append((codeLine(width, style, size: 12), 2))
    let lookUp = PrintableText.clean(content.lookUpCode)
    guard !lookUp.isEmpty else { return lines }
    let label = TextRun(ReceiptWording.lookUpCode + ": ", style)
    let code = TextRun(lookUp, style.bolder().sized(16).tracked(2))
    return lines + [(TextBox([label, code], width: width), 0)]
  }

  private func officeLines(_ width: Double) -> [Line] {
    let style = TextStyle(.serif, 10)
    let due = content.dueAt.map(ReceiptWording.full) ?? Self.blank
    return [
      (codeLine(width, style, size: 13), 3),
      (
        TextBox(
          [
            TextRun("Nhận: ", style),
            TextRun(ReceiptWording.full(content.receivedAt), style),
          ], width: width), 2
      ),
      (TextBox([TextRun("Hẹn trả: ", style), TextRun(due, style.bolder())], width: width), 2),
      (box(PrintableText.clean(content.dueExplanation), style.slanted().sized(9), width), 0),
    ].filter { !$0.box.text.isEmpty }
  }

  private func codeLine(_ width: Double, _ style: TextStyle, size: Double) -> TextBox {
    let code = PrintableText.clean(content.dossierCode)
    return TextBox(
      [
        TextRun(ReceiptWording.code + ": ", style),
        TextRun(code.isEmpty ? Self.blank : code, style.bolder().sized(size)),
      ], width: width)
  }

  private func box(_ text: String, _ style: TextStyle, _ width: Double) -> TextBox {
    TextBox([TextRun(text, style)], width: width)
  }

  private func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
