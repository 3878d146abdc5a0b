/// The choices a question offers now.
struct Choices {
  let evaluator: XPathEvaluator

  struct Choice {
    var value: String
    var label: TextSource?
    var context: XPathContext
  }

  /// Fixed choices, or those of the nodes that pass the filter.
  func list(_ question: BodyQuestion, _ context: XPathContext) throws -> [Choice] {
    guard let itemset = question.itemset else {
      try evaluator.world.spend(question.choices.count)
      return question.choices.map { Choice(value: $0.value, label: $0.label, context: context) }
    }
    guard case .nodes(let nodes) = try evaluator.evaluate(itemset.nodes.expression, context) else {
      return []
    }
    return try nodes.enumerated().map { index, node in
      let own = context.candidate(node, position: index + 1)
      return Choice(
        value: try evaluator.string(evaluator.evaluate(itemset.value, own)), label: itemset.label,
        context: own)
    }
  }

  /// The label people see: of a list with a column for each language, such as `name_vi` and
  /// `name_en`, the column of the session's language.
  ///
  /// Expressions keep to the column the form names, so that no stored value depends on the
  /// language a form is filled in.
  func shown(_ choice: Choice) -> FormText {
    let renderer = TextRenderer(evaluator: evaluator)
    if let own = ownColumn(choice.label),
      let text = try? evaluator.string(evaluator.evaluate(own, choice.context)), !text.isEmpty
    {
      return FormText(text: text)
    }
    return renderer.text(choice.label, choice.context)
  }

  private func ownColumn(_ label: TextSource?) -> XPathExpression? {
    guard case .value(.path(var path)) = label, case .context = path.start,
      path.steps.count == 1, case .name(let name) = path.steps[0].test,
      let mark = name.lastIndex(of: "_"), name.distance(from: mark, to: name.endIndex) == 3,
      let code = Translations.code(of: evaluator.world.language), !name.hasSuffix("_\(code)")
    else { return nil }
    path.steps[0].test = .name("\(name[...mark])\(code)")
    return .path(path)
  }

  /// The label of a choice, or nil if there is no such choice now.
  func label(
    of value: String, _ question: BodyQuestion, _ context: XPathContext
  ) throws -> String? {
    guard let choice = try list(question, context).first(where: { $0.value == value }) else {
      return nil
    }
    return TextRenderer(evaluator: evaluator).text(choice.label, choice.context).text
  }
}
