package import Dossiers

/// A field two people answered differently without knowing of each other, side by side.
package struct DisputedField: Sendable, Hashable {
  package struct Value: Sendable, Hashable {
    /// The journal entry that gave it; what ``Settlement/keep`` names.
    package var entry: String
    /// As people read it; empty if the answer was taken away.
    package var text: String
    package var actor: String
    package var time: Instant
    /// Whether it stands until somebody decides.
    package var stands: Bool

    package init(entry: String, text: String, actor: String, time: Instant, stands: Bool) {
      self.entry = entry
      self.text = text
      self.actor = actor
      self.time = time
      self.stands = stands
    }
  }

  package var path: String
  package var label: String
  package var values: [Value]

  package init(path: String, label: String, values: [Value]) {
    self.path = path
    self.label = label
    self.values = values
  }
}

/// Which of a field's values is right, and why.
package struct Settlement: Sendable, Hashable {
  package var path: String
  /// ``DisputedField/Value/entry`` of the value that is kept.
  package var keep: String
  package var reason: String

  package init(path: String, keep: String, reason: String) {
    self.path = path
    self.keep = keep
    self.reason = reason
  }
}
