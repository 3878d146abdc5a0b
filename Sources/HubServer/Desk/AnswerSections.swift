import Dossiers
import FormEngine
import Foundation
import Hub

/// The answers of a dossier under the labels of the form they were given in.
struct AnswerSections {
  struct Row {
    let label: String
    let value: String
    let isDisputed: Bool
  }

  struct Section {
    let title: String?
    var rows: [Row]
  }

  let file: DossierFile
  let procedures: ProcedureNames
  let language: Language

  /// Sections of the form; without the form the answers by their paths.
  var sections: [Section] {
    guard let view = try? labelled(), !view.items.isEmpty else { return [bare] }
    var sections: [Section] = []
    var loose: [Row] = []
    for item in view.items {
      if case .group(let group) = item, !group.label.text.isEmpty {
        let rows = rows(group.items)
        if !rows.isEmpty { sections.append(Section(title: group.label.text, rows: rows)) }
      } else {
        loose += rows([item])
      }
    }
    if !loose.isEmpty { sections.insert(Section(title: nil, rows: loose), at: 0) }
    return sections.isEmpty ? [bare] : sections
  }

  private var bare: Section {
    Section(
      title: nil,
      rows: file.answers.map { Row(label: $0.path, value: $0.value, isDisputed: $0.isDisputed) })
  }

  private func labelled() throws -> FormView? {
    guard let folder = procedures.folder else { return nil }
    let (code, version) = (file.summary.procedure, file.summary.version)
    guard !code.contains("/"), !version.contains("/"), code != "..", version != ".." else {
      return nil
    }
    let xml = try Data(contentsOf: folder.appending(path: "\(code)/\(version)/form.xml"))
    let definition = try FormDefinition(
      xml: xml, resources: .folder(folder.appending(path: "registers")))
    let session = try FormSession(
      definition,
      environment: FormEnvironment(
        now: file.summary.receivedAt, offsetMinutes: 420, seed: 1, language: language.rawValue))
    _ = try session.load(FormAnswers(json: JSONSerialization.data(withJSONObject: nested)))
    return session.view()
  }

  /// Answers as the form engine reads them: rows as arrays of objects.
  private var nested: [String: Any] {
    var result: [String: Any] = [:]
    var rows: [String: [String: [String: String]]] = [:]
    for answer in file.answers {
      guard let (path, row, field) = Self.inRow(answer.path) else {
        result[answer.path] = answer.value
        continue
      }
      rows[path, default: [:]][row, default: [:]][field] = answer.value
    }
    for (path, ids) in file.rows { result[path] = ids.map { rows[path]?[$0] ?? [:] } }
    return result
  }

  /// "giayTo[a1]/ten" is the field "ten" of row "a1" of "giayTo".
  private static func inRow(_ path: String) -> (path: String, row: String, field: String)? {
    guard let open = path.firstIndex(of: "["), let close = path.firstIndex(of: "]"), open < close
    else { return nil }
    let field = path[path.index(after: close)...]
    guard field.hasPrefix("/") else { return nil }
    return (
      String(path[..<open]), String(path[path.index(after: open)..<close]),
      String(field.dropFirst())
    )
  }

  private func rows(_ items: [FormItem]) -> [Row] {
    items.flatMap { item -> [Row] in
      switch item {
      case .group(let group): return group.isRelevant ? rows(group.items) : []
      case .rows(let repeated):
        return repeated.isRelevant ? repeated.rows.flatMap { rows($0.items) } : []
      case .question(let question): return row(question).map { [$0] } ?? []
      }
    }
  }

  private func row(_ question: FormQuestion) -> Row? {
    guard question.isRelevant, question.control != .note else { return nil }
    let chosen = question.choices.filter(\.isSelected).map(\.label.text)
    let value = chosen.isEmpty ? question.value : chosen.joined(separator: ", ")
    let label = question.label.text.isEmpty ? question.path : question.label.text
    return Row(
      label: label, value: readable(value, question.type), isDisputed: isDisputed(question))
  }

  private func readable(_ value: String, _ type: FormValueType) -> String {
    guard type == .date, let date = CivilDate(value) else { return value }
    return Spelling.day(date, language)
  }

  private func isDisputed(_ question: FormQuestion) -> Bool {
    file.answers.contains { $0.isDisputed && $0.path == question.path }
  }
}
