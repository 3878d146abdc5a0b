package import Dossiers
package import Foundation

/// What people should know of a procedure before they come, on A4 to take home or to hang up.
package struct Guide: Sendable, Hashable {
  package struct Item: Sendable, Hashable {
    package var text: String
    /// Said with it in smaller type: exemptions of a fee, where a statement comes from.
    package var notes: [String]

    package init(_ text: String, notes: [String] = []) {
      self.text = text
      self.notes = notes
    }
  }

  package struct Section: Sendable, Hashable {
    package var heading: String
    package var items: [Item]

    package init(_ heading: String, _ items: [Item]) {
      self.heading = heading
      self.items = items
    }
  }

  /// The office that gives it out.
  package var office: String
  /// "HƯỚNG DẪN THỦ TỤC HÀNH CHÍNH".
  package var caption: String
  /// The procedure's name.
  package var title: String
  package var sections: [Section]
  /// Code and version, in the foot of every page.
  package var footer: String

  package init(
    office: String, caption: String, title: String, sections: [Section], footer: String
  ) {
    self.office = office
    self.caption = caption
    self.title = title
    self.sections = sections
    self.footer = footer
  }

  package func sheets() throws -> Paper { try GuideSheet(guide: self).paper() }

  package func pdf(createdAt: CivilDateTime) throws -> Data {
    try sheets().pdf(PDFMetadata(title: PrintableText.clean(title), createdAt: createdAt))
  }
}

/// Lays a guide out on A4, in the type of the screens.
struct GuideSheet {
  let guide: Guide

  private let style = TextStyle(.sans, 11)
  private let small = TextStyle(.sans, 9.5)
  private static let lineSpacing = 1.12
  private static let indent = 14.0

  init(guide: Guide) { self.guide = guide }

  func paper() throws -> Paper {
    let flow = PageFlow(
      size: .a4, left: 62, right: 57, top: 50, bottom: 36, footerHeight: 20,
      setter: try TextSetter())
    head(flow)
    for section in guide.sections where !section.items.isEmpty { draw(section, flow) }
    return flow.finish { flow, page, count, y in
      PageFooter(code: guide.footer, style: TextStyle(.sans, 8.5))
        .items(flow, page: page, count: count, y: y)
    }
  }

  private func head(_ flow: PageFlow) {
    text(guide.office, small.inked(.grey), flow, after: 8)
    text(guide.caption, small.bolder(), flow, after: 2)
    text(guide.title, style.bolder().sized(18), flow, after: 8)
    flow.rule(x: flow.body.x, y: flow.y, width: flow.body.width, thickness: 1)
    flow.y += 10
  }

  private func draw(_ section: Guide.Section, _ flow: PageFlow) {
    // A heading never stands alone at the foot of a page.
    flow.reserve(style.size * 5)
    text(section.heading, style.bolder().sized(12.5), flow, after: 3)
    for item in section.items {
      let top = flow.y
      text(item.text, style, flow, indent: Self.indent, after: item.notes.isEmpty ? 4 : 1)
      // Where the item went over to the next page it begins there.
      let mark = flow.y > top ? top : flow.body.y
      flow.place(
        TextBox([TextRun("–", style)], width: Self.indent), x: flow.body.x, y: mark)
      for (index, note) in item.notes.enumerated() {
        let isLast = index == item.notes.count - 1
        text(note, small.inked(.grey), flow, indent: Self.indent, after: isLast ? 5 : 1)
      }
    }
    flow.y += 7
  }

  private func text(
    _ words: String, _ style: TextStyle, _ flow: PageFlow, indent: Double = 0, after: Double
  ) {
    let words = PrintableText.clean(words)
    guard !words.isEmpty else { return }
    flow.paragraph(
      TextBox(
        [TextRun(words, style)], width: flow.body.width - indent, lineSpacing: Self.lineSpacing),
      indent: indent, after: after)
  }
}
