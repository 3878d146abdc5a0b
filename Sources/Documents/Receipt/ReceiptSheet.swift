import Dossiers

/// One copy of the receipt on A5.
struct ReceiptSheet {
  let content: ReceiptContent
  let copy: ReceiptCopy

  private var fit = Fit(size: 11, gap: 1.5)

  /// Size of type, space between lines and room to sign, in points.
  private struct Fit {
    var size: Double
    var gap: Double
    var signing = 34.0
  }

  init(content: ReceiptContent, copy: ReceiptCopy) {
    self.content = content
    self.copy = copy
  }

  private static func fits(_ copy: ReceiptCopy) -> [Fit] {
    let pairs: [(size: Double, gap: Double)] =
      switch copy {
      case .resident: [(11.5, 2), (11.5, 0.5), (11, 1), (11, 0), (10.5, 0.5), (10.5, 0), (10, 0)]
      case .office: [(10, 2.5), (10, 1), (9.5, 0.5)]
      }
    // A few lines too many are better set closer than put on a second sheet.
    let close = [(9.5, 28.0), (9, 26), (8.5, 24)].map { Fit(size: $0, gap: 0, signing: $1) }
    return pairs.map { Fit(size: $0.size, gap: $0.gap) } + close
  }

  private var style: TextStyle { TextStyle(.serif, fit.size) }
  private var small: TextStyle { style.sized(fit.size - 1.5) }

  /// The largest type that keeps the copy on one page, the resident's larger than the office's;
  /// where none does, comfortable type on as many pages as it takes.
  func paper() throws -> Paper {
    for fit in Self.fits(copy) {
      var sheet = self
      sheet.fit = fit
      let paper = try sheet.setPaper()
      if paper.pages.count == 1 { return paper }
    }
    return try setPaper()
  }

  private func setPaper() throws -> Paper {
    let flow = PageFlow(
      size: .a5, left: 34, right: 30, top: 24, bottom: 18, footerHeight: 14,
      setter: try TextSetter())
    flow.watermark(content.mark)
    head(flow)
    try ReceiptPanel(content: content, copy: copy).draw(on: flow)
    flow.gap = fit.gap
    flow.runningHead = { runningHead($0) }
    people(flow)
    papers(flow)
    times(flow)
    contact(flow)
    signatures(flow)
    return flow.finish(footer)
  }

  private func head(_ flow: PageFlow) {
    Letterhead(
      superior: content.office.superior, name: content.office.name,
      subunit: "", style: TextStyle(.serif, 9)
    ).draw(on: flow)
    flow.y += 5
    let place = PrintableText.clean(content.office.place)
    let date = "\(place), \(ReceiptWording.day(content.receivedAt.date))"
    let third = flow.body.width / 3
    let copyLine = TextBox(
      [TextRun(ReceiptWording.copy(copy), TextStyle(.serif, 10, bold: true))], width: third)
    let dateLine = TextBox(
      [TextRun(date, TextStyle(.serif, 10, italic: true))], width: 2 * third, alignment: .right)
    let copyHeight = flow.place(copyLine, x: flow.body.x, y: flow.y)
    flow.y += max(copyHeight, flow.place(dateLine, x: flow.body.x + third, y: flow.y))
    if let caption = content.mark.caption {
      flow.y += 3
      flow.markBadge(caption, style: small)
    }
    flow.y += 5
    line(ReceiptWording.title, style.bolder().sized(13), .center, flow)
    if let note = content.layout.note { line("(\(note))", small.slanted(), .center, flow) }
    ledger(flow)
    flow.y += 6
  }

  /// The office writes volume and number by hand; the resident sees them only if they are known.
  private func ledger(_ flow: PageFlow) {
    let place = content.ledger
    guard copy == .office || !(place.book.isEmpty && place.number.isEmpty) else { return }
    let width = 92.0
    let left = flow.body.x + (flow.body.width - 2 * width - 10) / 2
    let height = flow.field(
      "Quyển số", place.book, x: left, y: flow.y, width: width, style: small, valueStyle: small)
    _ = flow.field(
      "Số thứ tự", place.number, x: left + width + 10, y: flow.y, width: width, style: small,
      valueStyle: small)
    flow.y += height
  }

