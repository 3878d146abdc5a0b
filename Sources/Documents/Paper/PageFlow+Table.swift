/// A column of a ruled table: a share of the width and how its cells are set.
struct TableColumn {
  var title: String
  var width: Double
  var alignment = TextBox.Alignment.center
}

extension PageFlow {
  /// A ruled table at the cursor. The title row stands again on every page; a row stays whole
  /// unless it is higher than a page.
  func table(_ columns: [TableColumn], rows: [[String]], style: TextStyle) {
    let titles = columns.map(\.title)
    let titleHeight = rowHeight(titles, columns, style.bolder())
    let firstRow = rows.first.map { rowHeight($0, columns, style) } ?? 0
    reserve(titleHeight + firstRow)
    draw(titles, columns, style.bolder(), titleHeight)
    for row in rows {
      let height = rowHeight(row, columns, style)
      if height > room {
        breakPage()
        draw(titles, columns, style.bolder(), titleHeight)
      }
      if height > room {
        split(row, columns, style) { self.draw(titles, columns, style.bolder(), titleHeight) }
      } else {
        draw(row, columns, style, height)
      }
    }
  }

  private static var padding: Double { 2.5 }
  private static var thickness: Double { 0.5 }

  private func cell(_ text: String, _ column: TableColumn, _ style: TextStyle, isTitle: Bool)
    -> TextBox
  {
    TextBox(
      [TextRun(text, style)], width: column.width - 2 * Self.padding,
      alignment: isTitle ? .center : column.alignment)
  }

  private func boxes(_ row: [String], _ columns: [TableColumn], _ style: TextStyle) -> [TextBox] {
    zip(row, columns).map { cell($0, $1, style, isTitle: row == columns.map(\.title)) }
  }

  private func rowHeight(_ row: [String], _ columns: [TableColumn], _ style: TextStyle) -> Double {
    let heights = boxes(row, columns, style).map { setter.height($0) }
    return (heights.max() ?? 0) + 2 * Self.padding
  }

  private func draw(
    _ row: [String], _ columns: [TableColumn], _ style: TextStyle, _ height: Double
  ) {
    draw(boxes(row, columns, style), columns, height)
  }

  private func draw(_ boxes: [TextBox], _ columns: [TableColumn], _ height: Double) {
    var x = body.x
    for (box, column) in zip(boxes, columns) {
      // Neighbours share a line: each frame reaches half a line beyond its cell.
      let half = Self.thickness / 2
      add(
        .frame(thickness: Self.thickness),
        Rect(
          x: x - half, y: y - half, width: column.width + 2 * half, height: height + 2 * half))
      let lift = (height - 2 * Self.padding - setter.height(box)) / 2
      let top = box.alignment == .center ? lift : 0
      place(box, x: x + Self.padding, y: y + Self.padding + top)
      x += column.width
    }
    y += height
  }

  private func split(
    _ row: [String], _ columns: [TableColumn], _ style: TextStyle, title: () -> Void
  ) {
    var rest: [TextBox?] = boxes(row, columns, style).map(Optional.some)
    while rest.contains(where: { $0 != nil }) {
      var heads: [TextBox] = []
      let inner = room - 2 * Self.padding
      for (index, box) in rest.enumerated() {
        guard let box else {
          heads.append(TextBox([], width: columns[index].width))
          continue
        }
        let (head, tail) = setter.split(box, height: inner)
        heads.append(head)
        rest[index] = tail
      }
      let height = heads.map { $0.runs.isEmpty ? 0 : setter.height($0) }.max() ?? 0
      draw(heads, columns, height + 2 * Self.padding)
      if rest.contains(where: { $0 != nil }) {
        breakPage()
        title()
      }
    }
  }
}
