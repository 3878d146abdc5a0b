/// Comma-separated values as RFC 4180 has them, UTF-8.
package enum CommaSeparated {
  /// Rows of cells; a quoted cell may hold commas, quotes and line breaks.
  ///
  /// - Throws: ``DossierError`` naming the row of a quote that does not close.
  package static func read(_ text: String) throws -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    var wasQuoted = false
    func isEmptyRow() -> Bool { row.isEmpty && cell.isEmpty && !wasQuoted }
    while let scalar = scalars.popFirst() {
      if isQuoted {
        if scalar != "\"" {
          cell.unicodeScalars.append(scalar)
        } else if scalars.first == "\"" {
          cell.unicodeScalars.append(scalars.removeFirst())
        } else {
          isQuoted = false
        }
        continue
      }
      switch scalar {
      case "\"" where cell.isEmpty: (isQuoted, wasQuoted) = (true, true)
      case ",":
        row.append(cell)
        (cell, wasQuoted) = ("", false)
      case "\r" where scalars.first == "\n": continue
      case "\n", "\r":
        if !isEmptyRow() { rows.append(row + [cell]) }
        (row, cell, wasQuoted) = ([], "", false)
      default: cell.unicodeScalars.append(scalar)
      }
    }
    guard !isQuoted else {
      throw DossierError(
        .badInput, vi: "Dòng \(rows.count + 1): dấu nháy kép không đóng.",
        en: "Row \(rows.count + 1): a double quote is not closed.")
    }
    if !isEmptyRow() { rows.append(row + [cell]) }
    return rows
  }

  package static func write(_ rows: [[String]]) -> String {
    rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func cell(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
