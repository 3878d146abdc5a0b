package import Dossiers

/// The office's printers and the papers on their way to them.
package struct PrintQueue: Sendable, Hashable {
  package var printers: [Printer]
  /// Those that ask for a person first, then what waits, then what is done, the newest first.
  package var jobs: [QueuedPrint]

  package init(printers: [Printer], jobs: [QueuedPrint]) {
    self.printers = printers
    self.jobs = jobs
  }
}

/// One paper in a printer's queue.
package struct QueuedPrint: Sendable, Hashable {
  /// What an officer can do about it.
  package enum Act: String, Sendable, Hashable, CaseIterable {
    case retry, cancel, reprint, done
  }

  package var id: Int
  package var printer: String
  package var document: String
  package var code: String
  /// ``DossierLine/reference``
  package var reference: String
  package var copies: Int
  /// 0 for a first print.
  package var reprint: Int
  package var askedAt: Instant
  package var state: String
  /// Why it does not get on, one sentence.
  package var problem: String?
  package var acts: [Act]
  package var needsPerson: Bool

  package init(
    id: Int, printer: String, document: String, code: String, reference: String,
    copies: Int, reprint: Int, askedAt: Instant, state: String, problem: String?, acts: [Act],
    needsPerson: Bool
  ) {
    self.id = id
    self.printer = printer
    self.document = document
    self.code = code
    self.reference = reference
    self.copies = copies
    self.reprint = reprint
    self.askedAt = askedAt
    self.state = state
    self.problem = problem
    self.acts = acts
    self.needsPerson = needsPerson
  }
}
