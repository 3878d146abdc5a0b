/// Blocks of a layout file. Widths are what a block has at its place, in points.
extension LayoutReader {
  enum Kind: String, CaseIterable {
    case letterhead, text, field, pair, table, signatures, qr, gap, rule, gazette, group, box
    case columns

    /// What a block of this kind may have besides what every block may.
    var keys: [String] {
      switch self {
      case .letterhead: ["lines", "size"]
      case .text: LayoutReader.lineKeys
      case .field: ["label", "value", "bold", "larger"]
      case .pair: ["fields", "split"]
      case .table: ["rows", "columns", "larger", "minimumRows", "rowHeight"]
      case .signatures: ["places", "room"]
      case .qr: ["value", "short", "side", "align"]
      case .gap: ["height"]
      case .rule: ["thickness"]
      case .gazette: []
      case .group: ["blocks"]
      case .box: ["blocks", "padding", "thickness"]
      case .columns: ["columns", "gap", "middle"]
      }
    }
  }

  enum Align: String, CaseIterable {
    case left, center, right

    var alignment: TextBox.Alignment {
      switch self {
      case .left: .left
      case .center: .center
      case .right: .right
      }
    }
  }

  static let lineKeys = ["text", "align", "bold", "italic", "size", "larger", "tracking", "indent"]
  private static let blockKeys = ["kind", "only", "when", "unless", "on", "at"]
  private static let typeSizes = 5.0...72.0
  private static let growth = -10.0...30.0

  func blocks(_ object: LayoutObject, _ key: String, width: Double) -> [LayoutBlock] {
    object.objects(key, required: true).compactMap { block($0, width: width) }
  }

  private func block(_ object: LayoutObject, width: Double) -> LayoutBlock? {
    guard let kind = Kind(rawValue: object.text("kind", required: true)) else {
      let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      problems.add(
        object.path("kind"), vi: "không có loại khối này; có: \(known).",
        en: "there is no such kind of block; there are \(known).")
      return nil
    }
    object.allow(kind.keys + Self.blockKeys)
    let place = place(object)
    let own = place.map { $0.width ?? page.size.width - page.right - $0.x } ?? width
    let only = object.texts("only")
    for name in only where !variants.contains(name) { unknown(variant: name, object.path("only")) }
    let media = object.texts("on").compactMap { name -> LayoutBlock.Medium? in
      let medium = LayoutBlock.Medium(rawValue: name)
      if medium == nil {
        problems.add(
          object.path("on"), vi: "“\(name)” không phải sheet, slip hay text.",
          en: "“\(name)” is none of sheet, slip and text.")
      }
      return medium
    }
    return LayoutBlock(
      kind: read(kind, object, width: own), only: only, when: condition(object, "when"),
      unless: condition(object, "unless"), media: media, at: place)
  }

  private func place(_ object: LayoutObject) -> LayoutBlock.Place? {
    guard let at = object.object("at") else { return nil }
    at.allow(["x", "y", "width"])
    let x = millimetres(at.number("x", in: 0...420) ?? 0)
    let y = millimetres(at.number("y", in: 0...420) ?? 0)
    let width = at.optional("width", in: 5...420).map(millimetres)
    let right = x + (width ?? 1)
    if right > page.size.width + 0.01 || y > page.size.height {
      problems.add(at.place, vi: "nằm ngoài trang giấy.", en: "this lies off the page.")
    }
    return LayoutBlock.Place(x: x, y: y, width: width)
  }

  private func read(_ kind: Kind, _ object: LayoutObject, width: Double) -> LayoutBlock.Kind {
    switch kind {
    case .letterhead:
      .letterhead(
        lines: object.objects("lines", required: true).map(line),
        size: object.number("size", in: Self.typeSizes, default: 10) ?? 10)
    case .text: .text(line(object, isBlock: true))
    case .field:
      .field(
        label: object.text("label", required: true), value: words(object, "value", required: true),
        isBold: object.flag("bold"), larger: larger(object))
    case .pair: pair(object)
    case .table: table(object, width: width)
    case .signatures:
      .signatures(
        object.objects("places", required: true).map(signature),
        room: millimetres(object.number("room", in: 5...80, default: 15) ?? 15))
    case .qr: qr(object, width: width)
    case .gap: .gap(millimetres(object.number("height", in: 0...250) ?? 0))
    case .rule:
      .rule(thickness: millimetres(object.number("thickness", in: 0.05...3, default: 0.2) ?? 0.2))
    case .gazette: .gazette
    case .group: .group(blocks(object, "blocks", width: width))
    case .box: box(object, width: width)
    case .columns: columns(object, width: width)
    }
  }

  private func line(_ object: LayoutObject) -> LayoutLine { line(object, isBlock: false) }

  private func line(_ object: LayoutObject, isBlock: Bool) -> LayoutLine {
    if !isBlock { object.allow(Self.lineKeys) }
    let align: Align = object.choice("align", default: .left)
    return LayoutLine(
      text: words(object, "text", required: true), alignment: align.alignment,
      isBold: object.flag("bold"), isItalic: object.flag("italic"),
      size: object.optional("size", in: Self.typeSizes), larger: larger(object),
      tracking: object.number("tracking", in: 0...20, default: 0) ?? 0,
      indent: millimetres(object.number("indent", in: 0...150, default: 0) ?? 0))
  }

