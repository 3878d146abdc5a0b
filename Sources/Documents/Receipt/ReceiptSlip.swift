import Dossiers

/// The citizen's slip on thermal paper; the unit is one dot of 1/203 inch.
struct ReceiptSlip {
  let content: ReceiptContent
  let width: SlipWidth

  private var isWide: Bool { width == .mm80 }
  private var style: TextStyle { TextStyle(.sans, isWide ? 26 : 22) }
  private var small: TextStyle { style.sized(isWide ? 22 : 19) }

  func paper() throws -> Paper {
    let flow = PageFlow.slip(width, setter: try TextSetter())
    head(flow)
    due(flow)
    try code(flow)
    details(flow)
    papers(flow)
    foot(flow)
    return flow.cutSlip()
  }

  private func head(_ flow: PageFlow) {
    line(content.office.superior, small, .center, flow)
    line(content.office.name.uppercased(), style.bolder(), .center, flow)
    rule(flow)
    for part in ReceiptWording.titleLines {
      line(part, style.bolder().sized(isWide ? 34 : 27), .center, flow)
    }
    if let caption = content.mark.caption {
      flow.y += 6
      flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 4)
      flow.y += 8
      line(caption, style.bolder().sized(isWide ? 32 : 26), .center, flow)
      flow.y += 4
      flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 4)
      flow.y += 4
    }
    flow.y += 10
  }

  private func due(_ flow: PageFlow) {
    let top = flow.y
    flow.y += 12
    line(ReceiptWording.dueShort, style.bolder(), .center, flow)
    if let due = content.dueAt {
      let weekday = ReceiptWording.weekday(due.date)
      line(
        "\(ReceiptWording.clock(due)), \(weekday)", style.bolder().sized(isWide ? 36 : 27),
        .center, flow)
      line(
        ReceiptWording.short(due.date), style.bolder().sized(isWide ? 56 : 44), .center, flow)
    } else {
      line("....................", style.bolder().sized(isWide ? 40 : 32), .center, flow)
    }
    flow.y += 10
    flow.add(
      .frame(thickness: 3),
      Rect(x: flow.body.x, y: top, width: flow.body.width, height: flow.y - top))
    flow.y += 6
    if !content.dueExplanation.isEmpty { line(content.dueExplanation, small, .center, flow) }
  }

  private func code(_ flow: PageFlow) throws {
    guard !content.qrText.isEmpty else { return rule(flow) }
    let code = try QRCode(content.qrText)
    let most = Double(width.rawValue) * (isWide ? 0.8 : 1)
    let module = max(1, (most / Double(code.sideWithQuietZone)).rounded(.down))
    let side = module * Double(code.sideWithQuietZone)
    guard side <= Double(width.rawValue) else {
      throw DocumentError.notForQR(bytes: content.qrText.utf8.count)
    }
    let x = ((Double(width.rawValue) - side) / 2).rounded(.down)
    let y = flow.y.rounded(.up)
    flow.add(.qr(code), Rect(x: x, y: y, width: side, height: side))
    flow.y = y + side
    line(ReceiptWording.scan, small, .center, flow)
    flow.y += 6
    line(ReceiptWording.lookUpCode, small, .center, flow)
    line(
      content.lookUpCode, style.bolder().sized(isWide ? 48 : 40).tracked(6), .center, flow)
    line(content.trackingAddress, small, .center, flow)
    rule(flow)
  }

  private func details(_ flow: PageFlow) {
    for (label, value, isBold) in [
      (ReceiptWording.code, content.dossierCode, true),
      (ReceiptWording.owner, content.people.owner, true),
      (ReceiptWording.applicant, content.people.applicant, false),
      ("Việc", content.subject, false),
      ("Nhận lúc", ReceiptWording.compact(content.receivedAt), false),
      ("Thời hạn", content.termText, false),
      ("Nhận kết quả", content.delivery, false),
    ] {
      flow.field(label, value, style: style, valueStyle: isBold ? style.bolder() : style)
      flow.y += 4
    }
    rule(flow)
  }

  private func papers(_ flow: PageFlow) {
    line("Giấy tờ đã nhận (\(content.sets) bộ):", style.bolder(), .left, flow)
    let entries = content.papers.slipLines
    for (index, entry) in entries.enumerated() {
      let number = TextBox([TextRun("\(index + 1).", style)], width: style.size * 1.9)
      let indent = style.size * 1.9
      let box = TextBox([TextRun(entry, style)], width: flow.body.width - indent)
      flow.place(number, x: flow.body.x, y: flow.y)
      flow.paragraph(box, indent: indent, after: 2)
    }
    rule(flow)
  }

  private func foot(_ flow: PageFlow) {
    flow.field(
      "Người tiếp nhận", content.officerName, style: style, valueStyle: style)
    if !content.office.address.isEmpty {
      flow.field(
        ReceiptWording.officeAddress, content.office.address, style: style, valueStyle: style)
    }
    flow.field(ReceiptWording.hotline, content.office.hotline, style: style, valueStyle: style)
    if !content.office.rating.isEmpty {
      flow.field(ReceiptWording.rating, content.office.rating, style: style, valueStyle: style)
    }
    rule(flow)
    let advice = ReceiptAdvice(content: content)
    for sentence in [advice.when, advice.noNeed] {
      line(sentence, style, .left, flow)
      flow.y += 4
    }
    line(ReceiptWording.bring, small, .left, flow)
  }

  private func rule(_ flow: PageFlow) {
    flow.y = (flow.y + 8).rounded(.up)
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 2)
    flow.y += 10
  }

  private func line(
    _ text: String, _ style: TextStyle, _ alignment: TextBox.Alignment, _ flow: PageFlow
  ) {
    flow.paragraph(
      TextBox(
        [TextRun(PrintableText.clean(text), style)], width: flow.body.width,
        alignment: alignment))
  }
}

extension ReceiptPapers {
  /// The papers in words, one sentence each, for narrow paper.
  var slipLines: [String] {
    switch self {
    case .components(let components):
      components.map { component in
        let counts = [
          (component.originals, "bản chính"), (component.certified, "bản chứng thực"),
          (component.copies, "bản photo"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let name = PrintableText.clean(component.name)
        return counts.isEmpty ? name : "\(name): \(counts)"
      }
    case .certification(let papers):
      papers.map { paper in
        let electronic = paper.electronicCopy ? ", ký bản điện tử" : ""
        return "\(PrintableText.clean(paper.name)): \(paper.pages) trang, "
          + "\(paper.paperCopies) bản giấy\(electronic)"
      }
    }
  }
}
