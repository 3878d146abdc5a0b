package import Dossiers

/// The first page after signing in: what needs attention, what lies open.
package struct Today: Sendable, Hashable {
  package var date: CivilDate
  /// A holiday, swapped working day or weekend in words, else nil.
  package var dayNote: String?
  /// Everything that needs a person, most urgent first; a dossier may stand under one heading only.
  package var attention: [AttentionGroup]
  /// The caller's unfinished drafts, newest first.
  package var drafts: [DraftLine]
  /// Dossiers received today, newest first.
  package var receivedToday: [DossierLine]

  package init(
    date: CivilDate, dayNote: String? = nil, attention: [AttentionGroup] = [],
    drafts: [DraftLine] = [], receivedToday: [DossierLine] = []
  ) {
    self.date = date
    self.dayNote = dayNote
    self.attention = attention
    self.drafts = drafts
    self.receivedToday = receivedToday
  }
}

/// Dossiers that need attention for one reason.
package struct AttentionGroup: Sendable, Hashable {
  package var reason: Attention
  package var dossiers: [DossierLine]

  package init(reason: Attention, dossiers: [DossierLine]) {
    self.reason = reason
    self.dossiers = dossiers
  }
}

/// Why a dossier needs a person.
package enum Attention: String, Sendable, Hashable, CaseIterable {
  case overdue
  case dueToday
  case disputed
  case possibleDuplicate
  case codeShared
  case supplementAsked
  case readyToHandOver
  case needsUpdate
  case waitingToBeSent
  /// It concerns this office no longer; in lists people search, not among what asks for somebody.
  case left
}

/// One line of a list or search result. Masked: never a full name beside a full number.
package struct DossierLine: Sendable, Hashable {
  package var code: String
  /// What leads to it and no other: its code, or its id where several dossiers have the code.
  package var reference: String
  package var officialCode: String?
  package var procedure: String
  /// The short subject, masked as lists show it: `BÙI V. A.`
  package var maskedSubject: String
  /// 1…10.
  package var status: Int
  /// The status in words of the caller's language.
  package var statusName: String
  package var receivedAt: Instant
  package var due: Instant?
  package var attention: [Attention]
  /// Whether the hub has acknowledged everything of it.
  package var isSent: Bool
  /// Who handed it on to the desk whose list this is, and when; else empty.
  package var handedOn = ""

  package init(
    code: String, reference: String? = nil, officialCode: String? = nil, procedure: String,
    maskedSubject: String, status: Int, statusName: String, receivedAt: Instant, due: Instant?,
    attention: [Attention] = [], isSent: Bool
  ) {
    self.code = code
    self.reference = reference ?? code
    self.officialCode = officialCode
    self.procedure = procedure
    self.maskedSubject = maskedSubject
    self.status = status
    self.statusName = statusName
    self.receivedAt = receivedAt
    self.due = due
    self.attention = attention
    self.isSent = isSent
  }
}

/// One unfinished draft in a list; masked like ``DossierLine``.
package struct DraftLine: Sendable, Hashable {
  package var id: String
  package var procedure: String
  package var maskedSubject: String
  package var savedAt: Instant

  package init(id: String, procedure: String, maskedSubject: String, savedAt: Instant) {
    self.id = id
    self.procedure = procedure
    self.maskedSubject = maskedSubject
    self.savedAt = savedAt
  }
}
