extension FormSession {
  /// The form as a screen shows it now.
  public func view() -> FormView {
    world.beginWork()
    let context = XPathContext(NodeRef(tree: 0, node: world.primary.root))
    return FormView(
      title: definition.title, id: definition.id, version: definition.version,
      language: world.language,
      items: items(definition.model.body, in: world.primary.root, context),
      recordings: definition.recordings.filter { path in
        (try? node(path)).map { world.states[$0].isRelevant } ?? false
      })
  }

  /// The label of a question, group or repeat at a path, in the session's language.
  public func label(at path: String) -> FormText? {
    guard let node = try? node(path) else { return nil }
    let source = label(of: world.primary[node].field, in: definition.model.body)
    return source.map { texts.text($0, XPathContext(NodeRef(tree: 0, node: node))) }
  }

  /// The answer at a path as people read it: labels instead of the values of choices.
  ///
  /// Nil if there is no such field; an empty text if there is no answer.
  public func display(at path: String) -> String? {
    guard let node = try? node(path) else { return nil }
    let value = world.primary[node].value
    guard let question = definition.model.questions[world.primary[node].field],
      [.select1, .select, .rank].contains(question.control)
    else { return value }
    let context = XPathContext(NodeRef(tree: 0, node: node))
    let choices = Choices(evaluator: XPathEvaluator(world: world))
    let values = question.control == .select1 ? [value] : XPathFunctions.words(value)
    return values.filter { !$0.isEmpty }
      .map { value in
        (try? choices.list(question, context))?.first { $0.value == value }
          .map { choices.shown($0).text } ?? value
      }
      .joined(separator: ", ")
  }

  private func label(of field: Int, in elements: [BodyElement]) -> TextSource? {
    for element in elements {
      switch element {
      case .question(let question):
        if question.field == field { return question.label }
      case .group(let group):
        if group.field == field { return group.label }
        if let found = label(of: field, in: group.elements) { return found }
      case .rows(let rows):
        if rows.field == field { return rows.label }
        if let found = label(of: field, in: rows.elements) { return found }
      }
    }
    return nil
  }

  private var texts: TextRenderer { TextRenderer(evaluator: XPathEvaluator(world: world)) }

  private func items(
    _ elements: [BodyElement], in node: Int, _ context: XPathContext
  ) -> [FormItem] {
    elements.compactMap { element in
      switch element {
      case .question(let question): return self.question(question, in: node).map(FormItem.question)
      case .group(let group): return self.group(group, in: node, context).map(FormItem.group)
      case .rows(let rows): return self.rows(rows, in: node).map(FormItem.rows)
      }
    }
  }

  /// The node of a field in the row or group at hand.
  private func node(of field: Int, in node: Int) -> Int? {
    recalculation.nodes(of: field, under: node).first
  }

  private func group(_ group: BodyGroup, in node: Int, _ context: XPathContext) -> FormGroup? {
    var own = node
    if let field = group.field {
      guard let found = self.node(of: field, in: node) else { return nil }
      own = found
    }
    let context = XPathContext(NodeRef(tree: 0, node: own))
    return FormGroup(
      path: group.field.map { _ in path(of: own) }, label: texts.text(group.label, context),
      hint: texts.text(group.hint, context), appearance: group.appearance,
      isRelevant: world.states[own].isRelevant, items: items(group.elements, in: own, context))
  }

  private func rows(_ rows: BodyRepeat, in node: Int) -> FormRepeat? {
    let field = definition.model.fields[rows.field]
    guard let parent = self.node(of: field.parent, in: node) else { return nil }
    let context = XPathContext(NodeRef(tree: 0, node: parent))
    let above = path(of: parent)
    let nodes = recalculation.rows(of: rows.field, below: parent)
    return FormRepeat(
      path: above.isEmpty ? field.name : "\(above)/\(field.name)",
      label: texts.text(rows.label, context), hint: texts.text(rows.hint, context),
      appearance: rows.appearance, isRelevant: isRelevant(rows.field, nodes, parent),
      canAddAndRemove: field.repeated?.isFixed == false,
      rows: nodes.map { row in
        FormRow(
          path: path(of: row), id: world.primary[row].rowID,
          isRelevant: world.states[row].isRelevant,
          items: items(rows.elements, in: row, XPathContext(NodeRef(tree: 0, node: row))))
      })
  }

  /// A repeat without rows is relevant if its parent and its own condition say so.
  private func isRelevant(_ field: Int, _ rows: [Int], _ parent: Int) -> Bool {
    guard rows.isEmpty else { return rows.contains { world.states[$0].isRelevant } }
    guard world.states[parent].isRelevant else { return false }
    guard let relevant = definition.model.fields[field].relevant else { return true }
    let evaluator = XPathEvaluator(world: world)
    let context = XPathContext(NodeRef(tree: 0, node: parent))
    return (try? evaluator.boolean(evaluator.evaluate(relevant.expression, context))) ?? true
  }

  private func question(_ question: BodyQuestion, in node: Int) -> FormQuestion? {
    guard let own = self.node(of: question.field, in: node) else { return nil }
    let context = XPathContext(NodeRef(tree: 0, node: own))
    let field = definition.model.fields[question.field]
    let value = world.primary[own].value
    return FormQuestion(
      path: path(of: own), control: question.control,
      type: definition.model.valueType(question.field), label: texts.text(question.label, context),
      hint: texts.text(question.hint, context), appearance: question.appearance,
      choices: choices(question, value, context), value: value,
      isRelevant: world.states[own].isRelevant, isRequired: world.states[own].isRequired,
      isReadonly: field.calculate != nil || isReadonly(own), problem: problem(own),
      entityList: definition.model.entityList(offeredBy: question), parameters: question.parameters)
  }

  /// Read-only itself or by a group around it.
  private func isReadonly(_ node: Int) -> Bool {
    world.primary.chain(node).contains { world.states[$0].isReadonly }
  }

  private func choices(
    _ question: BodyQuestion, _ value: String, _ context: XPathContext
  ) -> [FormChoice] {
    let choices = Choices(evaluator: XPathEvaluator(world: world))
    let chosen = Set(
      question.control == .select1 ? [value] : XPathFunctions.words(value))
    // Nobody is shown a whole register.
    let isRegister = definition.model.entityList(offeredBy: question) != nil
    if isRegister, chosen.allSatisfy(\.isEmpty) { return [] }
    return ((try? choices.list(question, context)) ?? [])
      .filter { !isRegister || chosen.contains($0.value) }
      .map { choice in
        FormChoice(
          value: choice.value, label: choices.shown(choice),
          isSelected: chosen.contains(choice.value))
      }
  }

  /// The values a question offers now, also of a list of entities, which a view leaves out; empty
  /// if there is no such question or it has no choices.
  public func offers(at path: String) -> [String] {
    guard let node = try? node(path),
      let question = definition.model.questions[world.primary[node].field]
    else { return [] }
    world.beginWork()
    let context = XPathContext(NodeRef(tree: 0, node: node))
    let list = try? Choices(evaluator: XPathEvaluator(world: world)).list(question, context)
    return (list ?? []).map(\.value)
  }
}
