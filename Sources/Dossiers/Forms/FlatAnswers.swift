package import FormEngine

/// Answers as entries carry them: one value per path, rows of repeats named by opaque ids.
///
/// `giayTo[k3]/soTrang` is the field of one row whatever its position; `rows["giayTo"]` is the
/// order.
package struct FlatAnswers: Sendable, Hashable {
  package var values: [String: String] = [:]
  package var rows: [String: [String]] = [:]

  package init() {}

  /// Flattens form answers; empty values are no answers. Rows without an id get one.
  package init(_ answers: FormAnswers, newRowID: () -> String) {
    add(answers, below: "", newRowID: newRowID)
  }

  private mutating func add(_ answers: FormAnswers, below prefix: String, newRowID: () -> String) {
    for (path, entry) in answers.entries.sorted(by: { $0.key < $1.key }) {
      switch entry {
      case .value(let value):
        if !value.isEmpty { values[prefix + path] = value }
      case .rows(let list):
        for row in list {
          let id = row.id ?? newRowID()
          rows[prefix + path, default: []].append(id)
          add(row.answers, below: "\(prefix)\(path)[\(id)]/", newRowID: newRowID)
        }
      }
    }
  }

  /// The same answers as the form engine takes them.
  package var formAnswers: FormAnswers { answers(below: "") }

  private func answers(below prefix: String) -> FormAnswers {
    var result = FormAnswers()
    for (path, value) in values where path.hasPrefix(prefix) {
      let rest = path.dropFirst(prefix.count)
      if !rest.contains("[") { result.entries[String(rest)] = .value(value) }
    }
    for (path, ids) in rows where path.hasPrefix(prefix) {
      let rest = path.dropFirst(prefix.count)
      guard !rest.contains("[") else { continue }
      result.entries[String(rest)] = .rows(
        ids.map { FormAnswers.Row(id: $0, answers: answers(below: "\(path)[\($0)]/")) })
    }
    return result
  }

  /// `giayTo[2]/ten`, as a form counts rows, is `giayTo[ROW]/ten` of the journal.
  package static func path(of asked: String, rows: [String: [String]]) -> String {
    guard let open = asked.firstIndex(of: "["), let close = asked.firstIndex(of: "]"), open < close,
      let number = Int(asked[asked.index(after: open)..<close]),
      let ids = rows[String(asked[..<open])], ids.indices.contains(number - 1)
    else { return asked }
    return "\(asked[..<open])[\(ids[number - 1])]\(asked[asked.index(after: close)...])"
  }
}
