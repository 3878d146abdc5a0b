/// Why the desk did not do what a screen asked: one clear sentence for the officer.
///
/// Nothing has changed when this is thrown.
package struct DeskError: Error, Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Name and password do not match, or the account is disabled; never says which.
    case signInRefused
    /// No such procedure, draft, dossier, row or file.
    case notFound
    /// The input does not make sense: a value, a file, a scan.
    case badInput
    /// A rule of the procedure, the life cycle or the officer's role forbids it.
    case refused
    /// The form's answers still have problems, or a required component is missing.
    case incomplete
    /// The clock must be confirmed before a promise is printed.
    case clockUnconfirmed
    /// The officer must say why before this dossier is opened.
    case reasonNeeded
    /// The code belongs to these dossiers; the officer chooses which is meant.
    case codeShared([DossierLine])
    /// The world moved on meanwhile: accepted, withdrawn or changed by someone else.
    case conflict
  }

  package var kind: Kind
  /// One sentence in the caller's language that says what to do.
  package var message: String
  /// The field or path it concerns, if one.
  package var field: String?

  package init(_ kind: Kind, _ message: String, field: String? = nil) {
    self.kind = kind
    self.message = message
    self.field = field
  }
}
