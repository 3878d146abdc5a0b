/// Lays a declaration out on A4.
struct DeclarationSheet {
  let content: DeclarationContent

  private var style = TextStyle(.serif, 13)
  private let small = TextStyle(.serif, 10)
  private var lineSpacing = 1.18

  init(content: DeclarationContent) { self.content = content }

  /// As few pages as possible, and among those the largest type from 13 down to 11.5 points.
  func paper() throws -> Paper {
    let papers = try [(13, 1.18), (12.5, 1.12), (12, 1.08), (11.5, 1.04)].map { size, spacing in
      var sheet = self
      sheet.style.size = size
      sheet.lineSpacing = spacing
      return try sheet.setPaper()
    }
    let fewest = papers.map(\.pages.count).min()
    return papers.first { $0.pages.count == fewest } ?? papers[0]
  }

  private func setPaper() throws -> Paper {
    // Margins of official papers: left 30 mm, right 20 mm, top and bottom 20 mm.
    let flow = PageFlow(
      size: .a4, left: 85, right: 57, top: 50, bottom: 36, footerHeight: 20,
      setter: try TextSetter())
    flow.watermark(content.mark)
    head(flow)
    flow.runningHead = { runningHead($0) }
    for section in content.sections.dropLast() { draw(section, flow) }
    if let last = content.sections.last {
      // The last sentences stand on the page that is signed.
      let note = content.officerNote.map { self.height($0, flow) + Self.noteGap } ?? 0
      let height = self.height(last, flow) + signatureHeight(flow) + note
      if height < flow.body.height / 2 { flow.reserve(height) }
      draw(last, flow)
    }
    signatures(flow)
    if let note = content.officerNote { draw(note, on: flow) }
    return flow.finish { flow, page, count, y in
      PageFooter(code: content.dossierCode, style: TextStyle(.serif, 9))
        .items(flow, page: page, count: count, y: y)
    }
  }

  private func head(_ flow: PageFlow) {
    line([content.number].filter { !$0.isEmpty }, flow)
    if let caption = content.mark.caption { flow.markBadge(caption, style: small) }
    center(ReceiptWording.nation, style.bolder(), flow)
    let motto = TextBox(
      [TextRun(ReceiptWording.motto, style.bolder().sized(14))], width: flow.body.width,
      alignment: .center)
    flow.paragraph(motto)
    let length = flow.setter.layout(motto).width
    flow.rule(
      x: flow.body.x + (flow.body.width - length) / 2, y: flow.y + 2, width: length,
      thickness: 0.8)
    flow.y += 20
    center(content.title, style.bolder().sized(15), flow)
    flow.y += 10
    if !content.addressee.isEmpty {
      center(content.addressee, style, flow)
      flow.y += 12
    }
  }

  private func line(_ notes: [String], _ flow: PageFlow) {
    for note in notes {
      flow.paragraph(
        TextBox(
          [TextRun(PrintableText.clean(note), small.slanted())], width: flow.body.width,
          alignment: .right), after: 4)
    }
  }

  private func center(_ text: String, _ style: TextStyle, _ flow: PageFlow) {
    flow.paragraph(
      TextBox(
        [TextRun(PrintableText.clean(text), style)], width: flow.body.width, alignment: .center,
        lineSpacing: 1.1))
  }

