/// Why a document could not be made. Every case says what to do in one sentence.
package enum DocumentError: Error, Hashable, CustomStringConvertible {
  /// A text that the QR code cannot carry: empty, with a NUL, or too long for where it stands.
  case notForQR(bytes: Int)
  /// The drawing library refused; `reason` is its own word.
  case drawing(reason: String)
  /// A page number that the document does not have.
  case noSuchPage(Int, of: Int)

  package var description: String {
    switch self {
    case .notForQR(let bytes):
      "A QR code cannot carry this text of \(bytes) bytes; give 1 to \(QRCode.maximumBytes), no NUL."
    case .drawing(let reason): "The document could not be drawn (\(reason)); check the fonts."
    case .noSuchPage(let page, let count):
      "The document has no page \(page); choose one from 1 to \(count)."
    }
  }
}
