package import Foundation

/// The receipt in all the forms an office hands out. One content, one drawing.
package struct Receipt: Sendable, Hashable {
  package let content: ReceiptContent

  package init(_ content: ReceiptContent) { self.content = content }

  /// Form 01 by its layout, the copies in the given order; each begins on a page of its own.
  package func sheets(_ copies: [ReceiptCopy] = [.office, .resident], by layout: PaperLayout)
    throws -> Paper
  {
    try paper(layout).sheets(copies.map(\.rawValue))
  }

  /// The sheets as PDF; its metadata name nobody and no clock is read.
  package func pdf(_ copies: [ReceiptCopy] = [.office, .resident], by layout: PaperLayout) throws
    -> Data
  {
    try paper(layout).pdf(copies.map(\.rawValue), createdAt: content.receivedAt)
  }

  private func paper(_ layout: PaperLayout) -> FilledPaper {
    FilledPaper(layout, content.data, variants: [content.variant], mark: content.mark)
  }

  /// The citizen's slip for a thermal printer, in dots, one page as long as it needs.
  package func slip(_ width: SlipWidth) throws -> Paper {
    try ReceiptSlip(content: content, width: width).paper()
  }

  /// The slip as bytes for the printer: `GS v 0` raster, feed and cut.
  package func escpos(_ width: SlipWidth) throws -> Data {
    ESCPOS.print(try slip(width).bitmap())
  }
}

/// Printable width at 203 dots per inch.
package enum SlipWidth: Int, Sendable, Hashable, CaseIterable {
  /// Paper of 58 mm: 384 dots.
  case mm58 = 384
  /// Paper of 80 mm: 576 dots.
  case mm80 = 576
}
