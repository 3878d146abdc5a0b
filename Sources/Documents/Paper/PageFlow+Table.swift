/// A column of a ruled table: its width and how its cells are set.
struct TableColumn {
  var title: String
  var width: Double
  var alignment = TextBox.Alignment.center
  /// Heading over this column and its neighbours of the same group; empty: none.
  var group = ""
}

/// How a ruled table is set.
struct TableStyle {
  var text: TextStyle
  /// Least height of a row.
  var rowHeight = 0.0
  /// Space between a cell's lines and its text.
  var padding = 2.5
  var thickness = 0.5
}

extension PageFlow {
  /// A ruled table at the cursor. The title row stands again on every page; a row stays whole
  /// unless it is higher than a page.
  func table(_ columns: [TableColumn], rows: [[String]], style: TableStyle) {
    let table = RuledTable(columns: columns, style: style, flow: self)
    let first = table.headHeight + (rows.first.map(table.height) ?? 0)
    // A row higher than a page begins where its head and a line of it have room.
    reserve(first <= body.height ? first : table.headHeight + table.lineHeight)
    table.drawHead()
    for row in rows {
      if table.height(of: row) > room {
        breakPage()
        table.drawHead()
      }
      if table.height(of: row) > room { table.split(row) } else { table.draw(row) }
    }
  }
}

/// A table while it is drawn at the flow's cursor.
private struct RuledTable {
  let columns: [TableColumn]
  let style: TableStyle
  let flow: PageFlow

  private var setter: TextSetter { flow.setter }
  private var titleStyle: TextStyle { style.text.bolder() }
  private var hasGroups: Bool { columns.contains { !$0.group.isEmpty } }

  private func cell(_ text: String, _ width: Double, _ style: TextStyle, _ align: TextBox.Alignment)
    -> TextBox
  {
    TextBox([TextRun(text, style)], width: width - 2 * self.style.padding, alignment: align)
  }

  private func boxes(_ row: [String]) -> [TextBox] {
    zip(row, columns).map { cell($0, $1.width, style.text, $1.alignment) }
  }

  var lineHeight: Double { height(of: columns.map { _ in "X" }) }

  func height(of row: [String]) -> Double {
    max(style.rowHeight, (boxes(row).map(setter.height).max() ?? 0) + 2 * style.padding)
  }

  // MARK: Head

  /// Neighbours under one heading; a column without a group is alone.
  private var spans: [(title: String, columns: [TableColumn])] {
    var spans: [(title: String, columns: [TableColumn])] = []
    for column in columns {
      if !column.group.isEmpty, spans.last?.title == column.group {
        spans[spans.count - 1].columns.append(column)
      } else {
        spans.append((column.group, [column]))
      }
    }
    return spans
  }

  private func titleHeight(_ text: String, _ width: Double) -> Double {
    setter.height(cell(text, width, titleStyle, .center)) + 2 * style.padding
  }

  /// Height of the headings over groups, and of the titles under them.
  private var headRows: (group: Double, title: Double) {
    let group =
      hasGroups
      ? spans.filter { !$0.title.isEmpty }.map {
        titleHeight($0.title, $0.columns.map(\.width).reduce(0, +))
      }.max() ?? 0 : 0
    let grouped = columns.filter { !$0.group.isEmpty }
    var title = grouped.map { titleHeight($0.title, $0.width) }.max() ?? 0
    let alone = columns.filter(\.group.isEmpty).map { titleHeight($0.title, $0.width) }.max() ?? 0
    title = max(title, alone - group)
    return (group, title)
  }

  var headHeight: Double { headRows.group + headRows.title }

  func drawHead() {
    let (group, title) = headRows
    var x = flow.body.x
    for span in spans {
      let width = span.columns.map(\.width).reduce(0, +)
      if span.title.isEmpty {
        draw(span.columns[0].title, x, flow.y, width, group + title)
      } else {
        draw(span.title, x, flow.y, width, group)
        var left = x
        for column in span.columns {
          draw(column.title, left, flow.y + group, column.width, title)
          left += column.width
        }
      }
      x += width
    }
    flow.y += group + title
  }

  private func draw(_ title: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    frame(x, y, width, height)
    let box = cell(title, width, titleStyle, .center)
    flow.place(box, x: x + style.padding, y: y + (height - setter.height(box)) / 2)
  }

  // MARK: Rows

  func draw(_ row: [String]) { draw(boxes(row), height(of: row), isWhole: true) }

  /// Cells of a whole row stand in its middle, so that they read as one line; what is left of a
  /// torn row goes on at the top.
  private func draw(_ boxes: [TextBox], _ height: Double, isWhole: Bool) {
    var x = flow.body.x
    for (box, column) in zip(boxes, columns) {
      frame(x, flow.y, column.width, height)
      let lift = (height - 2 * style.padding - setter.height(box)) / 2
      let top = isWhole || box.alignment == .center ? lift : 0
      flow.place(box, x: x + style.padding, y: flow.y + style.padding + top)
      x += column.width
    }
    flow.y += height
  }

  /// Neighbours share a line: each frame reaches half a line beyond its cell.
  private func frame(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    let half = style.thickness / 2
    flow.add(
      .frame(thickness: style.thickness),
      Rect(x: x - half, y: y - half, width: width + 2 * half, height: height + 2 * half))
  }

  /// A row higher than a page goes on on the next.
  func split(_ row: [String]) {
    var rest: [TextBox?] = boxes(row).map(Optional.some)
    while rest.contains(where: { $0 != nil }) {
      var heads: [TextBox] = []
      let inner = flow.room - 2 * style.padding
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
      draw(heads, height + 2 * style.padding, isWhole: false)
      if rest.contains(where: { $0 != nil }) {
        flow.breakPage()
        drawHead()
      }
    }
  }
}
