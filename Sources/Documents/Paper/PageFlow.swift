/// Fills pages from top to bottom. Made, used and thrown away inside one function.
final class PageFlow {
  let size: PaperSize
  /// The part of every page that texts keep to.
  let body: Rect
  let setter: TextSetter
  /// Where the next thing starts.
  var y: Double
  /// Space below every field.
  var gap = 0.0
  /// Draws the running head of every page after the first.
  var runningHead: (PageFlow) -> Void = { _ in }
  /// Height kept free below the body for `finish`'s footers.
  let footerHeight: Double
  private var pages: [[PaperItem]] = [[]]

  init(
    size: PaperSize, left: Double, right: Double, top: Double, bottom: Double,
    footerHeight: Double, setter: TextSetter
  ) {
    self.size = size
    self.body = Rect(
      x: left, y: top, width: size.width - left - right,
      height: size.height - top - bottom - footerHeight)
    self.footerHeight = footerHeight
    self.setter = setter
    self.y = top
  }

  var room: Double { body.bottom - y }

  func add(_ kind: PaperItem.Kind, _ frame: Rect) {
    pages[pages.count - 1].append(PaperItem(frame: frame, kind: kind))
  }

  /// Places a paragraph at a fixed spot and returns its height; the cursor does not move.
  @discardableResult
  func place(_ box: TextBox, x: Double, y: Double) -> Double {
    guard !box.text.isEmpty else { return 0 }
    let height = setter.height(box)
    add(.text(box), Rect(x: x, y: y, width: box.width, height: height))
    return height
  }

  /// A new page when less than `height` is left; a thing higher than a page starts where it is.
  func reserve(_ height: Double) {
    guard height > room + 0.001, height <= body.height else { return }
    breakPage()
  }

  func breakPage() {
    pages.append([])
    y = body.y
    runningHead(self)
  }

  /// A paragraph at the cursor. It stays whole if a page can hold it; otherwise it goes on over
  /// the page's end, line by line.
  func paragraph(_ box: TextBox, indent: Double = 0, after: Double = 0) {
    var rest = box
    reserve(setter.height(rest))
    while true {
      let (head, tail) = setter.split(rest, height: max(room, 0))
      if !head.runs.isEmpty { y += place(head, x: body.x + indent, y: y) }
      guard let tail else { break }
      breakPage()
      rest = tail
    }
    y += after
  }

  /// A flow of one endless page as wide as a column, to be measured and put into this one.
  func column(width: Double) -> PageFlow {
    let flow = PageFlow(
      size: PaperSize(width: width, height: Self.endless, unit: size.unit), left: 0, right: 0,
      top: 0, bottom: 0, footerHeight: 0, setter: setter)
    flow.gap = gap
    return flow
  }

  /// Far above any page, in units of the page.
  private static let endless = 1_000_000.0

  /// Puts what stands in a column with its upper left corner at a place of the page.
  func absorb(_ column: PageFlow, x: Double, y: Double) {
    for var item in column.pages.joined() {
      item.frame.x += x
      item.frame.y += y
      pages[pages.count - 1].append(item)
    }
  }

  /// The pages, each with the footer that `footer` draws for page n of m.
  func finish(_ footer: (PageFlow, _ page: Int, _ count: Int, _ y: Double) -> [PaperItem]) -> Paper
  {
    let whole = Rect(x: body.x, y: body.y, width: body.width, height: body.height + footerHeight)
    return Paper(
      size: size,
      pages: pages.enumerated().map { index, items in
        let foot = footer(self, index + 1, pages.count, body.bottom)
        return PaperPage(items: items + foot, body: whole)
      })
  }
}

extension TextSetter {
  /// The lines of `box` that fit in `height`, and what is left of it. At least the head or the
  /// tail has text; a head without runs says that not even one line fits.
  func split(_ box: TextBox, height: Double) -> (head: TextBox, tail: TextBox?) {
    let lines = layout(box).lines
    guard let last = lines.last, last.bottom > height + 0.001 else { return (box, nil) }
    let fitting = lines.prefix { $0.bottom <= height + 0.001 }.count
    guard fitting < lines.count else { return (box, nil) }
    let cut = lines[fitting].bytes.lowerBound
    return (box.slice(0..<cut), box.slice(cut..<box.text.utf8.count))
  }
}

extension TextBox {
  /// The part of the text between two UTF-8 offsets, styles kept.
  fileprivate func slice(_ bytes: Range<Int>) -> TextBox {
    var copy = self
    copy.runs = []
    var start = 0
    for run in runs {
      let utf8 = run.text.utf8
      let end = start + utf8.count
      let lower = max(start, bytes.lowerBound)
      let upper = min(end, bytes.upperBound)
      if lower < upper {
        let from = utf8.index(utf8.startIndex, offsetBy: lower - start)
        let to = utf8.index(utf8.startIndex, offsetBy: upper - start)
        copy.runs.append(TextRun(String(run.text[from..<to]), run.style))
      }
      start = end
    }
    return copy
  }
}
