import Dossiers

/// A layout with its data as plain lines for a terminal or a text printer.
struct LayoutPlain {
  let layout: PaperLayout
  let data: PaperData
  let variants: Set<String>
  let mark: PaperMark
  let columns: Int
  let background: TextBackground

  func text() -> String {
    var lines: [String] = []
    if let caption = mark.caption { lines += set("*** \(caption) ***", .center) }
    lines += self.lines(layout.blocks)
    // Blocks with nothing in them leave no hole.
    var result: [String] = []
    for line in lines where !(line.isEmpty && result.last?.isEmpty ?? true) { result.append(line) }
    return result.map { $0 + "\n" }.joined()
  }

  private var rule: String { String(repeating: "-", count: columns) }

  private func lines(_ blocks: [LayoutBlock]) -> [String] {
    blocks.filter { $0.isShown(data, variants, .text) }.flatMap { lines($0.kind) }
  }

  private func lines(_ kind: LayoutBlock.Kind) -> [String] {
    switch kind {
    case .letterhead(let lines, _):
      lines.flatMap { set($0.text.plain(data.texts), .center) } + [rule]
    case .text(let line):
      set(line.text.filled(data.texts).map(\.text).joined(), line.alignment)
    case .field(let label, let value, _, _): field(label, value)
    case .pair(let fields, _): fields.flatMap { field($0.label, $0.value) }
    case .table(let table):
      table.sentences(data).enumerated().flatMap { hanging("\($0 + 1).", $1) }
    case .signatures(let places, _):
      places.flatMap { place -> [String] in
        let name = place.name.plain(data.texts)
        return name.isEmpty ? [] : set("\(place.title.plain(data.texts)): \(name)", .left)
      }
    case .qr(_, let short, _, _): code(short?.exact(data.texts) ?? "")
    case .gap: [""]
    case .rule: [rule]
    case .gazette: []
    case .group(let blocks): lines(blocks)
    case .box(let blocks, _, _): [rule] + lines(blocks) + [rule]
    case .columns(let columns, _, _): columns.flatMap { lines($0.blocks) }
    }
  }

  /// A symbol wider than the terminal is left out.
  private func code(_ text: String) -> [String] {
    guard !text.isEmpty, let code = try? QRCode(text), code.sideWithQuietZone <= columns else {
      return []
    }
    let margin = String(repeating: " ", count: (columns - code.sideWithQuietZone) / 2)
    return code.halfBlocks(on: background).map { margin + $0 }
  }

  private func field(_ label: String, _ value: LayoutText) -> [String] {
    let value = value.plain(data.texts)
    guard value.isEmpty else { return hang("\(label): \(value)", 2) }
    let start = "\(label): "
    return [start + String(repeating: ".", count: max(3, columns - start.count))]
  }

  private func hanging(_ number: String, _ text: String) -> [String] {
    let indent = number.count + 1
    return TerminalText.wrap(PrintableText.clean(text), columns: columns - indent).enumerated()
      .map { ($0 == 0 ? number + " " : String(repeating: " ", count: indent)) + $1 }
  }

  private func hang(_ text: String, _ indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return TerminalText.wrap(PrintableText.clean(text), columns: columns - indent).enumerated()
      .map { $0 == 0 ? $1 : margin + $1 }
  }

  private func set(_ text: String, _ alignment: TextBox.Alignment) -> [String] {
    let text = PrintableText.clean(text)
    guard !text.isEmpty else { return [] }
    return TerminalText.wrap(text, columns: columns).map { line in
      let free = columns - TerminalText.width(line)
      switch alignment {
      case .left: return line
      case .center: return String(repeating: " ", count: free / 2) + line
      case .right: return String(repeating: " ", count: free) + line
      }
    }
  }
}