  private func people(_ flow: PageFlow) {
    let people = content.people
    let bold = style.bolder()
    flow.field(
      ReceiptWording.department, content.office.name, style: style, valueStyle: style)
    flow.field(ReceiptWording.owner, people.owner, style: style, valueStyle: bold)
    flow.field(ReceiptWording.applicant, people.applicant, style: style, valueStyle: style)
    flow.field(ReceiptWording.address, people.address, style: style, valueStyle: style)
    flow.fieldPair(
      (ReceiptWording.phone, people.phone), (ReceiptWording.email, people.email), style: style)
    flow.field(ReceiptWording.applicantID, people.applicantID, style: style, valueStyle: style)
    flow.field(ReceiptWording.subject, content.subject, style: style, valueStyle: bold)
  }

  private func papers(_ flow: PageFlow) {
    let cellStyle = style.sized(min(10, style.size - 0.5))
    flow.reserve(60)
    line(ReceiptWording.components + ":", style, .left, flow)
    flow.y += 3
    let widths = [24.0, 0, 42, 58, 42]
    let rest = flow.body.width - widths.reduce(0, +)
    let columns = zip(content.papers.columnTitles, widths).enumerated().map { index, column in
      TableColumn(
        title: column.0, width: index == 1 ? rest : column.1,
        alignment: index == 1 ? .left : .center)
    }
    flow.table(columns, rows: content.papers.rows, style: cellStyle)
    flow.y += 4
  }

  private func times(_ flow: PageFlow) {
    let bold = style.bolder()
    flow.field(ReceiptWording.sets, "\(content.sets) (bộ)", style: style, valueStyle: style)
    flow.field(ReceiptWording.term, content.termText, style: style, valueStyle: style)
    flow.field(
      ReceiptWording.received, ReceiptWording.full(content.receivedAt), style: style,
      valueStyle: style)
    flow.field(
      ReceiptWording.due, content.dueAt.map(ReceiptWording.full) ?? "", style: style,
      valueStyle: bold)
    flow.field(ReceiptWording.delivery, content.delivery, style: style, valueStyle: style)
  }

  private func contact(_ flow: PageFlow) {
    flow.y += 2
    let hotline = (ReceiptWording.hotline, content.office.hotline)
    if copy == .resident {
      flow.fieldPair(
        (ReceiptWording.tracking, content.trackingAddress), hotline, style: small, split: 0.57)
      line(ReceiptWording.bring, small.slanted(), .left, flow)
    } else {
      flow.field(hotline.0, hotline.1, style: small, valueStyle: small)
    }
  }

  private func signatures(_ flow: PageFlow) {
    SignatureRow(
      places: [
        .init(ReceiptWording.applicantSigns, ReceiptWording.signingNote, content.people.applicant),
        .init(ReceiptWording.officerSigns, ReceiptWording.signingNote, content.officerName),
      ], style: style.sized(min(10, fit.size)), room: fit.signing
    ).draw(on: flow)
  }

  private func runningHead(_ flow: PageFlow) {
    flow.watermark(content.mark)
    let left = TextBox(
      [
        TextRun(PrintableText.clean(content.office.name), small.bolder()),
        TextRun("\n" + ReceiptWording.metadataTitle + " (tiếp theo)", small),
      ], width: flow.body.width * 0.64)
    let right = TextBox(
      [TextRun(content.dossierCode, small.bolder())], width: flow.body.width * 0.34,
      alignment: .right)
    let heights = [
      flow.place(left, x: flow.body.x, y: flow.y),
      flow.place(right, x: flow.body.right - right.width, y: flow.y),
    ]
    flow.y += (heights.max() ?? 0) + 2
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 0.6)
    flow.y += 7
    if let caption = content.mark.caption { flow.markBadge(caption, style: small) }
  }

  private func footer(_ flow: PageFlow, page: Int, count: Int, y: Double) -> [PaperItem] {
    guard count > 1 else { return [] }
    return PageFooter(code: content.dossierCode, style: TextStyle(.serif, 8))
      .items(flow, page: page, count: count, y: y)
  }

  private func line(
    _ text: String, _ style: TextStyle, _ alignment: TextBox.Alignment, _ flow: PageFlow
  ) {
    flow.paragraph(
      TextBox([TextRun(text, style)], width: flow.body.width, alignment: alignment))
  }
}
