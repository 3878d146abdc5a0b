import Foundation

/// What pyxform made of an XLSForm, and the rows it was made of.
struct CompiledSheets: Sendable, Decodable {
  struct Row: Sendable, Decodable {
    /// As a spreadsheet numbers it; the heading is row 1.
    var row: Int
    /// Line of the Markdown file; nil for a workbook.
    var line: Int?
    /// By column.
    var cells: [String: String]

    /// A cell by the column's name without its language: `label` finds `label::English (en)`.
    func cell(_ name: String) -> (column: String, text: String)? {
      if let text = cells[name] { return (name, text) }
      return cells.filter { $0.key.hasPrefix("\(name)::") }.min { $0.key < $1.key }
        .map { ($0.key, $0.value) }
    }
  }

  var xml: String?
  var error: String?
  var warnings: [String]
  var sheets: [String: [Row]]
  var pyxform: String?
  /// Why pyxform itself could not be loaded.
  var missing: String?

  var survey: [Row] { sheets["survey"] ?? [] }
  var settings: [String: String] { sheets["settings"]?.first?.cells ?? [:] }

  /// Rows of the survey by the path of what they define, below the root: `nks/hoTen`.
  var rowsByPath: [String: Row] {
    var open: [String] = []
    var result: [String: Row] = [:]
    for row in survey {
      let type = (row.cells["type"] ?? "").lowercased().replacing("_", with: " ")
      if type.hasPrefix("end ") {
        _ = open.popLast()
        continue
      }
      guard let name = row.cells["name"], !name.isEmpty else { continue }
      result[(open + [name]).joined(separator: "/")] = row
      if type.hasPrefix("begin ") { open.append(name) }
    }
    return result
  }
}
