/// The functions of the ODK XForms specification by name.
enum XPathFunctions {
  struct Entry: Sendable {
    var arity: ClosedRange<Int>
    var function: XPathFunction

    init(
      _ arity: ClosedRange<Int>,
      _ function: @escaping @Sendable (XPathArguments) throws -> XPathResult
    ) {
      self.arity = arity
      self.function = .eager(function)
    }

    init(
      lazy arity: ClosedRange<Int>,
      _ function:
        @escaping @Sendable (XPathEvaluator, XPathContext, [XPathExpression]) throws -> XPathResult
    ) {
      self.arity = arity
      self.function = .lazy(function)
    }
  }

  /// As many arguments as there are.
  static let any = 1000

  static let table: [String: Entry] = {
    var table = logic
    for part in [numbers, strings, dates, nodesets, places, selects, environment] {
      table.merge(part) { _, _ in preconditionFailure("A function is defined twice.") }
    }
    return table
  }()

  private static let logic: [String: Entry] = [
    "true": Entry(0...0) { _ in .boolean(true) },
    "false": Entry(0...0) { _ in .boolean(false) },
    "boolean": Entry(1...1) { .boolean(try $0.boolean(0)) },
    "not": Entry(1...1) { .boolean(try !$0.boolean(0)) },
    "boolean-from-string": Entry(1...1) {
      let text = try $0.string(0)
      return .boolean(text.lowercased() == "true" || text == "1")
    },
    "if": Entry(lazy: 3...3) { evaluator, context, arguments in
      let holds = try evaluator.boolean(evaluator.evaluate(arguments[0], context))
      return try evaluator.evaluate(arguments[holds ? 1 : 2], context)
    },
    "coalesce": Entry(lazy: 2...2) { evaluator, context, arguments in
      let first = try evaluator.evaluate(arguments[0], context)
      return try evaluator.isEmpty(first) ? evaluator.evaluate(arguments[1], context) : first
    },
    "once": Entry(lazy: 1...1) { evaluator, context, arguments in
      let present = evaluator.world.value(context.current)
      let isUnset = try evaluator.string(present).isEmpty
      return isUnset ? try evaluator.evaluate(arguments[0], context) : present
    },
    "depend": Entry(1...any) { $0[0] },
  ]
}

extension XPathEvaluator {
  /// Whether a value is no answer: an empty text, no node, or NaN.
  func isEmpty(_ value: XPathResult) throws -> Bool {
    switch try unpacked(value) {
    case .string(let text): text.isEmpty
    case .number(let number): number.isNaN
    default: false
    }
  }

  /// The values of the nodes, or the value itself in a list.
  func list(_ value: XPathResult) -> [XPathResult] {
    guard case .nodes(let nodes) = value else { return [value] }
    return nodes.map(world.value)
  }
}

extension XPathArguments {
  /// The arguments from an index on, or the values of the only node-set there.
  func values(from start: Int) -> [XPathResult] {
    if count == start + 1 { return evaluator.list(values[start]) }
    return Array(values.dropFirst(start))
  }

  func nodes(_ index: Int) throws -> [NodeRef] {
    guard case .nodes(let nodes) = values[index] else {
      throw FormError(.type, "\(name)() needs nodes, such as the path of a repeat.")
    }
    return nodes
  }

  /// A whole number within the range of `Int`, rounded towards zero; 0 for NaN.
  func integer(_ index: Int) throws -> Int {
    XPathFunctions.integer(try number(index))
  }
}
