/// What a paper is filled with: texts by name, and lists of rows, each again texts by name. Both
/// are named by ``PaperVocabulary``.
package struct PaperData: Sendable, Hashable {
  package var texts: [String: String]
  package var rows: [String: [[String: String]]]

  package init(texts: [String: String] = [:], rows: [String: [[String: String]]] = [:]) {
    self.texts = texts
    self.rows = rows
  }

  package mutating func merge(_ other: PaperData) {
    texts.merge(other.texts) { $1 }
    rows.merge(other.rows) { $1 }
  }

  /// Whether a text or list of this name has anything in it.
  func has(_ name: String) -> Bool {
    if let text = texts[name] { return !text.allSatisfy(\.isWhitespace) }
    return !(rows[name] ?? []).isEmpty
  }
}
