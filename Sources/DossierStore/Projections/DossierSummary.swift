package import Dossiers
package import Sync

/// What lists and the search show of a dossier: a projection of its entries.
package struct DossierSummary: Sendable, Hashable, Identifiable {
  /// What an officer should notice.
  package enum Flag: String, Sendable, Hashable, Codable, CaseIterable {
    case disputed
    /// Another open dossier has the same procedure, subject and applicant, here or by the hub's
    /// word.
    case possibleDuplicate
    /// Another dossier has the same code, as after two machines worked with one key.
    case codeShared
    /// Two promised dates were printed; the earlier stands.
    case promiseDiffers
    /// An entry others build upon has not arrived yet.
    case incomplete
    /// It has entries of a newer version of the program.
    case needsUpdate
    /// This unit is no longer concerned: what happens to it is not told here any more.
    case left
    case erased
  }

  package struct Desk: Sendable, Hashable {
    package let desk: WorkDesk
    /// Meant for this officer only; empty: for all who sit there.
    package let officer: String
    /// Milliseconds.
    package let since: Int64
  }

  package let id: SubjectID
  package let code: String
  package let officialCodes: [String]
  package let procedure: String
  package let version: String
  package let unit: String
  /// The effective status, 1 to 10; 0 while the entry that says it is missing.
  package let status: Int
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let receivedAt: Int64
  /// The promised time, milliseconds.
  package let due: Int64?
  package let title: String
  package let applicant: String
  package internal(set) var flags: Set<Flag>
  /// The time of the newest entry, by its author's clock, milliseconds.
  package let changedAt: Int64
  /// The dossier it was begun from.
  package let follows: SubjectID?
  /// Whether it has or had something for a person to decide.
  package let hasDisputes: Bool
  /// Whether answers of several devices stand side by side, so that together they may break the
  /// form's rules.
  package let hasSeveralAuthors: Bool
  /// Where it is worked on; several if it was handed on twice at once.
  package let desks: [Desk]
  /// Whether the hub has everything this device wrote about it.
  package let isSent: Bool

  /// Whether there is still something for this unit in it.
  package var concernsUs: Bool { flags.isDisjoint(with: [.erased, .left]) }

  /// What leads to this dossier and no other: its code, or its id where several have the code.
  package var reference: String { flags.contains(.codeShared) ? id.description : code }

  /// For lists: looking at a list is not looking at personal data.
  package var maskedTitle: String { Mask.name(title) }
  package var maskedApplicant: String { Mask.name(applicant) }
}
