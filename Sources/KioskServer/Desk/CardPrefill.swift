/// What a scanned identity card says, and what it would change in a draft. Nothing is stored yet.
package struct CardPrefill: Sendable, Hashable {
  /// One value read from the card, for the officer to compare with the person in front of him.
  package struct Reading: Sendable, Hashable {
    package var label: String
    package var value: String

    package init(label: String, value: String) {
      self.label = label
      self.value = value
    }
  }

  /// One answer that would be set.
  package struct Change: Sendable, Hashable {
    package var path: String
    package var label: String
    /// The present answer as shown to people, empty if none.
    package var before: String
    package var after: String

    package init(path: String, label: String, before: String, after: String) {
      self.path = path
      self.label = label
      self.before = before
      self.after = after
    }
  }

  package var readings: [Reading]
  package var changes: [Change]
  /// One sentence each: number and birth date do not fit, unknown extra fields …
  package var warnings: [String]

  package init(readings: [Reading], changes: [Change], warnings: [String] = []) {
    self.readings = readings
    self.changes = changes
    self.warnings = warnings
  }
}
