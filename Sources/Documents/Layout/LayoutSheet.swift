import Dossiers

/// Draws a layout with its data on sheets.
struct LayoutSheet {
  let layout: PaperLayout
  let data: PaperData
  /// Copy and variant that are drawn.
  let variants: Set<String>
  let mark: PaperMark

  private var size = 11.0

  init(_ layout: PaperLayout, _ data: PaperData, variants: Set<String>, mark: PaperMark) {
    self.layout = layout
    self.data = data
    self.variants = variants
    self.mark = mark
  }

  private var style: TextStyle { TextStyle(layout.face, size) }
  private var small: TextStyle { style.sized(9) }

  /// As few pages as possible, and among those the first size of type that gives them.
  func paper() throws -> Paper {
    let setter = try TextSetter()
    var best: Paper?
    for size in layout.sizes {
      var sheet = self
      sheet.size = size
      let paper = sheet.setPaper(setter)
      if paper.pages.count == 1 { return paper }
      if paper.pages.count < best?.pages.count ?? .max { best = paper }
    }
    return best ?? setPaper(setter)
  }

  private func setPaper(_ setter: TextSetter) -> Paper {
    let page = layout.page
    let footer = min(page.bottom, Self.footerHeight)
    let flow = PageFlow(
      size: page.size, left: page.left, right: page.right, top: page.top,
      bottom: page.bottom - footer, footerHeight: footer, setter: setter)
    flow.gap = layout.gap
    flow.watermark(mark)
    if let caption = mark.caption { badge(caption, flow) }
    flow.runningHead = { runningHead($0) }
    draw(layout.blocks, flow)
    return flow.finish { flow, page, count, y in
      guard count > 1 else { return [] }
      return PageFooter(code: data.texts["code"] ?? "", style: TextStyle(layout.face, 8))
        .items(flow, page: page, count: count, y: y)
    }
  }

  /// Height of the line with code and page number, within the bottom margin.
  private static let footerHeight = millimetres(4)

  /// The mark stands in the upper margin, so that a marked sheet is laid out as the first one.
  private func badge(_ caption: String, _ flow: PageFlow) {
    let column = flow.column(width: flow.body.width)
    column.markBadge(caption, style: TextStyle(layout.face, 8))
    flow.absorb(column, x: flow.body.x, y: max(2, flow.body.y - column.y + 2))
  }

