/// A parsed expression. Parsed once with the form, evaluated many times.
indirect enum XPathExpression: Sendable {
  case number(Double)
  case text(String)
  case negated(XPathExpression)
  /// Operators of one level, applied from left to right; a long sum is no deep tree.
  case chain(XPathExpression, [Operation])
  case path(XPathPath)
  case call(XPathCall)

  struct Operation: Sendable {
    var op: XPathOperator
    var operand: XPathExpression
  }
}

/// A location path.
struct XPathPath: Sendable {
  enum Start: Sendable {
    case root
    case context
    /// `current()`: the node the whole expression belongs to.
    case current
    case instance(String)
    /// The nodes another expression answers, such as `randomize(…)`.
    case nodes(XPathExpression)
  }

  enum Axis: Sendable { case child, parent, current, attribute }

  enum Test: Sendable, Hashable {
    case name(String)
    case any
  }

  struct Step: Sendable {
    var axis: Axis
    var test: Test
    var predicates: [XPathExpression]
  }

  var start: Start
  var steps: [Step]
}

/// A call of a function, bound when the expression is parsed.
struct XPathCall: Sendable {
  var name: String
  var function: XPathFunction
  var arguments: [XPathExpression]
}

/// What a name in front of parentheses stands for.
enum XPathFunction: Sendable {
  /// Gets evaluated arguments.
  case eager(@Sendable (XPathArguments) throws -> XPathResult)
  /// Gets expressions and decides itself what to evaluate.
  case lazy(@Sendable (XPathEvaluator, XPathContext, [XPathExpression]) throws -> XPathResult)
  /// Registered by the caller.
  case registered(FunctionLibrary.Function)
}

/// Evaluated arguments and what a function may ask for beside them.
struct XPathArguments {
  var name: String
  var values: [XPathResult]
  var evaluator: XPathEvaluator
  var context: XPathContext

  subscript(index: Int) -> XPathResult { values[index] }
  var count: Int { values.count }

  func string(_ index: Int) throws -> String { try evaluator.string(values[index]) }
  func number(_ index: Int) throws -> Double { try evaluator.number(values[index]) }
  func boolean(_ index: Int) throws -> Bool { try evaluator.boolean(values[index]) }
}

/// A value inside of the engine; node-sets are references, not values.
enum XPathResult: Sendable {
  case string(String)
  case number(Double)
  case boolean(Bool)
  /// Milliseconds since 1970-01-01T00:00:00Z.
  case date(Int64)
  case nodes([NodeRef])

  /// What it costs a function to look at it, in steps.
  var weight: Int {
    switch self {
    case .string(let text): text.utf8.count >> 3
    case .nodes(let nodes): nodes.count
    case .number, .boolean, .date: 0
    }
  }
}

/// A node of an instance: tree 0 is the form's own, the others are secondary.
struct NodeRef: Sendable, Hashable {
  var tree: Int
  var node: Int
  /// Index of an attribute of the node, or -1 for the element itself.
  var attribute = -1
}

/// Where an expression is evaluated.
struct XPathContext: Sendable {
  var node: NodeRef
  /// What `current()` answers.
  var current: NodeRef
  /// Position in a predicate's candidates, counted from 1; nil outside of predicates.
  var position: Int?

  init(_ node: NodeRef) {
    self.node = node
    current = node
  }

  func candidate(_ node: NodeRef, position: Int) -> XPathContext {
    var context = self
    context.node = node
    context.position = position
    return context
  }
}
