/// One procedure in the list or in the results of a search.
package struct ProcedureLine: Sendable, Hashable {
  package var code: String
  package var name: String
  package var sector: String
  /// The term in words: "Trong ngày; nộp sau 15 giờ thì ngày làm việc tiếp theo".
  package var term: String
  /// Why the search found it, nil if everything is listed.
  package var why: String?
  /// Finished while the resident waits: opens the certified-copies screen.
  package var whileYouWait: Bool

  package init(
    code: String, name: String, sector: String, term: String, why: String? = nil,
    whileYouWait: Bool
  ) {
    self.code = code
    self.name = name
    self.sector = sector
    self.term = term
    self.why = why
    self.whileYouWait = whileYouWait
  }
}

/// One part of a procedure's guide: what to bring, what it costs, how to appeal …
package struct GuideSection: Sendable, Hashable {
  package struct Item: Sendable, Hashable {
    package var text: String
    package var notes: [String]

    package init(text: String, notes: [String] = []) {
      self.text = text
      self.notes = notes
    }
  }

  package var heading: String
  package var items: [Item]

  package init(heading: String, items: [Item]) {
    self.heading = heading
    self.items = items
  }
}

/// What an officer should know before he begins.
package struct ProcedureSheet: Sendable, Hashable {
  package var line: ProcedureLine
  package var version: String
  /// Who decides, in words.
  package var decidedBy: String
  /// The service level in new and old terms, in words.
  package var level: String
  /// Names of the components with how many of each, in words.
  package var components: [String]
  /// Fees in words, exemptions included; empty means free of charge.
  package var fees: [String]
  package var legalBasis: [String]
  /// Why it cannot be received today (no longer in force …), else nil.
  package var refusal: String?
  /// The guide for residents; empty sections are left out.
  package var guide: [GuideSection]
  /// Whether a blank declaration can be printed.
  package var hasBlankForm: Bool

  package init(
    line: ProcedureLine, version: String, decidedBy: String, level: String,
    components: [String], fees: [String], legalBasis: [String], refusal: String? = nil,
    guide: [GuideSection] = [], hasBlankForm: Bool = false
  ) {
    self.guide = guide
    self.hasBlankForm = hasBlankForm
    self.line = line
    self.version = version
    self.decidedBy = decidedBy
    self.level = level
    self.components = components
    self.fees = fees
    self.legalBasis = legalBasis
    self.refusal = refusal
  }
}