  private func runningHead(_ flow: PageFlow) {
    flow.watermark(mark)
    if let caption = mark.caption { badge(caption, flow) }
    let code = PrintableText.clean(data.texts["code"] ?? "")
    let office = PrintableText.clean(data.texts["office"] ?? "")
    let left = TextBox(
      [
        TextRun(office, small.bolder()),
        TextRun("\n" + PrintableText.clean(layout.title) + " (tiếp theo)", small),
      ], width: flow.body.width * 0.64)
    let right = TextBox(
      [TextRun(code, small.bolder())], width: flow.body.width * 0.34, alignment: .right)
    let heights = [
      flow.place(left, x: flow.body.x, y: flow.y),
      flow.place(right, x: flow.body.right - right.width, y: flow.y),
    ]
    flow.y += (heights.max() ?? 0) + 2
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 0.6)
    flow.y += 7
  }

  // MARK: Blocks

  private func draw(_ blocks: [LayoutBlock], _ flow: PageFlow) {
    for block in blocks where block.isShown(data, variants, .sheet) {
      guard let at = block.at else {
        draw(block.kind, flow)
        continue
      }
      let width = at.width ?? layout.page.size.width - layout.page.right - at.x
      let column = flow.column(width: width)
      draw(block.kind, column)
      flow.absorb(column, x: at.x, y: at.y)
    }
  }

  private func draw(_ kind: LayoutBlock.Kind, _ flow: PageFlow) {
    switch kind {
    case .letterhead(let lines, let size):
      Letterhead(
        lines: lines.map { ($0.text.plain(data.texts), $0.isBold) },
        style: TextStyle(layout.face, size)
      ).draw(on: flow)
    case .text(let line): draw(line, flow)
    case .field(let label, let value, let isBold, let larger):
      let style = style.sized(size + larger)
      flow.field(
        label, value.plain(data.texts), style: style, valueStyle: isBold ? style.bolder() : style)
    case .pair(let fields, let split): draw(fields, split, flow)
    case .table(let table): draw(table, flow)
    case .signatures(let places, let room): draw(places, room, flow)
    case .qr(let value, _, let side, let alignment):
      draw(value.exact(data.texts), side, alignment, flow)
    case .gap(let height): flow.y += min(height, max(flow.room, 0))
    case .rule(let thickness):
      flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: thickness)
      flow.y += thickness
    case .gazette: drawGazetteNote(flow)
    case .group(let blocks):
      flow.reserve(column(blocks, flow.body.width, flow).y)
      draw(blocks, flow)
    case .box(let blocks, let padding, let thickness): draw(blocks, padding, thickness, flow)
    case .columns(let columns, let gap, let isMiddle): draw(columns, gap, isMiddle, flow)
    }
  }

  private func drawGazetteNote(_ flow: PageFlow) {
    guard let note = layout.gazetteNote else { return }
    flow.paragraph(
      TextBox(
        [TextRun("(\(PrintableText.clean(note)))", style.slanted().sized(size - 1.5))],
        width: flow.body.width, alignment: .center))
  }

  private func column(_ blocks: [LayoutBlock], _ width: Double, _ flow: PageFlow) -> PageFlow {
    let column = flow.column(width: width)
    draw(blocks, column)
    return column
  }

  private func draw(_ line: LayoutLine, _ flow: PageFlow) {
    var style = style.sized(line.size ?? size + line.larger)
    style.italic = line.isItalic
    // Letters set apart are for what people read out; the words before it stay as they are.
    let bold = style.bolder().tracked(line.tracking)
    let runs = line.text.filled(data.texts).map {
      TextRun($0.text, line.isBold || $0.isBold ? bold : style)
    }
    guard !runs.isEmpty else { return }
    let box = TextBox(
      runs, width: flow.body.width - line.indent, alignment: line.alignment,
      lineSpacing: layout.lineSpacing)
    flow.paragraph(box, indent: line.indent, after: flow.gap)
  }

  private func draw(_ fields: [LayoutBlock.Field], _ split: Double, _ flow: PageFlow) {
    guard fields.count == 2 else { return }
    let pairs = fields.map { ($0.label, $0.value.plain(data.texts)) }
    flow.fieldPair(pairs[0], pairs[1], style: style, split: split)
  }

  private func draw(_ table: LayoutTable, _ flow: PageFlow) {
    flow.y += 2
    let columns = table.columns.map {
      TableColumn(
        title: $0.title, width: $0.width, alignment: $0.alignment, group: $0.group)
    }
    flow.table(
      columns, rows: table.cells(data),
      style: TableStyle(text: style.sized(size + table.larger), rowHeight: table.rowHeight))
    flow.y += 2 + flow.gap
  }

  private func draw(_ places: [LayoutBlock.Signature], _ room: Double, _ flow: PageFlow) {
    SignatureRow(
      places: places.map {
        SignatureRow.Place(
          $0.title.plain(data.texts), $0.note, $0.name.plain(data.texts),
          thumbprint: $0.hasThumbprint)
      }, style: style, room: room
    ).draw(on: flow)
  }

  private func draw(
    _ value: String, _ side: Double, _ alignment: TextBox.Alignment, _ flow: PageFlow
  ) {
    guard !value.isEmpty, let code = try? QRCode(value) else { return }
    flow.reserve(side)
    let free = flow.body.width - side
    let x =
      switch alignment {
      case .left: 0.0
      case .center: free / 2
      case .right: free
      }
    flow.add(.qr(code), Rect(x: flow.body.x + x, y: flow.y, width: side, height: side))
    flow.y += side
  }

  private func draw(
    _ blocks: [LayoutBlock], _ padding: Double, _ thickness: Double, _ flow: PageFlow
  ) {
    let inner = column(blocks, flow.body.width - 2 * padding, flow)
    let height = inner.y + 2 * padding
    flow.reserve(height)
    flow.add(
      .frame(thickness: thickness),
      Rect(x: flow.body.x, y: flow.y, width: flow.body.width, height: height))
    flow.absorb(inner, x: flow.body.x + padding, y: flow.y + padding)
    flow.y += height + flow.gap
  }

  private func draw(
    _ columns: [LayoutBlock.Column], _ gap: Double, _ isMiddle: Bool, _ flow: PageFlow
  ) {
    let drawn = columns.map { column($0.blocks, $0.width, flow) }
    let height = drawn.map(\.y).max() ?? 0
    flow.reserve(height)
    var x = flow.body.x
    for (index, column) in drawn.enumerated() {
      flow.absorb(column, x: x, y: flow.y + (isMiddle ? (height - column.y) / 2 : 0))
      x += columns[index].width + gap
    }
    flow.y += height
  }
}

extension LayoutBlock {
  func isShown(_ data: PaperData, _ active: Set<String>, _ medium: Medium) -> Bool {
    (only.isEmpty || !active.isDisjoint(with: only))
      && (when.map(data.has) ?? true) && !(unless.map(data.has) ?? false)
      && (media.isEmpty || media.contains(medium))
  }
}

extension LayoutTable {
  /// The cells of every row, and empty ones to write in.
  func cells(_ data: PaperData) -> [[String]] {
    let filled = (data.rows[rows] ?? []).map { row in
      let values = Dictionary(uniqueKeysWithValues: row.map { ("row.\($0.key)", $0.value) })
        .merging(data.texts) { own, _ in own }
      return columns.map { $0.value.plain(values) }
    }
    let missing = max(0, minimumRows - filled.count)
    return filled + Array(repeating: columns.map { _ in "" }, count: missing)
  }
}
