import FormEngine

/// A form as a resident walks through it: one question per page, a repeat's rows on a page of
/// their own where more can be added.
struct PreviewSteps {
  struct Step {
    var path: String
    /// The title of the section it stands in.
    var section: String
    var item: FormItem
    var isRows: Bool
  }

  private(set) var steps: [Step] = []

  init(_ form: FormView) {
    for section in FormSections(form).sections where section.isRelevant {
      if let page = section.page {
        add(.group(page), section.title)
      } else {
        for item in section.items { add(item, section.title) }
      }
    }
  }

  private mutating func add(_ item: FormItem, _ section: String) {
    switch item {
    case .question(let question):
      guard question.isRelevant else { return }
      steps.append(Step(path: question.path, section: section, item: item, isRows: false))
    case .group(let group):
      guard group.isRelevant else { return }
      if group.isOnePage {
        let path = group.path ?? group.label.text
        steps.append(Step(path: path, section: section, item: item, isRows: false))
        return
      }
      for inner in group.items { add(inner, group.label.text.isEmpty ? section : group.label.text) }
    case .rows(let rows):
      guard rows.isRelevant else { return }
      if rows.canAddAndRemove {
        steps.append(Step(path: rows.path, section: section, item: item, isRows: true))
      } else {
        for row in rows.rows where row.isRelevant {
          for inner in row.items { add(inner, rows.label.text) }
        }
      }
    }
  }

  /// From 1; nil beyond the end.
  subscript(number: Int) -> Step? {
    steps.indices.contains(number - 1) ? steps[number - 1] : nil
  }

  /// Where a path stands now, since answers make questions come and go.
  func number(of path: String) -> Int? {
    steps.firstIndex { $0.path == path }.map { $0 + 1 }
  }
}
