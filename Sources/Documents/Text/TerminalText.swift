/// Text in columns of equal width. A letter with its marks is one column, as terminals show it;
/// wide East Asian letters do not occur in this office's papers.
enum TerminalText {
  static func width(_ text: String) -> Int { text.count }

  /// Breaks at spaces, and inside a word only if it is longer than a line. Never an empty array.
  static func wrap(_ text: String, columns: Int) -> [String] {
    precondition(columns > 0, "a line has at least one column")
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      var rest = word
      if !line.isEmpty, width(line) + 1 + rest.count <= columns {
        line += " " + rest
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while rest.count > columns {
        lines.append(String(rest.prefix(columns)))
        rest = rest.dropFirst(columns)
      }
      line = String(rest)
    }
    return lines + [line]
  }
}
