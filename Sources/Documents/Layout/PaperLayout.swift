/// How one kind of paper stands on the sheet, as its file of `Forms/layouts` says. Lengths of the
/// file are millimetres, here points; sizes of type are points in both.
package struct PaperLayout: Sendable, Hashable {
  package struct Page: Sendable, Hashable {
    package var size: PaperSize
    package var left: Double
    package var right: Double
    package var top: Double
    package var bottom: Double

    package var width: Double { size.width - left - right }
  }

  /// Name of the file without its ending.
  package var id: String
  /// What it is about, which says what may be printed in it.
  package var subject: PaperSubject
  /// Metadata of the PDF and head of further pages.
  package var title: String
  /// "Mẫu số 02, ban hành kèm theo …".
  package var gazette: String
  /// Whether somebody compared the layout with the form as published.
  package var isChecked: Bool
  package var page: Page
  package var face: TypeFace
  /// Sizes of type to try: of those that need the fewest pages, the first is taken.
  package var sizes: [Double]
  package var lineSpacing: Double
  /// Space below every line of a paper.
  package var gap: Double
  /// Names that blocks may be limited to: copies and variants.
  package var variants: [String]
  /// Sheets of an ordinary print, each a set of variants; empty: one sheet of everything.
  package var copies: [String]
  /// Whether it may be printed as a slip of thermal paper.
  package var hasSlip: Bool
  package var blocks: [LayoutBlock]

  /// The line that names the published form, only where somebody has compared it.
  package var gazetteNote: String? { isChecked && !gazette.isEmpty ? gazette : nil }
}

/// One thing of a paper and when it is there.
package struct LayoutBlock: Sendable, Hashable {
  package enum Medium: String, Sendable, Hashable, CaseIterable { case sheet, slip, text }

  package struct Place: Sendable, Hashable {
    package var x: Double
    package var y: Double
    /// `nil`: up to the right margin.
    package var width: Double?
  }

  package var kind: Kind
  /// Variants it belongs to; empty: all.
  package var only: [String] = []
  /// Name of a text or list that must not be empty.
  package var when: String?
  /// Name of a text or list that must be empty.
  package var unless: String?
  /// Empty: everywhere.
  package var media: [Medium] = []
  /// Fixed place on the page, from its upper left corner; else it follows what is above.
  package var at: Place?

  package indirect enum Kind: Sendable, Hashable {
    case letterhead(lines: [LayoutLine], size: Double)
    case text(LayoutLine)
    case field(label: String, value: LayoutText, isBold: Bool, larger: Double)
    case pair([Field], split: Double)
    case table(LayoutTable)
    case signatures([Signature], room: Double)
    case qr(value: LayoutText, short: LayoutText?, side: Double, alignment: TextBox.Alignment)
    case gap(Double)
    case rule(thickness: Double)
    case gazette
    /// Kept on one page.
    case group([LayoutBlock])
    case box([LayoutBlock], padding: Double, thickness: Double)
    case columns([Column], gap: Double, isMiddle: Bool)
  }

  package struct Field: Sendable, Hashable {
    package var label: String
    package var value: LayoutText
  }

  package struct Signature: Sendable, Hashable {
    package var title: LayoutText
    package var note: String
    package var name: LayoutText
    package var hasThumbprint: Bool
  }

  package struct Column: Sendable, Hashable {
    package var width: Double
    package var blocks: [LayoutBlock]
  }
}

/// A paragraph and how it is set.
package struct LayoutLine: Sendable, Hashable {
  package var text: LayoutText
  package var alignment: TextBox.Alignment
  package var isBold: Bool
  package var isItalic: Bool
  /// Points; `nil`: that of the paper and `larger`.
  package var size: Double?
  package var larger: Double
  package var tracking: Double
  package var indent: Double
}

package struct LayoutTable: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    package var title: String
    /// Columns side by side with the same group stand under a common heading.
    package var group: String
    package var width: Double
    package var alignment: TextBox.Alignment
    package var value: LayoutText
  }

  package var rows: String
  package var columns: [Column]
  package var larger: Double
  /// Rows left to be written by hand when there are fewer.
  package var minimumRows: Int
  package var rowHeight: Double
}

/// What a paper is about.
package enum PaperSubject: String, Sendable, Hashable, CaseIterable {
  case dossier, dossiers, draft
  /// A receipt printed blank, to be filled in by hand.
  case slip
  case month
  /// Whom to call in one village.
  case calls
}

package func millimetres(_ length: Double) -> Double { length / 25.4 * 72 }
