/// A rectangle of a page; `y` grows downwards.
package struct Rect: Sendable, Hashable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var right: Double { x + width }
  package var bottom: Double { y + height }

  package func contains(_ other: Rect, tolerance: Double = 0.01) -> Bool {
    other.x >= x - tolerance && other.y >= y - tolerance
      && other.right <= right + tolerance && other.bottom <= bottom + tolerance
  }

  /// Whether the two share more than `tolerance` in both directions.
  package func overlaps(_ other: Rect, tolerance: Double = 0.01) -> Bool {
    min(right, other.right) - max(x, other.x) > tolerance
      && min(bottom, other.bottom) - max(y, other.y) > tolerance
  }
}

/// Size of a page in its own unit.
package struct PaperSize: Sendable, Hashable {
  package enum Unit: Sendable, Hashable {
    /// 1/72 inch.
    case point
    /// One dot of a thermal printer.
    case dot
  }

  package var width: Double
  package var height: Double
  package var unit: Unit

  package init(width: Double, height: Double, unit: Unit) {
    self.width = width
    self.height = height
    self.unit = unit
  }

  /// 148 × 210 mm (ISO 216).
  package static let a5 = PaperSize(
    width: 148 / 25.4 * 72, height: 210 / 25.4 * 72, unit: .point)
  /// 210 × 297 mm (ISO 216).
  package static let a4 = PaperSize(
    width: 210 / 25.4 * 72, height: 297 / 25.4 * 72, unit: .point)
}

/// One thing drawn on a page.
package struct PaperItem: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case text(TextBox)
    /// A filled line or bar; the frame is the ink.
    case rule
    /// An empty frame drawn inside its rectangle with lines of this thickness.
    case frame(thickness: Double)
    /// A dotted line along the lower edge, for somebody to write on.
    case dots(size: Double)
    case qr(QRCode)
    /// Pale writing across the page, under everything else.
    case watermark(TextBox)
  }

  package var frame: Rect
  package var kind: Kind

  package init(frame: Rect, kind: Kind) {
    self.frame = frame
    self.kind = kind
  }
}

package struct PaperPage: Sendable, Hashable {
  /// In drawing order.
  package var items: [PaperItem]
  /// The part of the page that texts keep to.
  package var body: Rect

  package init(items: [PaperItem], body: Rect) {
    self.items = items
    self.body = body
  }
}

/// A document laid out once: the same value becomes a PDF, a PNG and thermal dots, and tests read
/// its geometry.
package struct Paper: Sendable, Hashable {
  package var size: PaperSize
  package var pages: [PaperPage]

  package init(size: PaperSize, pages: [PaperPage]) {
    self.size = size
    self.pages = pages
  }

  /// The pages of both, in order; both must have the same size.
  package func followed(by other: Paper) -> Paper {
    precondition(size == other.size, "papers of different sizes")
    return Paper(size: size, pages: pages + other.pages)
  }
}
