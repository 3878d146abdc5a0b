/// Places to sign, side by side, kept together on one page.
struct SignatureRow {
  struct Place {
    var title: String
    var note: String
    var name: String
    var thumbprint: Bool

    init(_ title: String, _ note: String, _ name: String, thumbprint: Bool = false) {
      self.title = title
      self.note = note
      self.name = PrintableText.clean(name)
      self.thumbprint = thumbprint
    }
  }

  var places: [Place]
  var style: TextStyle
  /// Height left free for the signature.
  var room: Double

  /// A single place stands in the right half, where Vietnamese papers are signed.
  func draw(on flow: PageFlow) {
    let columns = max(places.count, 2)
    let width = flow.body.width / Double(columns)
    let (titleHeight, noteHeight, nameHeight) = rows(width, flow)
    flow.reserve(height(on: flow))
    flow.y += 6
    for (index, place) in places.enumerated() {
      let x = flow.body.x + Double(index + columns - places.count) * width
      text(place.title, style.bolder(), x, flow.y, width, flow)
      text(place.note, style.slanted(), x, flow.y + titleHeight, width, flow)
      let top = flow.y + titleHeight + noteHeight
      if place.thumbprint, width >= Self.narrowest { thumbprint(x, top + 6, width, flow) }
      let nameTop = top + space
      if place.name.isEmpty {
        let inset = width * 0.16
        flow.dots(
          x: x + inset, baseline: nameTop + nameHeight * 0.75, to: x + width - inset, style: style)
      } else {
        text(place.name, style.bolder(), x, nameTop, width, flow)
      }
    }
    flow.y += titleHeight + noteHeight + space + nameHeight
  }

  /// Height that the row takes on a page.
  func height(on flow: PageFlow) -> Double {
    guard !places.isEmpty else { return 0 }
    let (title, note, name) = rows(flow.body.width / Double(max(places.count, 2)), flow)
    return 6 + title + note + space + name
  }

  /// Points a column needs for a signature and a thumbprint beside it; narrower ones are for
  /// signatures alone.
  private static let narrowest = 130.0

  private var space: Double { places.contains(where: \.thumbprint) ? max(room, 82) : room }

  private func rows(_ width: Double, _ flow: PageFlow) -> (Double, Double, Double) {
    (
      places.map { height($0.title, style.bolder(), width, flow) }.max() ?? 0,
      places.map { height($0.note, style.slanted(), width, flow) }.max() ?? 0,
      places.map { height($0.name, style.bolder(), width, flow) }.max() ?? 0
    )
  }

  private func box(_ text: String, _ style: TextStyle, _ width: Double) -> TextBox {
    TextBox([TextRun(text, style)], width: width - 8, alignment: .center)
  }

  private func height(_ text: String, _ style: TextStyle, _ width: Double, _ flow: PageFlow)
    -> Double
  {
    flow.setter.height(box(text, style, width))
  }

  private func text(
    _ text: String, _ style: TextStyle, _ x: Double, _ y: Double, _ width: Double, _ flow: PageFlow
  ) {
    let inset = width * inset(text, style, width, flow)
    flow.place(box(text, style, width - 2 * inset), x: x + inset + 4, y: y)
  }

  /// The part of the width to leave free on either side so that lines come out about as long as
  /// each other, with no single word on the last one; no more lines than without.
  private func inset(_ text: String, _ style: TextStyle, _ width: Double, _ flow: PageFlow)
    -> Double
  {
    let needed = height(text, style, width, flow)
    return [0.2, 0.15, 0.1, 0.05].first {
      height(text, style, width * (1 - 2 * $0), flow) <= needed
    } ?? 0
  }

  /// A frame for the print of a thumb, to the right of where the hand signs.
  private func thumbprint(_ x: Double, _ y: Double, _ width: Double, _ flow: PageFlow) {
    let left = min(x + width / 2 + 34, x + width - 56)
    let frame = Rect(x: left, y: y, width: 52, height: 68)
    flow.add(.frame(thickness: 0.5), frame)
    let caption = TextBox(
      [TextRun("Điểm chỉ", style.slanted().sized(style.size - 4).inked(.grey))],
      width: frame.width, alignment: .center)
    flow.place(caption, x: frame.x, y: frame.bottom - flow.setter.height(caption) - 2)
  }
}
