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
    return sections + leftovers(view.items)
  }

  /// Answers the form of this version does not ask for, by their paths: nothing is hidden.
  private func leftovers(_ items: [FormItem]) -> [Section] {
    let asked = Set(paths(items))
    let rows = given.values.filter { !asked.contains($0.path) }.sorted { $0.path < $1.path }
      .map { Row(label: $0.path, value: $0.value, isDisputed: $0.isDisputed) }
    return rows.isEmpty ? [] : [Section(title: nil, rows: rows)]
  }

  private func paths(_ items: [FormItem]) -> [String] {
    items.flatMap { item -> [String] in
      switch item {
      case .group(let group): paths(group.items)
      case .rows(let repeated): repeated.rows.flatMap { paths($0.items) }
      case .question(let question): [path(of: question)]
      }
    }
  }

  private var bare: Section {
    Section(
      title: nil,
      rows: file.answers.map { Row(label: $0.path, value: $0.value, isDisputed: $0.isDisputed) })
  }

  private func labelled() throws -> FormView {
    let definition = try procedures.form(
      of: file.summary.procedure, version: file.summary.version)
    let session = try FormSession(
      definition,
      environment: FormEnvironment(
        now: file.summary.receivedAt, offsetMinutes: 420, seed: 1, language: language.rawValue))
    var answers = FlatAnswers()
    for answer in file.answers { answers.values[answer.path] = answer.value }
    answers.rows = file.rows
    _ = try session.load(answers.formAnswers)
    return session.view()
  }

  private func rows(_ items: [FormItem]) -> [Row] {
    items.flatMap { item -> [Row] in
      switch item {
      case .group(let group): return rows(group.items)
      case .rows(let repeated):
        return repeated.rows.flatMap { rows($0.items) }
      case .question(let question): return row(question).map { [$0] } ?? []
      }
    }
  }

  /// Only what the dossier holds: a value the form would suggest was never said.
  private func row(_ question: FormQuestion) -> Row? {
    guard question.control != .note, let answer = given[path(of: question)] else { return nil }
    if question.entityList != nil {
      return Row(
        label: question.label.text, value: entity(answer.value), isDisputed: answer.isDisputed)
    }
    let label = question.label.text.isEmpty ? answer.path : question.label.text
    return Row(
      label: label, value: Self.spoken(answer.value, question, language),
      isDisputed: answer.isDisputed)
  }

  /// A value as people read it: choices by their labels, dates day first.
  static func spoken(_ value: String, _ question: FormQuestion?, _ language: Language) -> String {
    guard let question else { return value }
    guard question.choices.isEmpty else {
      return value.split(separator: " ").map { part in
        question.choices.first { $0.value == part }?.label.text ?? String(part)
      }.joined(separator: ", ")
    }
    guard question.type == .date, let date = CivilDate(value) else { return value }
    return Spelling.day(date, language)
  }

  /// An entity of a register by the name the dossier gives it; the hub itself keeps no register.
  private func entity(_ id: String) -> String {
    if let label = file.entityLabels[id], !label.isEmpty { return label }
    return LocalizedText(vi: "Đã chọn trong sổ của xã", en: "Chosen from the commune's register")[
      language]
  }

  private var given: [String: DossierFile.Answer] {
    Dictionary(file.answers.filter { !$0.value.isEmpty || $0.isDisputed }.map { ($0.path, $0) }) {
      $1
    }
  }

  /// The journal names rows by their ids, the form counts them from 1.
  private func path(of question: FormQuestion) -> String {
    FlatAnswers.path(of: question.path, rows: file.rows)
  }
}
