package import Dossiers

/// Something two people said without knowing of each other, side by side.
package struct DisputeSheet: Sendable, Hashable {
  /// What it is about; it chooses the words of the page.
  package enum Kind: String, Sendable, Hashable {
    case answers, row, file, status
  }

  package struct Side: Sendable, Hashable {
    /// The journal entry that said it; what ``Settlement/keep`` names.
    package var entry: String
    /// As people read it, one line for each answer; empty if the answer was taken away.
    package var lines: [String]
    package var actor: String
    /// Which device said it, in words.
    package var place: String
    /// How far it is to be trusted, in words: an ID chip, the deciding body, an officer …
    package var source: String
    package var time: Instant
    /// Whether it stands until somebody decides.
    package var stands: Bool

    package init(
      entry: String, lines: [String], actor: String, place: String, source: String, time: Instant,
      stands: Bool
    ) {
      self.entry = entry
      self.lines = lines
      self.actor = actor
      self.place = place
      self.source = source
      self.time = time
      self.stands = stands
    }
  }

  /// What ``Settlement/name`` names.
  package var name: String
  package var kind: Kind
  package var label: String
  package var sides: [Side]
  /// What hangs on the decision, one short text each.
  package var depends: [String]
  /// Whether a third value may be right: it is about one answer.
  package var takesValue: Bool

  package init(
    name: String, kind: Kind, label: String, sides: [Side], depends: [String] = [],
    takesValue: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.label = label
    self.sides = sides
    self.depends = depends
    self.takesValue = takesValue
  }
}

/// Which side of a dispute is right, and why.
package struct Settlement: Sendable, Hashable {
  /// ``DisputeSheet/name``.
  package var name: String
  package enum Choice: Sendable, Hashable {
    /// ``DisputeSheet/Side/entry`` of the side that is right.
    case keep(String)
    /// Another value of the one answer it is about; empty clears it.
    case value(String)
  }

  package var choice: Choice
  package var reason: String
  /// ``DisputeSheet/Side/entry`` of every side the person saw.
  package var seen: [String]

  package init(name: String, choice: Choice, reason: String, seen: [String]) {
    self.name = name
    self.choice = choice
    self.reason = reason
    self.seen = seen
  }
}

/// Another open dossier of the same procedure, subject and applicant.
package struct TwinDossier: Sendable, Hashable {
  package enum Place: Sendable, Hashable {
    case here(maskedSubject: String, receivedAt: Instant, statusName: String)
    /// Another office has it, and this one no more of it than the province says.
    case elsewhere(unitName: String, receivedOn: CivilDate)
  }

  package var code: String
  /// ``DossierLine/reference``, the id of a dossier elsewhere.
  package var reference: String
  package var place: Place

  package init(code: String, reference: String? = nil, place: Place) {
    self.code = code
    self.reference = reference ?? code
    self.place = place
  }
}

/// Dossiers that wait for a decision, and how past ones went.
package struct DisputeList: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var dossier: DossierLine
    /// What has to be decided, in words.
    package var matters: [String]
    package var since: Instant?

    package init(dossier: DossierLine, matters: [String], since: Instant?) {
      self.dossier = dossier
      self.matters = matters
      self.since = since
    }
  }

  /// One kind of dispute over all dossiers of this unit.
  package struct Figure: Sendable, Hashable {
    package var kind: String
    package var open: Int
    package var settled: Int
    /// Minutes from the later side to the decision; `nil` while none was decided.
    package var medianMinutes: Int?
    package var longestMinutes: Int?

    package init(
      kind: String, open: Int, settled: Int, medianMinutes: Int?, longestMinutes: Int? = nil
    ) {
      self.kind = kind
      self.open = open
      self.settled = settled
      self.medianMinutes = medianMinutes
      self.longestMinutes = longestMinutes
    }
  }

  package var lines: [Line]
  package var figures: [Figure]
  /// Dossiers of one code each, after two machines worked with one key.
  package var shared: [[DossierLine]] = []
  /// Since when a copy of this machine is known to have been in use; `nil` if none is.
  package var copyInUse: Instant?

  package init(lines: [Line], figures: [Figure]) {
    self.lines = lines
    self.figures = figures
  }
}
