package import Dossiers

/// Certified copies while the resident waits: one job is one dossier.
package struct CopiesJob: Sendable, Hashable {
  /// One paper that is copied.
  package struct Paper: Sendable, Hashable {
    package var title: String
    package var pages: Int
    package var copies: Int

    package init(title: String, pages: Int, copies: Int) {
      self.title = title
      self.pages = pages
      self.copies = copies
    }
  }

  /// The same request makes one dossier, however often it arrives.
  package var request: String
  package var name: String
  /// Number of the identity paper; may be empty.
  package var idNumber: String
  package var papers: [Paper]
  /// Print a slip although it is not required.
  package var wantsSlip: Bool

  package init(
    request: String, name: String, idNumber: String = "", papers: [Paper], wantsSlip: Bool = false
  ) {
    self.request = request
    self.name = name
    self.idNumber = idNumber
    self.papers = papers
    self.wantsSlip = wantsSlip
  }
}

/// What a job costs and when it is due, before anything is stored.
package struct CopiesQuote: Sendable, Hashable {
  package var fee: Fee
  /// Fee of each paper in đồng, in the job's order.
  package var paperFees: [Int]
  package var promise: Promise
  /// After the cut-off a slip with hour and date must be printed.
  package var slipRequired: Bool

  package init(fee: Fee, paperFees: [Int], promise: Promise, slipRequired: Bool) {
    self.fee = fee
    self.paperFees = paperFees
    self.promise = promise
    self.slipRequired = slipRequired
  }
}

/// A job that has been certified.
package struct CertifiedCopies: Sendable, Hashable {
  package var code: String
  package var job: CopiesJob
  package var quote: CopiesQuote
  /// Certification numbers as entered in the book, one for each paper: "125/2026".
  package var numbers: [String]
  package var book: String
  /// When it was handed back, nil if not yet.
  package var returnedAt: Instant?
  /// Whether a slip exists that can be printed.
  package var hasSlip: Bool

  package init(
    code: String, job: CopiesJob, quote: CopiesQuote, numbers: [String], book: String,
    returnedAt: Instant?, hasSlip: Bool
  ) {
    self.code = code
    self.job = job
    self.quote = quote
    self.numbers = numbers
    self.book = book
    self.returnedAt = returnedAt
    self.hasSlip = hasSlip
  }
}
