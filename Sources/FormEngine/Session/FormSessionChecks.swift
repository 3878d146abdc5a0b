extension FormSession {
  /// Everything that is wrong with the relevant answers, in document order, after what the answers
  /// loaded had no place for.
  public func validate() -> [FormProblem] {
    world.beginWork()
    return unplaced
      + world.primary.subtree(world.primary.root).compactMap { node in
        isMeta(node) ? nil : problem(node)
      }
  }

  /// What filling comes to: validity, errors, the submission and the relevant paths.
  public func fill() -> FormFill {
    let errors = validate()
    return FormFill(
      valid: errors.isEmpty, errors: errors, answers: submission(), relevant: relevantPaths())
  }

  /// What is wrong with one node, if anything.
  func problem(_ node: Int) -> FormProblem? {
    guard world.states[node].isRelevant else { return nil }
    let index = world.primary[node].field
    guard index >= 0, definition.model.fields[index].isLeaf else { return nil }
    let field = definition.model.fields[index]
    let context = XPathContext(NodeRef(tree: 0, node: node))
    if let failure = recalculation.failures[node] {
      return FormProblem(
        path: path(of: node), kind: .type,
        message: "\(environment.messages.failed) (\(failure.message))")
    }
    let value = world.primary[node].value
    guard !value.isEmpty else {
      guard world.states[node].isRequired, definition.model.questions[index] != nil else {
        return nil
      }
      return FormProblem(
        path: path(of: node), kind: .required,
        message: message(field.requiredMessage, environment.messages.required, context))
    }
    if let mismatch = mismatch(value, index, context) {
      return FormProblem(path: path(of: node), kind: .type, message: mismatch)
    }
    guard let constraint = field.constraint, !holds(constraint, context) else { return nil }
    return FormProblem(
      path: path(of: node), kind: .constraint,
      message: message(field.constraintMessage, environment.messages.constraint, context))
  }

  private func message(
    _ source: TextSource?, _ otherwise: String, _ context: XPathContext
  ) -> String {
    let text = TextRenderer(evaluator: XPathEvaluator(world: world)).text(source, context).text
    return text.isEmpty ? otherwise : text
  }

  private func holds(_ constraint: CompiledExpression, _ context: XPathContext) -> Bool {
    if let constant = constraint.constant { return constant }
    recalculation.count(1)
    let evaluator = XPathEvaluator(world: world)
    return (try? evaluator.boolean(evaluator.evaluate(constraint.expression, context))) ?? false
  }

  private func mismatch(_ value: String, _ index: Int, _ context: XPathContext) -> String? {
    let messages = environment.messages
    let type = definition.model.fields[index].type
    if let mismatch = TypedValue.mismatch(
      value, type: type, offsetMinutes: environment.offsetMinutes, messages: messages)
    {
      return mismatch
    }
    guard let question = definition.model.questions[index],
      // An entity may be gone since, with the dossier it came from; the answer stays what it was.
      definition.model.entityList(offeredBy: question) == nil
    else { return nil }
    switch question.control {
    case .select1: return choices(question, context).contains(value) ? nil : messages.choice
    case .select:
      let chosen = XPathFunctions.words(value)
      let allowed = Set(choices(question, context))
      let isFine = Set(chosen).count == chosen.count && chosen.allSatisfy(allowed.contains)
      return isFine ? nil : messages.choice
    case .rank:
      let ranked = XPathFunctions.words(value)
      let isFine = ranked.sorted() == choices(question, context).sorted()
      return isFine ? nil : messages.choice
    case .range: return isInRange(value, question.parameters) ? nil : messages.range
    default: return nil
    }
  }

  private func choices(_ question: BodyQuestion, _ context: XPathContext) -> [String] {
    let list = try? Choices(evaluator: XPathEvaluator(world: world)).list(question, context)
    return list?.map(\.value) ?? []
  }

  private func isInRange(_ value: String, _ parameters: [String: String]) -> Bool {
    let number = XPathNumber.parse(value)
    guard let start = parameters["start"].map(XPathNumber.parse), start.isFinite,
      let end = parameters["end"].map(XPathNumber.parse), end.isFinite
    else { return number.isFinite }
    guard min(start, end) <= number, number <= max(start, end) else { return false }
    guard let step = parameters["step"].map(XPathNumber.parse), step.isFinite, step != 0 else {
      return true
    }
    let steps = (number - start) / step
    return abs(steps - steps.rounded()) < 1e-9
  }
}
