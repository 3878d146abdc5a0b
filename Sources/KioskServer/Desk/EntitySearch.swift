/// What a search in a register found, as lists show it.
package struct EntitySearch: Sendable, Hashable {
  package struct Hit: Sendable, Hashable, Identifiable {
    package var id: String
    /// Masked name and numbers.
    package var words: String

    package init(id: String, words: String) {
      self.id = id
      self.words = words
    }
  }

  package var text: String
  package var hits: [Hit]
  /// Whether there are more than are shown.
  package var hasMore: Bool
  /// Whether the text was a number, so that a single hit is surely the one.
  package var isExact: Bool

  package init(text: String, hits: [Hit], hasMore: Bool = false, isExact: Bool = false) {
    self.text = text
    self.hits = hits
    self.hasMore = hasMore
    self.isExact = isExact
  }
}
