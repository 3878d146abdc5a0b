import Dossiers

/// One copy of the receipt on A5.
struct ReceiptSheet {
  let content: ReceiptContent
  let copy: ReceiptCopy

  /// The resident's copy is in larger type.
  var style: TextStyle { TextStyle(.serif, copy == .resident ? 11 : 10) }
  private var small: TextStyle { style.sized(style.size - 1.5) }

  func paper() throws -> Paper {
    let flow = PageFlow(
      size: .a5, left: 34, right: 30, top: 26, bottom: 18, footerHeight: 14,
      setter: try TextSetter())
    flow.watermark(content.mark)
    head(flow)
    try ReceiptPanel(content: content, copy: copy).draw(on: flow)
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
    line(date, small.sized(9.5).slanted(), .right, flow)
    if let caption = content.mark.caption {
      flow.y += 3
      flow.markBadge(caption, style: small)
    }
    flow.y += 5
    line(ReceiptWording.title, style.bolder().sized(13), .center, flow)
    if let note = content.layout.note { line("(\(note))", small.slanted(), .center, flow) }
    line(ReceiptWording.copy(copy), style.slanted(), .center, flow)
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
    let cellStyle = style.sized(style.size - 0.5)
    flow.reserve(60)
    line(ReceiptWording.components + ":", style, .left, flow)
    flow.y += 3
    let widths = [24.0, 0, 44, 50, 44]
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
    if copy == .resident {
      flow.field(
        ReceiptWording.tracking, content.trackingAddress, style: small, valueStyle: small)
    }
    flow.field(ReceiptWording.hotline, content.office.hotline, style: small, valueStyle: small)
  }

  private func signatures(_ flow: PageFlow) {
    SignatureRow(
      places: [
        .init(ReceiptWording.applicantSigns, ReceiptWording.signingNote, content.people.applicant),
        .init(ReceiptWording.officerSigns, ReceiptWording.signingNote, content.officerName),
      ], style: style.sized(10), room: copy == .office ? 40 : 34
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
