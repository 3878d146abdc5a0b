/// A declaration (tờ khai) with its answers filled in, ready for signature or thumbprint.
package struct DeclarationContent: Sendable, Hashable {
  /// "TỜ KHAI ĐĂNG KÝ KHAI SINH".
  package var title: String
  /// Number of the published form, printed small at the top; empty for none, and for a layout
  /// that nobody has compared with it.
  package var number: String
  /// Whom it is addressed to: "Kính gửi: UBND xã …"; may be empty.
  package var addressee: String
  package var sections: [DeclarationSection]
  /// "Pà Cò Thử, ngày 21 tháng 11 năm 2026", above the signatures; empty: dotted.
  package var placeAndDate: String
  /// One to three, set side by side.
  package var signatures: [DeclarationSignature]
  /// What the officer adds (verification, number in the register); `nil` for none.
  package var officerNote: DeclarationSection?
  /// Printed in the footer of every page.
  package var dossierCode: String
  package var mark = PaperMark.original

  package init(
    title: String, number: String = "", addressee: String = "", sections: [DeclarationSection],
    placeAndDate: String, signatures: [DeclarationSignature],
    officerNote: DeclarationSection? = nil, dossierCode: String, mark: PaperMark = .original
  ) {
    self.title = title
    self.number = number
    self.addressee = addressee
    self.sections = sections
    self.placeAndDate = placeAndDate
    self.signatures = signatures
    self.officerNote = officerNote
    self.dossierCode = dossierCode
    self.mark = mark
  }
}

/// Lines under a heading; the heading may be empty.
package struct DeclarationSection: Sendable, Hashable {
  package var heading: String
  package var lines: [DeclarationLine]

  package init(heading: String, lines: [DeclarationLine]) {
    self.heading = heading
    self.lines = lines
  }
}

/// One paragraph: printed words and answers in turn.
package struct DeclarationLine: Sendable, Hashable {
  package var runs: [DeclarationRun]

  package init(_ runs: [DeclarationRun]) { self.runs = runs }
}

/// A stretch of a line. Answers are bold; an empty answer is a dotted blank.
package struct DeclarationRun: Sendable, Hashable {
  package var text: String
  package var isAnswer: Bool

  package init(_ text: String, isAnswer: Bool = false) {
    self.text = text
    self.isAnswer = isAnswer
  }

  package static func answer(_ text: String) -> DeclarationRun {
    DeclarationRun(text, isAnswer: true)
  }
}

/// A place to sign.
package struct DeclarationSignature: Sendable, Hashable {
  package enum Means: Sendable, Hashable {
    case signature
    /// A box for the thumb besides the room for a signature.
    case signatureOrThumbprint
  }

  /// "Người yêu cầu".
  package var title: String
  /// "(Ký, ghi rõ họ, chữ đệm, tên)".
  package var note: String
  /// Printed under the room for the signature; empty: dotted.
  package var name: String
  package var means: Means

  package init(title: String, note: String, name: String, means: Means = .signature) {
    self.title = title
    self.note = note
    self.name = name
    self.means = means
  }
}
