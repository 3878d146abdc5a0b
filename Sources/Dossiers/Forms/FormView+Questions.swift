package import FormEngine

extension FormView {
  /// All questions, in document order.
  package var questions: [FormQuestion] { Self.questions(items) }

  package static func questions(_ items: [FormItem]) -> [FormQuestion] {
    items.flatMap { item in
      switch item {
      case .question(let question): [question]
      case .group(let group): questions(group.items)
      case .rows(let rows): rows.rows.flatMap { questions($0.items) }
      }
    }
  }
}
