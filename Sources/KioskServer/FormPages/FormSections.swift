import FormEngine

/// A form cut into the sections of the screens.
///
/// Every top-level group and repeat is one; questions between them make up one more. Numbers stay
/// the same while relevance changes.
struct FormSections {
  struct Section {
    /// From 1.
    var number: Int
    var title: String
    var isRelevant: Bool
    var items: [FormItem]
    /// The questions that are asked now, in order.
    var questions: [FormQuestion]
    /// What stands beside its title.
    var label = FormText()
    /// The group itself where the form wants its questions together on one page.
    var page: FormGroup?
  }

  var sections: [Section] = []

  init(_ form: FormView) {
    var loose: [FormItem] = []
    func close() {
      guard !loose.isEmpty else { return }
      add(title: form.title, isRelevant: true, items: loose)
      loose = []
    }
    for item in form.items {
      switch item {
      case .question: loose.append(item)
      case .group(let group):
        close()
        add(
          title: group.heading, isRelevant: group.isRelevant, items: group.items,
          label: group.label, page: group.isOnePage ? group : nil)
      case .rows(let rows):
        close()
        add(title: rows.label.text, isRelevant: rows.isRelevant, items: [item])
      }
    }
    close()
  }

  private mutating func add(
    title: String, isRelevant: Bool, items: [FormItem], label: FormText = FormText(),
    page: FormGroup? = nil
  ) {
    let questions = isRelevant ? items.flatMap(\.askedQuestions) : []
    let offersRows = items.contains {
      if case .rows(let rows) = $0 { rows.isRelevant } else { false }
    }
    sections.append(
      Section(
        number: sections.count + 1, title: title,
        isRelevant: isRelevant && (!questions.isEmpty || offersRows), items: items,
        questions: questions, label: label, page: page))
  }

  subscript(number: Int) -> Section? {
    sections.first { $0.number == number && $0.isRelevant }
  }

  func after(_ number: Int) -> Section? {
    sections.first { $0.number > number && $0.isRelevant }
  }

  var first: Section? { after(0) }

  /// The section a question stands in.
  func section(of path: String) -> Section? {
    sections.first { $0.questions.contains { $0.path == path } }
  }

  var questions: [FormQuestion] { sections.flatMap(\.questions) }
}

extension FormGroup {
  /// The label, or that of the note a table begins with: there pyxform puts it.
  var heading: String {
    if !label.text.isEmpty { return label.text }
    guard case .question(let first) = items.first, first.control == .note else { return "" }
    return first.label.text
  }

  /// `field-list`: the questions belong on one page, also where one question is a page.
  var isOnePage: Bool { appearance.contains("field-list") || appearance.contains("table-list") }
}

extension FormItem {
  /// The relevant questions in it, in document order.
  var askedQuestions: [FormQuestion] {
    switch self {
    case .question(let question):
      question.isRelevant && !QuestionLook(question).isHeads ? [question] : []
    case .group(let group): group.isRelevant ? group.items.flatMap(\.askedQuestions) : []
    case .rows(let rows):
      rows.isRelevant
        ? rows.rows.filter(\.isRelevant).flatMap { $0.items.flatMap(\.askedQuestions) } : []
    }
  }
}

extension FormQuestion {
  /// The answer as people read it; empty if there is none.
  func spoken(_ texts: Texts) -> String {
    switch control {
    case .select1, .select, .rank:
      let order = control == .rank ? value.split(separator: " ").map(String.init) : []
      let chosen = choices.filter(\.isSelected).sorted {
        (order.firstIndex(of: $0.value) ?? 0) < (order.firstIndex(of: $1.value) ?? 0)
      }
      let labels = chosen.map(LabelMediaModel.words)
      return labels.isEmpty ? value : labels.joined(separator: ", ")
    case .trigger: return value.isEmpty ? "" : texts("form.confirmed")
    default:
      if QuestionLook(self).isMasked { return String(repeating: "•", count: value.count) }
      return FieldText.shown(self, language: texts.language)
    }
  }
}
