import Counter
import Dossiers
import FormEngine
import KioskServer
import Sync

/// The answers of a dossier as people read them, and those people disagree about.
extension OneStopOffice {
  /// Sections of answers to read: the form's top-level groups, what was not answered left out.
  func sections(_ session: FormSession, _ state: DossierState, _ language: Language)
    -> [AnswerSection]
  {
    session.view().items.compactMap { item in
      let (title, rows): (String, [AnswerSection.Row])
      switch item {
      case .group(let group): (title, rows) = (group.label.text, self.rows([item], state, language))
      case .rows(let repeated):
        (title, rows) = (repeated.label.text, self.rows([item], state, language))
      case .question: return nil
      }
      return rows.isEmpty ? nil : AnswerSection(title: title, rows: rows)
    }
  }

  private func rows(_ items: [FormItem], _ state: DossierState, _ language: Language)
    -> [AnswerSection.Row]
  {
    items.flatMap { item -> [AnswerSection.Row] in
      switch item {
      case .group(let group):
        return group.isRelevant ? rows(group.items, state, language) : []
      case .rows(let repeated):
        guard repeated.isRelevant else { return [] }
        return repeated.rows.enumerated().flatMap { index, row in
          rows(row.items, state, language).map { answer in
            var answer = answer
            answer.label = "\(index + 1). \(answer.label)"
            return answer
          }
        }
      case .question(let question):
        return row(question, state, language).map { [$0] } ?? []
      }
    }
  }

  private func row(_ question: FormQuestion, _ state: DossierState, _ language: Language)
    -> AnswerSection.Row?
  {
    guard question.isRelevant, question.control != .note else { return nil }
    let heads = state.fields[FlatAnswers.path(of: question.path, rows: state.rows)]?.heads ?? []
    let rivals =
      heads.count > 1 ? heads.compactMap(\.value).filter { $0 != question.value } : []
    guard !question.value.isEmpty || !rivals.isEmpty else { return nil }
    return AnswerSection.Row(
      path: question.path, label: question.label.text,
      value: spoken(question.value, question, language),
      rivals: rivals.map { spoken($0, question, language) })
  }
}
