package import Identity
package import Sync

/// An entry to be written: what it says, before it has a number, a time and a place in the chain.
package struct EntryDraft: Sendable, Hashable {
  package enum Subject: Sendable, Hashable {
    /// The entry starts its subject; the store adds the subject's secret to the body.
    case new
    case existing(SubjectID)
  }

  package var kind: String
  package var subject: Subject
  package var body: [String: JSONValue]
  /// The entries of the same sort whose values the author saw.
  package var replaces: [EntryID]

  package init(
    kind: String, subject: Subject, body: [String: JSONValue], replaces: [EntryID] = []
  ) {
    self.kind = kind
    self.subject = subject
    self.body = body
    self.replaces = replaces
  }
}

/// Kinds of entries the store itself acts upon.
enum StoredKind {
  static let received = "dossier.received"
  static let file = "dossier.file"
  static let official = "dossier.official"
  static let viewed = "dossier.viewed"
  static let erased = "dossier.erased"
  static let dossierPrefix = "dossier."
  static let officerAdded = "officer.added"
}
