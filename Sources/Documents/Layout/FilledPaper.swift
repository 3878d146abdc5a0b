package import Dossiers
package import Foundation

/// A layout with its data: the one thing that becomes sheets, a picture, a slip and plain text.
package struct FilledPaper: Sendable {
  package let layout: PaperLayout
  package let data: PaperData
  /// Which variant of the form ("certification"); copies are chosen when it is drawn.
  package let variants: Set<String>
  package let mark: PaperMark

  package init(
    _ layout: PaperLayout, _ data: PaperData, variants: Set<String> = [],
    mark: PaperMark = .original
  ) {
    self.layout = layout
    self.data = data
    self.variants = variants
    self.mark = mark
  }

  /// The sheets of the given copies, each beginning on a page of its own; without copies those of
  /// an ordinary print.
  package func sheets(_ copies: [String]? = nil) throws -> Paper {
    let copies = copies ?? layout.copies
    let papers = try (copies.isEmpty ? [""] : copies).map { copy in
      try LayoutSheet(layout, data, variants: variants.union([copy]), mark: mark).paper()
    }
    return papers.dropFirst().reduce(papers[0]) { $0.followed(by: $1) }
  }

  /// The sheets as PDF. The title in its metadata is the form's, never a person's name.
  package func pdf(_ copies: [String]? = nil, createdAt: CivilDateTime) throws -> Data {
    try sheets(copies).pdf(
      PDFMetadata(title: PrintableText.clean(layout.title), createdAt: createdAt))
  }

  /// The slip for a thermal printer, in dots; `nil` where the layout has none.
  package func slip(_ width: SlipWidth) throws -> Paper? {
    guard layout.hasSlip else { return nil }
    return try LayoutSlip(
      layout: layout, data: data, variants: variants, mark: mark, width: width
    ).paper()
  }

  /// Lines of at most `columns` characters, each ended by a line feed.
  package func text(columns: Int = 48, on background: TextBackground = .dark) -> String {
    LayoutPlain(
      layout: layout, data: data, variants: variants, mark: mark, columns: columns,
      background: background
    ).text()
  }
}
