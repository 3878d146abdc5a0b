package import Dossiers
package import FormEngine

/// The dossier a draft was begun from.
package struct DraftSource: Sendable, Hashable {
  package var code: String
  /// Paths whose answer was taken over and has not been changed since.
  package var carried: Set<String>

  package init(code: String, carried: Set<String>) {
    self.code = code
    self.carried = carried
  }
}

/// A draft as the screens show it: live form, components, fee and promise as of now.
package struct Draft: Sendable, Hashable {
  package var id: String
  package var procedure: ProcedureLine
  /// The version of the procedure it stays on.
  package var version: String
  package var savedAt: Instant
  /// The form with live values, relevance and problems. Its top-level groups and repeats are
  /// the sections of the screens; questions outside any group make up one more section.
  package var form: FormView
  /// Everything wrong with the answers now, in document order.
  package var problems: [FormProblem]
  /// The components that this case needs or may have, in the procedure's order.
  package var components: [Component]
  package var fee: Fee
  /// What would be promised if it were accepted now; nil while the clock is unsure.
  package var promise: Promise?
  /// Things to know that block nothing: a number that does not fit the birth date, a possible
  /// duplicate. One sentence each.
  package var warnings: [String]
  /// A newer version of the form this draft could be carried over to.
  package var newerVersion: String?
  package var source: DraftSource?
  /// The files that answer questions, by the names their answers hold.
  package var answerFiles: [String: AttachedFile] = [:]
  /// The emergency slip it is booked from.
  package var slip: SlipEntry?
  /// Who decides it, how its result is wanted and who brings it, as far as it was said.
  package var handing: [AxisLine] = []
  /// What may become of it beside acceptance.
  package var acts: [ActSheet] = []

  package init(
    id: String, procedure: ProcedureLine, savedAt: Instant, form: FormView,
    problems: [FormProblem], components: [Component], fee: Fee, promise: Promise?,
    warnings: [String] = [], newerVersion: String? = nil, source: DraftSource? = nil
  ) {
    self.source = source
    self.id = id
    self.procedure = procedure
    version = form.version
    self.savedAt = savedAt
    self.form = form
    self.problems = problems
    self.components = components
    self.fee = fee
    self.promise = promise
    self.warnings = warnings
    self.newerVersion = newerVersion
  }
}

/// What is due, line by line, in đồng.
package struct Fee: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var name: String
    /// In đồng, after the exemption if one applies.
    package var amount: Int
    /// The exemption that applies, in words.
    package var exemption: String?

    package init(name: String, amount: Int, exemption: String? = nil) {
      self.name = name
      self.amount = amount
      self.exemption = exemption
    }
  }

  package var total: Int
  package var lines: [Line]

  package init(total: Int, lines: [Line]) {
    self.total = total
    self.lines = lines
  }
}

/// When the result is promised, and why then.
package struct Promise: Sendable, Hashable {
  /// nil if the procedure has no term of its own.
  package var due: Instant?
  /// The explanation in words: "Nhận 15:10 thứ Hai, sau 15 giờ; thứ Ba 24/11 nghỉ; hẹn thứ Tư …"
  package var explanation: String
  /// Two printed promises differed; the earlier stands.
  package var differs: Bool

  package init(due: Instant?, explanation: String, differs: Bool = false) {
    self.due = due
    self.explanation = explanation
    self.differs = differs
  }
}
