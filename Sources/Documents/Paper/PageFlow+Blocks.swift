extension PageFlow {
  /// A filled line.
  func rule(x: Double, y: Double, width: Double, thickness: Double) {
    add(.rule, Rect(x: x, y: y, width: width, height: thickness))
  }

  /// "Label: value" over the full width or in a column of it; an empty value is a dotted line.
  /// Returns the height; the cursor does not move.
  func field(
    _ label: String, _ value: String, x: Double, y: Double, width: Double, style: TextStyle,
    valueStyle: TextStyle, draws: Bool = true
  ) -> Double {
    let value = PrintableText.clean(value)
    var runs = [TextRun(label + ":", style)]
    if !value.isEmpty { runs.append(TextRun(" " + value, valueStyle)) }
    let box = TextBox(runs, width: width)
    let height = setter.height(box)
    guard draws else { return height }
    place(box, x: x, y: y)
    if value.isEmpty { leader(after: box, x: x, y: y, to: x + width) }
    return height
  }

  /// Dots on the base line from the end of a paragraph's last line to `right`. Returns whether
  /// there was room for somebody to write a word on them; without it nothing is drawn.
  @discardableResult
  func leader(
    after box: TextBox, x: Double, y: Double, to right: Double, atLeast: Double = 12
  ) -> Bool {
    guard let line = setter.layout(box).lines.last, let style = box.runs.last?.style else {
      return false
    }
    let start = x + line.right + style.size * 0.25
    guard right - start > atLeast else { return false }
    dots(x: start, baseline: y + line.baseline, to: right, style: style)
    return true
  }

  func dots(x: Double, baseline: Double, to right: Double, style: TextStyle) {
    let size = style.size * 0.07
    add(
      .dots(size: size),
      Rect(x: x, y: baseline - size / 2, width: right - x, height: size))
  }

  /// Moves the cursor past a field of the full width, on a new page if it does not fit.
  func field(_ label: String, _ value: String, style: TextStyle, valueStyle: TextStyle) {
    let height = field(
      label, value, x: body.x, y: y, width: body.width, style: style, valueStyle: valueStyle,
      draws: false)
    guard height <= body.height else {
      // Longer than a page: set as running text.
      paragraph(
        TextBox(
          [TextRun(label + ": ", style), TextRun(PrintableText.clean(value), valueStyle)],
          width: body.width), after: gap)
      return
    }
    reserve(height)
    y += field(
      label, value, x: body.x, y: y, width: body.width, style: style, valueStyle: valueStyle)
    y += gap
  }

  /// Two short fields side by side, or one below the other when either needs more than a line.
  func fieldPair(
    _ first: (String, String), _ second: (String, String), style: TextStyle, split: Double = 0.46
  ) {
    let gutter = style.size
    let left = body.width * split - gutter / 2
    let right = body.width - left - gutter
    let single = setter.height(TextBox([TextRun("Ặg", style)], width: 1000)) * 1.5
    let heights = [
      field(
        first.0, first.1, x: 0, y: 0, width: left, style: style, valueStyle: style, draws: false),
      field(
        second.0, second.1, x: 0, y: 0, width: right, style: style, valueStyle: style,
        draws: false),
    ]
    guard heights.allSatisfy({ $0 < single }) else {
      field(first.0, first.1, style: style, valueStyle: style)
      field(second.0, second.1, style: style, valueStyle: style)
      return
    }
    reserve(heights.max() ?? 0)
    _ = field(first.0, first.1, x: body.x, y: y, width: left, style: style, valueStyle: style)
    _ = field(
      second.0, second.1, x: body.x + left + gutter, y: y, width: right, style: style,
      valueStyle: style)
    y += (heights.max() ?? 0) + gap
  }

  /// A caption in a frame, right-aligned at the cursor: preview or reprint.
  func markBadge(_ caption: String, style: TextStyle) {
    let wide = TextBox([TextRun(caption, style.bolder())], width: body.width)
    let width = setter.layout(wide).width + 1
    let box = TextBox([TextRun(caption, style.bolder())], width: width, alignment: .center)
    let height = setter.height(box)
    let frame = Rect(
      x: body.right - width - 12, y: y, width: width + 12, height: height + 5)
    add(.frame(thickness: 1), frame)
    place(box, x: frame.x + 6, y: frame.y + 2.5)
    y += frame.height + 4
  }

  /// The preview's writing across the page; nothing for other marks.
  func watermark(_ mark: PaperMark) {
    guard mark == .preview, let caption = mark.caption else { return }
    var style = TextStyle(.sans, size.width / 9, bold: true)
    style.ink = .pale
    add(
      .watermark(
        TextBox([TextRun(caption, style)], width: size.width * 1.6, alignment: .center)),
      Rect(x: 0, y: 0, width: size.width, height: size.height))
  }
}
