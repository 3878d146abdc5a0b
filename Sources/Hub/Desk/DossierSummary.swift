package import Dossiers
import Foundation
package import Sync

/// What lists and the public tracking page need of a dossier: nothing about a person.
package struct DossierSummary: Sendable, Codable, Equatable {
  package struct Step: Sendable, Codable, Equatable {
    package var status: Int
    package var time: Int64
  }

  package struct Due: Sendable, Codable, Equatable {
    /// Milliseconds; `nil` for "while you wait".
    package var instant: Int64?
    package var explanation: LocalizedText
  }

  package var code: String
  package var officialCodes: [String]
  package var procedure: String
  package var version: String
  package var unit: String
  package var authority: String
  package var returnUnit: String
  package var receivedAt: Int64
  package var due: Due?
  package var status: Int
  package var disputedPaths: [String]
  /// Whether a person has to decide something, a status said twice included.
  package var hasConflict: Bool
  package var steps: [Step]
  /// Components a supplement request asks for, as ids or words of the list.
  package var askedPapers: [String]
  /// The code printed beside the QR.
  package var lookup: String
  /// Entries of kinds this program does not know yet.
  package var unknownEntries: Int
  /// `nil` in rows of an older program; `check --rebuild` fills it in.
  package var matters: Matters?

  /// What people have to decide about it, and what they decided.
  package struct Matters: Sendable, Codable, Equatable {
    package struct Open: Sendable, Codable, Equatable {
      package var kind: String
      package var name: String
      /// Milliseconds: when the last side was said.
      package var since: Int64
    }

    package var open: [Open]
    package var decided: [DisputeFigure.Decided]
    package var promisedTwice: Bool
    /// Whether entries others build upon have not arrived.
    package var isIncomplete: Bool
    /// Whether answers of several authors stand side by side, so that together they may break
    /// the form's rules.
    package var hasSeveralAuthors: Bool
    /// Dossiers somebody said are, or are not, about the same matter.
    package var judged: [SubjectID]
    /// Dossiers the hub suspects to be, and nobody judged in this one; `nil`: none.
    package var suspected: [SubjectID]?
  }

  /// How much of it waits for a person.
  package var contention: Contention {
    guard let matters else { return hasConflict ? .disputed : .none }
    if !matters.open.isEmpty { return .disputed }
    let mayBreakRules = matters.hasSeveralAuthors && dossierStatus.keepsAnswers
    if mayBreakRules || hasDoubts { return .toCheck }
    return matters.decided.isEmpty ? .none : .decided
  }

  /// Whether something other than the form's rules is to be looked at again.
  package var hasDoubts: Bool {
    guard let matters else { return false }
    let isPromiseOpen = matters.promisedTwice && !dossierStatus.isTerminal
    let isSuspected = matters.suspected != nil && !dossierStatus.isTerminal
    return isPromiseOpen || isSuspected || matters.isIncomplete || unknownEntries > 0
  }

  package var dossierStatus: DossierStatus { DossierStatus(rawValue: status) ?? .received }

  /// Whether the promise is broken: still running, and past it.
  package func isOverdue(at now: Int64) -> Bool {
    guard let instant = due?.instant, dossierStatus.clock == .running else { return false }
    return instant < now
  }
}

/// One line of a list.
package struct DossierLine: Sendable, Equatable {
  package let id: SubjectID
  package let summary: DossierSummary
  /// Hub time of the newest entry.
  package let updated: Int64

  package init(id: SubjectID, summary: DossierSummary, updated: Int64) {
    self.id = id
    self.summary = summary
    self.updated = updated
  }
}
