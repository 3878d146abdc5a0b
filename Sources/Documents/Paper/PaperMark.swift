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

/// Whether the layout was compared with the form as published in the gazette.
package enum FormLayout: Sendable, Hashable {
  /// Nothing on the sheet claims to be the published form.
  case unchecked
  /// `note` names the form and the text that issued it ("Mẫu số 01, ban hành kèm theo …").
  case checkedAgainstGazette(note: String)

  var note: String? {
    switch self {
    case .unchecked: nil
    case .checkedAgainstGazette(let note): note
    }
  }
}
