package import FormEngine

/// Answers changed in different places that break the form's rules together.
package struct CorrectionSheet: Sendable, Hashable {
  package struct Answer: Sendable, Hashable {
    /// What ``Correction/name`` names.
    package var name: String
    /// The form's section it stands in.
    package var section: String
    /// As the form asks for it, with its present answer.
    package var question: FormQuestion
    /// The journal entries whose values are shown.
    package var seen: [String]

    package init(name: String, section: String, question: FormQuestion, seen: [String]) {
      self.name = name
      self.section = section
      self.question = question
      self.seen = seen
    }
  }

  /// What is wrong, one sentence for each rule.
  package var sentences: [String]
  /// Any of them may be the wrong one.
  package var answers: [Answer]

  package init(sentences: [String], answers: [Answer]) {
    self.sentences = sentences
    self.answers = answers
  }
}

/// The right value of one of those answers, and why.
package struct Correction: Sendable, Hashable {
  /// ``CorrectionSheet/Answer/name``.
  package var name: String
  /// As XForms writes it; empty clears the answer.
  package var value: String
  package var reason: String
  /// ``CorrectionSheet/Answer/seen`` of what the person saw.
  package var seen: [String]

  package init(name: String, value: String, reason: String, seen: [String]) {
    self.name = name
    self.value = value
    self.reason = reason
    self.seen = seen
  }
}
