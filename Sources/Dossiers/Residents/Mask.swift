/// What lists and search results show of a person, so that looking at a list is not yet looking
/// at personal data.
package enum Mask {
  /// "Nguyễn V. A***" for "Nguyễn Văn An": surname, initials, first letter of the given name.
  /// A name of one part keeps its first letter only.
  package static func name(_ text: String) -> String {
    let parts = text.split(whereSeparator: \.isWhitespace)
    guard let given = parts.last, let initial = given.first else { return "" }
    let hidden = "\(initial)***"
    guard parts.count > 1, let surname = parts.first else { return hidden }
    let middle = parts.dropFirst().dropLast().compactMap { $0.first.map { "\($0)." } }
    return ([String(surname)] + middle + [hidden]).joined(separator: " ")
  }

  /// The last three characters; a text of three or fewer shows none.
  package static func number(_ text: String) -> String {
    let visible = text.count > 3 ? 3 : 0
    return String(repeating: "*", count: text.count - visible) + text.suffix(visible)
  }
}
