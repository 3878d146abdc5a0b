import CPango
package import Dossiers
package import Foundation

/// What a PDF says about itself. Never a name or a number of a person.
package struct PDFMetadata: Sendable, Hashable {
  /// A generic title: the kind of document.
  package var title: String
  /// Written as the date of creation, so that the same dossier gives the same bytes.
  package var createdAt: CivilDateTime

  package init(title: String, createdAt: CivilDateTime) {
    self.title = title
    self.createdAt = createdAt
  }
}

extension Paper {
  /// The document as PDF 1.5 with embedded fonts. Same paper and metadata, same bytes.
  package func pdf(_ metadata: PDFMetadata) throws -> Data {
    let surface = try Surface(pdfWidth: size.width, pdfHeight: size.height)
    surface.setPDFMetadata(CAIRO_PDF_METADATA_TITLE, metadata.title)
    let created = metadata.createdAt.instant.rfc3339
    surface.setPDFMetadata(CAIRO_PDF_METADATA_CREATE_DATE, created)
    surface.setPDFMetadata(CAIRO_PDF_METADATA_MOD_DATE, created)
    let painter = PaperPainter(cairo: surface.context, setter: try TextSetter())
    for page in pages {
      painter.draw(page)
      cairo_show_page(surface.context)
    }
    return try surface.finishedPDF()
  }

  /// Page `number` (from 1) as a grey PNG on white; 150 dots per inch are enough to read and to
  /// scan. For a paper measured in dots the resolution is its own and `dotsPerInch` unused.
  package func png(page number: Int = 1, dotsPerInch: Double = 150) throws -> Data {
    try picture(page: number, dotsPerInch: dotsPerInch).png()
  }

  /// Page `number` (from 1) in black and white, each dot of the paper one dot.
  package func bitmap(page number: Int = 1) throws -> Bitmap {
    let picture = try picture(page: number, dotsPerInch: 72)
    var bitmap = Bitmap(width: Int(size.width.rounded(.up)), height: Int(size.height.rounded(.up)))
    picture.withPixels { pixels, stride in
      for y in 0..<bitmap.height {
        for x in 0..<bitmap.width where pixels[y * stride + x * 4] < Self.threshold {
          bitmap.blacken(x: x, y: y)
        }
      }
    }
    return bitmap
  }

  /// Grey values below it are burnt. Above one half, since thin strokes fade on thermal paper.
  static let threshold: UInt8 = 150

  /// A page as it lies on upright paper: a landscape one is turned to the right.
  func uprightPicture(page number: Int, dotsPerInch: Double) throws -> (
    surface: Surface, width: Int, height: Int
  ) {
    let isTurned = size.width > size.height
    let scale = size.unit == .dot ? 1 : dotsPerInch / 72
    let across = Int(((isTurned ? size.height : size.width) * scale).rounded())
    let down = Int(((isTurned ? size.width : size.height) * scale).rounded())
    let surface = try picture(page: number, scale, across, down) { context in
      guard isTurned else { return }
      cairo_translate(context, Double(across), 0)
      cairo_rotate(context, .pi / 2)
    }
    return (surface, across, down)
  }

  private func picture(page number: Int, dotsPerInch: Double) throws -> Surface {
    let scale = size.unit == .dot ? 1 : dotsPerInch / 72
    return try picture(
      page: number, scale, Int((size.width * scale).rounded()),
      Int((size.height * scale).rounded()))
  }

  private func picture(
    page number: Int, _ scale: Double, _ width: Int, _ height: Int,
    turn: (OpaquePointer) -> Void = { _ in }
  ) throws -> Surface {
    guard pages.indices.contains(number - 1) else {
      throw DocumentError.noSuchPage(number, of: pages.count)
    }
    precondition(scale > 0, "a resolution is positive")
    let surface = try Surface(format: CAIRO_FORMAT_RGB24, width: width, height: height)
    cairo_set_source_rgb(surface.context, 1, 1, 1)
    cairo_paint(surface.context)
    turn(surface.context)
    cairo_scale(surface.context, scale, scale)
    PaperPainter(cairo: surface.context, setter: try TextSetter()).draw(pages[number - 1])
    try surface.check()
    return surface
  }
}
