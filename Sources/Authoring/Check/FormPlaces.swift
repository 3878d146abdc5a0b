import FormEngine
import Foundation

/// Finds the author's row and column for what pyxform or the engine say of a form.
struct FormPlaces {
  private let lines: [String]
  private let rows: [String: CompiledSheets.Row]
  private let sheets: CompiledSheets?

  init(xml: Data?, sheets: CompiledSheets?) {
    let text = xml.map { String(decoding: $0, as: UTF8.self) } ?? ""
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    self.sheets = sheets
    rows = sheets?.rowsByPath ?? [:]
  }

  // MARK: pyxform

  /// One finding per line pyxform wrote, such as `[row : 3] On the 'survey' sheet, the 'name' …`.
  func findings(
    pyxform text: String, severity: FormFinding.Severity = .error
  ) -> [FormFinding] {
    text.split(separator: "\n").map { sentence in
      var place = FormFinding.Place()
      var message = String(sentence)
      if let match = message.firstMatch(of: /\[row\s*:\s*(\d+)\]\s*/) {
        place.row = Int(match.1)
        place.sheet = "survey"
        message.removeSubrange(match.range)
      }
      if let match = message.firstMatch(of: /[Oo]n the '(\w+)' sheet,?\s*/) {
        place.sheet = String(match.1)
        message.removeSubrange(match.range)
      }
      if let match = message.firstMatch(of: /the '([^']+)' value/) {
        place.column = String(match.1)
      }
      if place.row == nil, let found = quotedCell(message) { place = found }
      place.line = line(of: place)
      if let first = message.first {
        message.replaceSubrange(message.startIndex...message.startIndex, with: first.uppercased())
      }
      return FormFinding(severity, message, at: place)
    }
  }

  /// The only cell that holds what a sentence quotes: `Unknown question type 'textt'.`
  private func quotedCell(_ message: String) -> FormFinding.Place? {
    for match in message.matches(of: /'([^']+)'/) {
      let cells = (sheets?.survey ?? []).flatMap { row in
        row.cells.filter { $0.value == String(match.1) }.map { (row.row, $0.key) }
      }
      if cells.count == 1 {
        return .init(sheet: "survey", row: cells[0].0, column: cells[0].1)
      }
    }
    return nil
  }

  private func line(of place: FormFinding.Place) -> Int? {
    guard let row = place.row, let sheet = place.sheet else { return nil }
    return sheets?.sheets[sheet]?.first { $0.row == row }?.line
  }

  // MARK: The engine

  /// The engine's refusal at the author's place.
  func finding(_ error: FormError) -> FormFinding {
    var place = place(ofPath: path(in: error.place ?? "") ?? path(in: error.message))
    if let line = Self.line(in: error.place ?? "") {
      if sheets == nil {
        place.line = line
      } else if place.row == nil {
        place = self.place(ofLine: line)
      }
    }
    if place.row != nil {
      place.column = column(attribute: error.place ?? "") ?? place.column
      return FormFinding(.error, error.message, at: place)
    }
    return FormFinding(.error, error.description, at: place.path == nil ? .init() : place)
  }

  /// A sentence of the engine that begins with a path.
  func warning(_ sentence: String) -> FormFinding {
    var place = place(ofPath: path(in: sentence))
    if let row = place.path.flatMap({ rows[$0] }),
      let missing = sentence.firstMatch(of: /refers to ([^,\s]+)/)
    {
      let wanted = String(missing.1)
      let name = wanted.split(separator: "/").last.map(String.init) ?? wanted
      place.column = row.cells.filter { $0.value.contains(wanted) || $0.value.contains(name) }
        .map(\.key).filter { !["type", "name"].contains($0) && !$0.contains("::") }.min()
    }
    return FormFinding(.warning, sentence, at: place)
  }

  /// Where a field stands.
  func place(ofPath path: String?, column: String? = nil) -> FormFinding.Place {
    guard let path else { return .init() }
    guard let row = rows[path] else { return .init(column: column, path: path) }
    return .init(sheet: "survey", row: row.row, line: row.line, column: column, path: path)
  }

  /// The first word of a text that is the path of a row.
  private func path(in text: String) -> String? {
    let words = text.split { " ,;:\u{201C}\u{201D}\"'<>=()".contains($0) }
    return words.lazy.compactMap { word -> String? in
      var path = word.split(separator: "/").map(String.init)
      if rows[path.joined(separator: "/")] != nil, !word.hasPrefix("/") {
        return path.joined(separator: "/")
      }
      if word.hasPrefix("/"), !path.isEmpty { path.removeFirst() }
      let joined = path.joined(separator: "/")
      return rows[joined] == nil ? nil : joined
    }.first
  }

  private static func line(in text: String) -> Int? {
    text.firstMatch(of: /line (\d+)/).flatMap { Int($0.1) }
  }

  /// The row a line of the compiled XML comes from: the line names the field, or one above does.
  private func place(ofLine number: Int) -> FormFinding.Place {
    guard (1...max(1, lines.count)).contains(number), number <= lines.count else { return .init() }
    for line in lines[..<number].reversed().prefix(Self.linesLookedAt) {
      for match in line.matches(of: /(?:nodeset|ref|id)="([^"]+)"/) {
        let reference = match.1.replacing("jr:itext('", with: "").split(separator: ":")[0]
        if let path = path(in: String(reference)) { return place(ofPath: path) }
        if let list = choiceList(String(match.1)) { return list }
      }
    }
    return .init()
  }

  private static let linesLookedAt = 12

  /// The place of the text `list-3` of a choice list: its fourth row.
  private func choiceList(_ id: String) -> FormFinding.Place? {
    guard let match = id.wholeMatch(of: /(.+)-(\d+)/), let index = Int(match.2) else { return nil }
    let rows = (sheets?.sheets["choices"] ?? []).filter {
      ($0.cells["list_name"] ?? $0.cells["list name"]) == String(match.1)
    }
    guard rows.indices.contains(index) else { return nil }
    return .init(sheet: "choices", row: rows[index].row, line: rows[index].line)
  }

  func row(_ number: Int?, of sheet: String) -> CompiledSheets.Row? {
    sheets?.sheets[sheet]?.first { $0.row == number }
  }

  /// The place of a text by the key it has among the form's texts, `/data/nks/hoTen:hint`.
  func place(ofText key: String, language: String) -> FormFinding.Place {
    let parts = key.split(separator: "#")[0].split(separator: ":", maxSplits: 1)
    if parts.count == 2, let path = path(in: String(parts[0])) {
      let column = Self.textColumns[String(parts[1])] ?? String(parts[1])
      return place(ofPath: path, column: "\(column)::\(language)")
    }
    guard var place = choiceList(key) else { return .init(path: key) }
    place.column = "label::\(language)"
    return place
  }

  private static let textColumns = [
    "jr:constraintMsg": "constraint_message", "jr:requiredMsg": "required_message",
  ]

  private func column(attribute place: String) -> String? {
    let last = place.split(separator: " ").last.map(String.init) ?? ""
    let columns = [
      "relevant": "relevant", "required": "required", "readonly": "read_only",
      "constraint": "constraint", "calculate": "calculation",
    ]
    return columns[last]
  }
}
