/// One thing a check found, with its place.
package struct FormFinding: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable { case error, warning }

  /// Where in the author's file.
  package struct Place: Sendable, Hashable {
    /// `survey`, `choices`, `settings`; or a file beside the form, such as `procedure.json`.
    package var sheet: String?
    package var row: Int?
    /// Line of a text file.
    package var line: Int?
    package var column: String?
    /// Path of the field below the form's root.
    package var path: String?

    package init(
      sheet: String? = nil, row: Int? = nil, line: Int? = nil, column: String? = nil,
      path: String? = nil
    ) {
      self.sheet = sheet
      self.row = row
      self.line = line
      self.column = column
      self.path = path
    }
  }

  package var severity: Severity
  package var place: Place
  /// One sentence in English that gives the reason.
  package var message: String

  package init(_ severity: Severity, _ message: String, at place: Place = Place()) {
    self.severity = severity
    self.place = place
    self.message = message
  }

  /// `survey, row 7 (line 9), column relevant: …`
  package var text: String {
    var parts: [String] = []
    if let sheet = place.sheet { parts.append(sheet) }
    if let row = place.row {
      parts.append("row \(row)" + (place.line.map { " (line \($0))" } ?? ""))
    } else if let line = place.line {
      parts.append("line \(line)")
    }
    if let column = place.column { parts.append("column \(column)") }
    if parts.isEmpty, let path = place.path { parts.append(path) }
    return parts.isEmpty ? message : "\(parts.joined(separator: ", ")): \(message)"
  }
}
