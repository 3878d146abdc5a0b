package import Dossiers

/// A procedure that may be begun from a dossier.
package struct NextProcedureLine: Sendable, Hashable {
  package var code: String
  package var name: String
  /// Why people need it, in one sentence.
  package var why: String
  /// Whether the law wants a dossier of its own, in words.
  package var dossiers: String

  package init(code: String, name: String, why: String, dossiers: String) {
    self.code = code
    self.name = name
    self.why = why
    self.dossiers = dossiers
  }
}

/// A dossier this one was begun from, or that was begun from it.
package struct LinkedDossier: Sendable, Hashable {
  package var line: DossierLine
  package var isBefore: Bool

  package init(line: DossierLine, isBefore: Bool) {
    self.line = line
    self.isBefore = isBefore
  }
}

/// A dossier opened: unmasked, so the view was recorded before this was handed out.
package struct DossierPage: Sendable, Hashable {
  package var line: DossierLine
  /// The short subject in full.
  package var subject: String
  package var formVersion: String
  package var receivingUnit: String
  /// Who decides, in words.
  package var authority: String
  package var promise: Promise
  package var fee: Fee
  /// The answers, section by section, as people read them.
  package var sections: [AnswerSection]
  package var components: [Component]
  /// Status by status, oldest first.
  package var timeline: [TimelineEvent]
  /// What may be done now by this officer.
  package var transitions: [Transition]
  /// Whether the result can be handed over now.
  package var canHandOver: Bool
  /// Kinds that can be printed: `receipt`, `declaration`, `01`…`07`.
  package var documents: [DocumentKind]
  package var certification: String?
  /// What two people said differently, for a person to decide.
  package var disputes: [DisputeSheet]
  /// Open dossiers that may be this one again.
  package var twins: [TwinDossier]
  /// Whether this officer may decide them.
  package var canSettle: Bool
  /// What breaks the form's rules together, for a person to put right.
  package var correction: CorrectionSheet?
  /// One sentence each: disputes, two promises, what has not arrived, what needs an update.
  package var notices: [String]
  /// What may be begun from it by this officer.
  package var next: [NextProcedureLine] = []
  package var linked: [LinkedDossier] = []
  /// Acts beside the changes of status that this officer may do now.
  package var acts: [ActSheet] = []
  /// Where it is, where its papers are, how the result is wanted.
  package var axes: [AxisLine] = []
  /// Whether its answers are wanted by another authority's system.
  package var hasEntrySheet = false
  /// How the result is wanted.
  package var delivery: DeliveryWay?
  /// When and why it was booked from an emergency slip, if it was.
  package var slip: SlipNote?
  /// Version of the province's amendments it was received under.
  package var overlay: String?

  package init(
    line: DossierLine, subject: String, formVersion: String, receivingUnit: String,
    authority: String, promise: Promise, fee: Fee, sections: [AnswerSection],
    components: [Component], timeline: [TimelineEvent], transitions: [Transition],
    canHandOver: Bool, documents: [DocumentKind], certification: String? = nil,
    disputes: [DisputeSheet] = [], twins: [TwinDossier] = [], canSettle: Bool = false,
    notices: [String] = []
  ) {
    self.line = line
    self.subject = subject
    self.formVersion = formVersion
    self.receivingUnit = receivingUnit
    self.authority = authority
    self.promise = promise
    self.fee = fee
    self.sections = sections
    self.components = components
    self.timeline = timeline
    self.transitions = transitions
    self.canHandOver = canHandOver
    self.documents = documents
    self.certification = certification
    self.disputes = disputes
    self.twins = twins
    self.canSettle = canSettle
    self.notices = notices
  }
}

/// What a dossier says of the emergency slip it was booked from.
package struct SlipNote: Sendable, Hashable {
  package var bookedAt: Instant
  package var reason: String

  package init(bookedAt: Instant, reason: String) {
    self.bookedAt = bookedAt
    self.reason = reason
  }
}

/// A section of answers to read.
package struct AnswerSection: Sendable, Hashable {
  package struct Row: Sendable, Hashable {
    package var path: String
    package var label: String
    /// As people read it; empty if not answered.
    package var value: String
    /// The other values people gave, if the field is disputed.
    package var rivals: [String]

    package init(path: String, label: String, value: String, rivals: [String] = []) {
      self.path = path
      self.label = label
      self.value = value
      self.rivals = rivals
    }
  }

  package var title: String
  package var rows: [Row]

  package init(title: String, rows: [Row]) {
    self.title = title
    self.rows = rows
  }
}

/// One step of a dossier's life.
package struct TimelineEvent: Sendable, Hashable {
  package var time: Instant
  package var status: Int
  package var statusName: String
  /// Who, in words: an officer and his office, or the hub.
  package var actor: String
  package var reason: String?

  package init(time: Instant, status: Int, statusName: String, actor: String, reason: String?) {
    self.time = time
    self.status = status
    self.statusName = statusName
    self.actor = actor
    self.reason = reason
  }
}

/// A kind of document a dossier has.
package struct DocumentKind: Sendable, Hashable {
  /// As the command line names it.
  package var id: String
  package var name: String

  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// One entry of a dossier's history, newest first on the page.
package struct HistoryEvent: Sendable, Hashable {
  package var time: Instant
  /// Whether that clock was checked or confirmed.
  package var isTimeTrusted: Bool
  package var actor: String
  /// What happened, in one sentence.
  package var what: String
  /// Details: "Họ tên: A → B", one each.
  package var details: [String]
  /// The entry's id, for those who check the chain.
  package var entry: String
  package var isSent: Bool

  package init(
    time: Instant, isTimeTrusted: Bool, actor: String, what: String, details: [String] = [],
    entry: String, isSent: Bool
  ) {
    self.time = time
    self.isTimeTrusted = isTimeTrusted
    self.actor = actor
    self.what = what
    self.details = details
    self.entry = entry
    self.isSent = isSent
  }
}
