extension XPathFunctions {
  static let selects: [String: Entry] = [
    "selected": Entry(2...2) { try selected($0) },
    "is-selected": Entry(2...2) { try selected($0) },
    "count-selected": Entry(1...1) { .number(Double(try words(chosen($0)).count)) },
    "selected-at": Entry(2...2) { arguments in
      let choices = words(try chosen(arguments))
      let index = try arguments.integer(1)
      return .string(choices.indices.contains(index) ? choices[index] : "")
    },
    "jr:choice-name": Entry(2...2) { arguments in
      .string(
        try arguments.evaluator.choiceName(
          arguments.string(0), question: arguments.string(1), arguments.context))
    },
    "jr:itext": Entry(1...1) { arguments in
      let texts = TextRenderer(evaluator: arguments.evaluator)
      let id = try arguments.string(0)
      guard arguments.evaluator.world.hasText(id) else {
        throw FormError(.unknown, "The form has no text named \(id.prefix(60)).")
      }
      return .string(texts.translated(id, arguments.context).text)
    },
    "pulldata": Entry(lazy: 4...4) { evaluator, context, arguments in
      let texts = try arguments.map { try evaluator.string(evaluator.evaluate($0, context)) }
      return .string(try evaluator.pull(texts[0], column: texts[1], key: texts[2], value: texts[3]))
    },
  ]

  static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  /// The first argument, which has to be text; numbers and dates are no list of choices.
  private static func chosen(_ arguments: XPathArguments) throws -> String {
    guard case .string(let text) = try arguments.evaluator.unpacked(arguments[0]) else {
      throw FormError(
        .type, "The first argument of \(arguments.name)() must be a list of choices.")
    }
    return text
  }

  private static func selected(_ arguments: XPathArguments) throws -> XPathResult {
    guard case .string(let wanted) = try arguments.evaluator.unpacked(arguments[1]) else {
      throw FormError(
        .type, "The second argument of \(arguments.name)() must be text, such as '1'.")
    }
    let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" }
    let trimmed = String(wanted.drop(while: blanks).reversed().drop(while: blanks).reversed())
    let held = " \(try chosen(arguments)) "
    return .boolean(held.contains(" \(trimmed) "))
  }
}

extension XPathEvaluator {
  /// The label of a choice of a question, whose path is given as text; empty if there is none.
  func choiceName(
    _ value: String, question: String, _ context: XPathContext
  ) throws -> String {
    try world.nested {
      let parsed = try XPathParser.parse(
        question, functions: world.model.functions, limits: world.model.limits)
      guard case .path(let path) = parsed else {
        throw FormError(.type, "jr:choice-name() needs the path of a question in quotation marks.")
      }
      guard let node = try nodes(path, context).first, node.tree == 0,
        let shown = world.model.questions[world.primary[node.node].field]
      else { return "" }
      let choices = Choices(evaluator: self)
      return try choices.label(of: value, shown, XPathContext(node)) ?? ""
    }
  }

  /// The cell of a data file in the first row whose key column has a value.
  func pull(_ instance: String, column: String, key: String, value: String) throws -> String {
    guard let tree = world.treeIndex(instance), tree > 0 else {
      throw FormError(.unknown, "There is no instance named \(instance) for pulldata().")
    }
    let root = NodeRef(tree: tree, node: world.tree(tree).root)
    guard let row = world.lookUp(root, step: "item", key: key, value: value).first,
      let cell = world.tree(tree).child(column, of: row.node)
    else { return "" }
    return world.tree(tree)[cell].value
  }
}
