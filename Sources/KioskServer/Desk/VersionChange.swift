/// What becomes of a draft's answers in a newer version of its form, for the officer to agree to.
package struct VersionChange: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var label: String
    package var value: String

    package init(label: String, value: String) {
      self.label = label
      self.value = value
    }
  }

  package var from: String
  package var to: String
  /// Answers that stand in a renamed field from now on.
  package var renamed: [Line]
  /// Answers the new version has no place for.
  package var lost: [Line]
  /// Names of papers the new version does not ask for.
  package var lostPapers: [String]

  package init(
    from: String, to: String, renamed: [Line] = [], lost: [Line] = [], lostPapers: [String] = []
  ) {
    self.from = from
    self.to = to
    self.renamed = renamed
    self.lost = lost
    self.lostPapers = lostPapers
  }
}
