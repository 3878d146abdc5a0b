/// Whether a sheet is the first print, a preview without force or a later print.
package enum PaperMark: Sendable, Hashable {
  case original
  /// Marked across the page and above the title.
  case preview
  /// The `n`th print after the first, counted from 1.
  case reprint(Int)

  var caption: String? {
    switch self {
    case .original: nil
    case .preview: "BẢN XEM TRƯỚC"
    case .reprint(let times): "BẢN IN LẠI (lần \(times))"
    }
  }
}
