/// Why a document could not be made. Every case says what to do in one sentence.
package enum DocumentError: Error, Hashable, CustomStringConvertible {
  /// The text has `bytes` bytes, more than a QR code of level M can carry.
  case tooLongForQR(bytes: Int)
  /// The drawing library refused; `reason` is its own word.
  case drawing(reason: String)
  /// A page number that the document does not have.
  case noSuchPage(Int, of: Int)

  package var description: String {
    switch self {
    case .tooLongForQR(let bytes):
      "The text for the QR code has \(bytes) bytes; shorten it to at most \(QRCode.maximumBytes)."
    case .drawing(let reason): "The document could not be drawn (\(reason)); check the fonts."
    case .noSuchPage(let page, let count):
      "The document has no page \(page); choose one from 1 to \(count)."
    }
  }
}
