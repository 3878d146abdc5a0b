import Dossiers

/// Draws a layout with its data on thermal paper, one thing below the other.
struct LayoutSlip {
  let layout: PaperLayout
  let data: PaperData
  let variants: Set<String>
  let mark: PaperMark
  let width: SlipWidth

  private var isWide: Bool { width == .mm80 }
  private var style: TextStyle { TextStyle(.sans, isWide ? 25 : 21) }
  /// Dots of a point of the sheet, as type goes.
  private var scale: Double { isWide ? 2.3 : 1.9 }

  func paper() throws -> Paper {
    let flow = PageFlow.slip(width, setter: try TextSetter())
    flow.gap = 4
    if let caption = mark.caption { draw(mark: caption, flow) }
    draw(layout.blocks, flow)
    return flow.cutSlip()
  }

  private func draw(mark caption: String, _ flow: PageFlow) {
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 4)
    flow.y += 8
    line(caption, style.bolder().sized(style.size * 1.2), .center, flow)
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 4)
    flow.y += 8
  }

  private func draw(_ blocks: [LayoutBlock], _ flow: PageFlow) {
    for block in blocks where block.isShown(data, variants, .slip) { draw(block.kind, flow) }
  }

  private func draw(_ kind: LayoutBlock.Kind, _ flow: PageFlow) {
    switch kind {
    case .letterhead(let lines, _):
      for one in lines {
        let text = one.text.plain(data.texts)
        line(text, one.isBold ? style.bolder() : style.sized(style.size * 0.85), .center, flow)
      }
      rule(flow)
    case .text(let line): draw(line, flow)
    case .field(let label, let value, let isBold, _):
      flow.field(
        label, value.plain(data.texts), style: style, valueStyle: isBold ? style.bolder() : style)
    case .pair(let fields, _):
      for field in fields {
        flow.field(field.label, field.value.plain(data.texts), style: style, valueStyle: style)
      }
    case .table(let table): draw(table, flow)
    case .signatures, .gazette: break
    case .qr(let value, _, _, _): draw(qr: value.exact(data.texts), flow)
    case .gap: flow.y += 6
    case .rule: rule(flow)
    case .group(let blocks): draw(blocks, flow)
    case .box(let blocks, _, _):
      rule(flow)
      draw(blocks, flow)
      rule(flow)
    case .columns(let columns, _, _): for column in columns { draw(column.blocks, flow) }
    }
  }

  private func draw(_ line: LayoutLine, _ flow: PageFlow) {
    let larger = (line.size ?? 11) - 11 + line.larger
    var style = style.sized(max(style.size * 0.8, style.size + larger * scale))
    style.italic = line.isItalic
    let runs = line.text.filled(data.texts).map {
      TextRun($0.text, line.isBold || $0.isBold ? style.bolder() : style)
    }
    guard !runs.isEmpty else { return }
    flow.paragraph(
      TextBox(runs, width: flow.body.width, alignment: line.alignment), after: flow.gap)
  }

  private func draw(_ table: LayoutTable, _ flow: PageFlow) {
    let indent = style.size * 1.9
    for (index, entry) in table.sentences(data).enumerated() {
      flow.place(
        TextBox([TextRun("\(index + 1).", style)], width: indent), x: flow.body.x, y: flow.y)
      flow.paragraph(
        TextBox([TextRun(entry, style)], width: flow.body.width - indent), indent: indent,
        after: flow.gap)
    }
  }

  private func draw(qr text: String, _ flow: PageFlow) {
    guard !text.isEmpty, let code = try? QRCode(text) else { return }
    let paper = Double(width.rawValue)
    let most = isWide ? paper * 0.8 : flow.body.width
    let module = max(1, (most / Double(code.sideWithQuietZone)).rounded(.down))
    let side = module * Double(code.sideWithQuietZone)
    guard side <= paper else { return }
    let y = flow.y.rounded(.up)
    flow.add(
      .qr(code), Rect(x: ((paper - side) / 2).rounded(.down), y: y, width: side, height: side))
    flow.y = y + side
  }

  private func rule(_ flow: PageFlow) {
    flow.y = (flow.y + 6).rounded(.up)
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 2)
    flow.y += 8
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

extension LayoutTable {
  /// Rows in words for narrow paper: the widest cell, then the others with their titles; a column
  /// with the row's number is left out.
  func sentences(_ data: PaperData) -> [String] {
    let widest = columns.indices.max { columns[$0].width < columns[$1].width }
    let number = columns.firstIndex { $0.value.names == ["row.n"] }
    return cells(data).filter { !$0.allSatisfy(\.isEmpty) }.map { cells in
      let rest = columns.indices.filter { $0 != widest && $0 != number && !cells[$0].isEmpty }
        .map { "\(columns[$0].title.lowercased()): \(cells[$0])" }
      let first = widest.map { cells[$0] } ?? ""
      return ([first] + (rest.isEmpty ? [] : [rest.joined(separator: ", ")]))
        .filter { !$0.isEmpty }.joined(separator: " – ")
    }
  }
}

extension PageFlow {
  /// Longest slip, in dots: two metres. Far above any real one, so it only bounds memory.
  private static var maximumLength: Double { 16_000 }

  static func slip(_ width: SlipWidth, setter: TextSetter) -> PageFlow {
    PageFlow(
      size: PaperSize(
        width: Double(width.rawValue), height: maximumLength, unit: .dot), left: 8, right: 8,
      top: 16, bottom: 0, footerHeight: 0, setter: setter)
  }

  /// The slip ends a little below the last thing on it.
  func cutSlip() -> Paper {
    let length = (y + 24).rounded(.up)
    var paper = finish { _, _, _, _ in [] }
    paper.size.height = length
    for index in paper.pages.indices { paper.pages[index].body.height = length - body.y }
    return paper
  }
}
