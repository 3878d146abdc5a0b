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