  private func runningHead(_ flow: PageFlow) {
    flow.watermark(content.mark)
    flow.paragraph(
      TextBox(
        [TextRun(PrintableText.clean(content.title) + " (tiếp theo)", small.inked(.grey))],
        width: flow.body.width), after: 3)
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 0.5)
    flow.y += 10
    if let caption = content.mark.caption { flow.markBadge(caption, style: small) }
  }

  private func draw(_ section: DeclarationSection, _ flow: PageFlow) {
    let heading = PrintableText.clean(section.heading)
    if !heading.isEmpty {
      let box = TextBox(
        [TextRun(heading, style.bolder())], width: flow.body.width, lineSpacing: lineSpacing)
      // A heading never stands alone at the foot of a page.
      flow.reserve(flow.setter.height(box) + style.size * 3)
      flow.paragraph(box, after: 2)
    }
    for line in section.lines { draw(line, flow) }
    flow.y += 6
  }

  private func draw(_ line: DeclarationLine, _ flow: PageFlow) {
    let set = FilledLine(line, style: style)
    let box = TextBox(set.runs, width: flow.body.width, lineSpacing: lineSpacing)
    let height = flow.setter.height(box)
    flow.reserve(height)
    let top = flow.y
    flow.paragraph(box, after: 3)
    // Running over a page's end moves the cursor up: then there is no line to lead from.
    guard set.endsWithBlank, flow.y > top else { return }
    let hasRoom = flow.leader(
      after: box, x: flow.body.x, y: top, to: flow.body.right, atLeast: Self.shortestBlank)
    if !hasRoom { blankLine(flow) }
  }

  /// Space between the signatures and the officer's note, in points.
  private static let noteGap = 20.0
  /// Room to write a word or a number by hand, in points.
  private static let shortestBlank = 80.0

  /// A dotted line of the full width.
  private func blankLine(_ flow: PageFlow) {
    let height = flow.setter.height(
      TextBox([TextRun(" ", style)], width: flow.body.width, lineSpacing: lineSpacing))
    flow.reserve(height)
    flow.dots(
      x: flow.body.x, baseline: flow.y + height * 0.75, to: flow.body.right, style: style)
    flow.y += height + 3
  }

  private func height(_ section: DeclarationSection, _ flow: PageFlow) -> Double {
    let heading = section.heading.isEmpty ? 0 : style.size * 1.6
    return section.lines.reduce(heading + 6) { sum, line in
      let runs = FilledLine(line, style: style).runs
      let box = TextBox(runs, width: flow.body.width, lineSpacing: lineSpacing)
      return sum + flow.setter.height(box) + 3
    }
  }

  private var signatureRow: SignatureRow {
    SignatureRow(
      places: content.signatures.map {
        SignatureRow.Place(
          $0.title, $0.note, $0.name, thumbprint: $0.means == .signatureOrThumbprint)
      }, style: style, room: 62)
  }

  private func placeAndDate(_ flow: PageFlow) -> TextBox {
    let place = PrintableText.clean(content.placeAndDate)
    let text = place.isEmpty ? "……………………, ngày …… tháng …… năm …………" : place
    return TextBox(
      [TextRun(text, style.slanted())], width: flow.body.width, alignment: .right)
  }

  private func signatureHeight(_ flow: PageFlow) -> Double {
    6 + flow.setter.height(placeAndDate(flow)) + signatureRow.height(on: flow)
  }

  /// Date and signatures belong together.
  private func signatures(_ flow: PageFlow) {
    flow.reserve(signatureHeight(flow))
    flow.y += 6
    flow.paragraph(placeAndDate(flow))
    if !signatureRow.places.isEmpty { signatureRow.draw(on: flow) }
  }

  private func draw(_ note: DeclarationSection, on flow: PageFlow) {
    flow.reserve(min(height(note, flow) + Self.noteGap, flow.body.height))
    flow.y += Self.noteGap - 6
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 0.5)
    flow.y += 6
    draw(note, flow)
  }
}

/// A declaration's line ready to be set: answers bold, blanks in the middle as dots.
struct FilledLine {
  let runs: [TextRun]
  /// The last answer is empty: dots lead from it to the margin.
  let endsWithBlank: Bool

  private static let blank = String(repeating: ".", count: 24)

  init(_ line: DeclarationLine, style: TextStyle) {
    var runs: [TextRun] = []
    var endsWithBlank = false
    for (index, run) in line.runs.enumerated() {
      // Spaces at the ends of a run hold words apart; inside it they are tidied.
      let text = Self.keepingEnds(run.text)
      let isBlank = run.isAnswer && text.allSatisfy(\.isWhitespace)
      if isBlank, index == line.runs.count - 1 {
        endsWithBlank = true
      } else if isBlank {
        runs.append(TextRun(Self.blank + " ", style))
      } else {
        runs.append(TextRun(text, run.isAnswer ? style.bolder() : style))
      }
    }
    if runs.isEmpty { runs = [TextRun(" ", style)] }
    self.runs = runs
    self.endsWithBlank = endsWithBlank
  }

  /// Widest space between two fields of a line, in spaces.
  private static let widestGap = 4

  private static func keepingEnds(_ text: String) -> String {
    let clean = PrintableText.clean(text)
    let lead = min(text.prefix(while: \.isWhitespace).count, widestGap)
    guard !clean.isEmpty else { return String(repeating: " ", count: lead) }
    let trail = min(text.reversed().prefix(while: \.isWhitespace).count, widestGap)
    return String(repeating: " ", count: lead) + clean + String(repeating: " ", count: trail)
  }
}
