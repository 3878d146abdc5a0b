/// The two faces of the office's papers.
package enum TypeFace: Sendable, Hashable {
  /// Official forms: Liberation Serif, cut like the Times that Vietnamese administration writes.
  case serif
  /// Slips and screens: Noto Sans.
  case sans

  /// OpenType features. Liberation Serif kerns spaces away between capitals ("A T"), so that the
  /// words of a name run together; office software does not kern it either.
  var features: String { self == .serif ? "kern=0" : "kern=1" }

  /// Liberation Serif lays a breve over a circumflex or beside a horn (ê̆, ơ̆ of Ê Đê and its
  /// neighbours); words with such letters are set in a face that stacks marks, at the size that
  /// gives small letters the same height.
  var stacking: (families: String, scale: Double)? {
    self == .serif ? ("Noto Serif,Noto Serif Khmer", 0.88) : nil
  }

  /// Families in the order they are tried; the last ones bring the Khmer letters.
  var families: String {
    switch self {
    case .serif: "Liberation Serif,Noto Serif,Noto Serif Khmer,Noto Sans Khmer"
    case .sans: "Noto Sans,Noto Sans Khmer,Noto Serif Khmer"
    }
  }
}

/// How letters look. `size` is in units of the page: points on a sheet, dots on a slip.
package struct TextStyle: Sendable, Hashable {
  package var face: TypeFace
  package var size: Double
  package var bold = false
  package var italic = false
  /// Extra space between letters, in units of the page.
  package var tracking = 0.0
  package var ink = Ink.black

  package enum Ink: Double, Sendable, Hashable {
    case black = 0
    /// Secondary text; still 7:1 on white.
    case grey = 0.33
    /// Under other writing.
    case pale = 0.88
    case white = 1
  }

  package init(_ face: TypeFace, _ size: Double, bold: Bool = false, italic: Bool = false) {
    self.face = face
    self.size = size
    self.bold = bold
    self.italic = italic
  }

  func bolder() -> TextStyle { with { $0.bold = true } }
  func slanted() -> TextStyle { with { $0.italic = true } }
  func sized(_ size: Double) -> TextStyle { with { $0.size = size } }
  func inked(_ ink: Ink) -> TextStyle { with { $0.ink = ink } }
  func tracked(_ tracking: Double) -> TextStyle { with { $0.tracking = tracking } }

  private func with(_ change: (inout TextStyle) -> Void) -> TextStyle {
    var copy = self
    change(&copy)
    return copy
  }
}

/// A stretch of text in one style.
package struct TextRun: Sendable, Hashable {
  package var text: String
  package var style: TextStyle

  package init(_ text: String, _ style: TextStyle) {
    self.text = text
    self.style = style
  }
}

/// A paragraph set to a width: the one thing that is both measured and drawn.
package struct TextBox: Sendable, Hashable {
  package enum Alignment: Sendable, Hashable { case left, center, right }

  package var runs: [TextRun]
  package var width: Double
  package var alignment = Alignment.left
  /// Distance of base lines as a multiple of the font's own.
  package var lineSpacing = 1.0

  package init(
    _ runs: [TextRun], width: Double, alignment: Alignment = .left, lineSpacing: Double = 1
  ) {
    self.runs = runs
    self.width = width
    self.alignment = alignment
    self.lineSpacing = lineSpacing
  }

  package var text: String { runs.map(\.text).joined() }
}
