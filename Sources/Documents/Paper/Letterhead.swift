/// The head of an official paper: left the office, right the nation and its motto.
struct Letterhead {
  /// Left column, from the top; the line under it stands below the last.
  var lines: [(text: String, isBold: Bool)]
  var style: TextStyle

  /// Draws at the cursor and moves it below.
  func draw(on flow: PageFlow) {
    let nation = TextRun(ReceiptWording.nation, style.bolder())
    let line = flow.setter.layout(TextBox([nation], width: 10_000)).width + 1
    let gap = style.size * 1.2
    // On a wide sheet the office's column is no wider than the nation's needs.
    let left = min(flow.body.width - line - gap, line * 1.15)
    let right = nationColumn(nation, x: flow.body.right - line, width: line, flow)
    let bottom = officeColumn(width: left, flow)
    flow.y += max(right, bottom)
  }

  private func nationColumn(_ nation: TextRun, x: Double, width: Double, _ flow: PageFlow)
    -> Double
  {
    var height = flow.place(
      TextBox([nation], width: width, alignment: .center), x: x, y: flow.y)
    let motto = TextBox(
      [TextRun(ReceiptWording.motto, style.bolder().sized(style.size + 0.8))], width: width,
      alignment: .center)
    height += flow.place(motto, x: x, y: flow.y + height)
    // The line under the motto is as long as the motto.
    let length = flow.setter.layout(motto).width
    flow.rule(
      x: x + (width - length) / 2, y: flow.y + height + 1, width: length, thickness: 0.6)
    return height + 3
  }

  private func officeColumn(width: Double, _ flow: PageFlow) -> Double {
    var height = 0.0
    for line in lines where !line.text.isEmpty {
      let box = TextBox(
        [TextRun(line.text, line.isBold ? style.bolder() : style)], width: width,
        alignment: .center)
      height += flow.place(box, x: flow.body.x, y: flow.y + height)
    }
    let length = width * 0.36
    flow.rule(
      x: flow.body.x + (width - length) / 2, y: flow.y + height + 1, width: length,
      thickness: 0.6)
    return height + 3
  }
}