  private func larger(_ object: LayoutObject) -> Double {
    object.number("larger", in: Self.growth, default: 0) ?? 0
  }

  private func pair(_ object: LayoutObject) -> LayoutBlock.Kind {
    let fields = object.objects("fields", required: true)
    if fields.count != 2 {
      problems.add(object.path("fields"), vi: "phải có đúng hai mục.", en: "there must be two.")
    }
    return .pair(
      fields.map { field in
        field.allow(["label", "value"])
        return LayoutBlock.Field(
          label: field.text("label", required: true),
          value: words(field, "value", required: true))
      }, split: object.number("split", in: 0.1...0.9, default: 0.5) ?? 0.5)
  }

  private func signature(_ object: LayoutObject) -> LayoutBlock.Signature {
    object.allow(["title", "note", "name", "thumbprint"])
    return LayoutBlock.Signature(
      title: words(object, "title", required: true), note: object.text("note"),
      name: words(object, "name"), hasThumbprint: object.flag("thumbprint"))
  }

  private func qr(_ object: LayoutObject, width: Double) -> LayoutBlock.Kind {
    let side = millimetres(object.number("side", in: 15...120) ?? 30)
    if side > width + 0.01 {
      problems.add(
        object.path("side"), vi: "rộng hơn chỗ của nó.", en: "this is wider than its place.")
    }
    let align: Align = object.choice("align", default: .left)
    return .qr(
      value: words(object, "value", required: true),
      short: object.has("short") ? words(object, "short") : nil, side: side,
      alignment: align.alignment)
  }

  private func box(_ object: LayoutObject, width: Double) -> LayoutBlock.Kind {
    let padding = millimetres(object.number("padding", in: 0...30, default: 2) ?? 2)
    return .box(
      blocks(object, "blocks", width: width - 2 * padding), padding: padding,
      thickness: millimetres(object.number("thickness", in: 0.05...3, default: 0.2) ?? 0.2))
  }

  private func columns(_ object: LayoutObject, width: Double) -> LayoutBlock.Kind {
    let gap = millimetres(object.number("gap", in: 0...50, default: 3) ?? 3)
    let objects = object.objects("columns", required: true)
    let widths = widths(
      objects.map { $0.optional("width", in: 5...420).map(millimetres) },
      within: width - gap * Double(max(objects.count - 1, 0)), object.path("columns"))
    return .columns(
      zip(objects, widths).map { column, width in
        column.allow(["width", "blocks"])
        return LayoutBlock.Column(
          width: width, blocks: blocks(column, "blocks", width: width))
      }, gap: gap, isMiddle: object.flag("middle"))
  }

  private func table(_ object: LayoutObject, width: Double) -> LayoutBlock.Kind {
    let rows = object.text("rows", required: true)
    if !rows.isEmpty, vocabulary.rows[rows] == nil {
      let known = vocabulary.rows.keys.sorted().joined(separator: ", ")
      problems.add(
        object.path("rows"), vi: "không có danh sách “\(rows)”; có: \(known).",
        en: "there is no list “\(rows)”; there are \(known).")
    }
    rowNames = vocabulary.rows[rows] ?? []
    hasUnknownRows = vocabulary.rows[rows] == nil
    defer { (rowNames, hasUnknownRows) = (nil, false) }
    let objects = object.objects("columns", required: true)
    let widths = widths(
      objects.map { $0.optional("width", in: 3...420).map(millimetres) }, within: width,
      object.path("columns"))
    let columns = zip(objects, widths).map { column, width in
      column.allow(["title", "group", "width", "align", "value"])
      let align: Align = column.choice("align", default: .left)
      return LayoutTable.Column(
        title: column.text("title", required: true), group: column.text("group"), width: width,
        alignment: align.alignment, value: words(column, "value"))
    }
    return .table(
      LayoutTable(
        rows: rows, columns: columns, larger: larger(object),
        minimumRows: Int(object.number("minimumRows", in: 0...60, default: 0) ?? 0),
        rowHeight: millimetres(object.number("rowHeight", in: 0...60, default: 0) ?? 0)))
  }

  /// Widths of columns; those without one share what is left, at least 5 mm each.
  private func widths(_ given: [Double?], within width: Double, _ place: String) -> [Double] {
    let taken = given.compactMap(\.self).reduce(0, +)
    let open = given.count { $0 == nil }
    let rest = width - taken
    let least = open == 0 ? -0.01 : millimetres(5) * Double(open)
    if rest < least {
      let (need, have) = (Self.mm(taken), Self.mm(width))
      problems.add(
        place, vi: "các cột rộng \(need) mm, chỗ chỉ có \(have) mm.",
        en: "the columns take \(need) mm of \(have) mm.")
    }
    return given.map { $0 ?? max(rest, 1) / Double(max(open, 1)) }
  }

  private static func mm(_ points: Double) -> String {
    LayoutObject.plain((points * 25.4 / 72 * 10).rounded() / 10)
  }
}
