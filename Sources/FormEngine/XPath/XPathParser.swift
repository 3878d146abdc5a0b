/// Parses expressions by recursive descent, with a limit on nesting.
struct XPathParser {
  private let tokens: [XPathToken]
  private let functions: FunctionLibrary
  private let limits: FormLimits
  private var index = 0
  private var depth = 0

  /// - Throws: ``FormError`` of kind `malformed`, `unknown` (a function) or `limit`.
  static func parse(
    _ expression: String, functions: FunctionLibrary, limits: FormLimits
  ) throws -> XPathExpression {
    guard expression.utf8.count <= limits.expressionBytes else {
      throw FormError(
        .limit, "The expression is longer than \(limits.expressionBytes) bytes (expressionBytes).")
    }
    let tokens = try XPathLexer.tokens(of: expression)
    guard !tokens.isEmpty else { throw FormError(.malformed, "The expression is empty.") }
    var parser = XPathParser(tokens: tokens, functions: functions, limits: limits)
    let result = try parser.binary(level: 0)
    guard parser.index == tokens.count else { throw parser.unexpected() }
    return result
  }

  private init(tokens: [XPathToken], functions: FunctionLibrary, limits: FormLimits) {
    self.tokens = tokens
    self.functions = functions
    self.limits = limits
  }

  private var kind: XPathToken.Kind? { index < tokens.count ? tokens[index].kind : nil }

  private func isSymbol(_ symbol: String, ahead: Int = 0) -> Bool {
    index + ahead < tokens.count && tokens[index + ahead].kind == .symbol(symbol)
  }

  private mutating func accept(_ symbol: String) -> Bool {
    guard isSymbol(symbol) else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws {
    guard accept(symbol) else { throw unexpected(instead: symbol) }
  }

  private func unexpected(instead symbol: String? = nil) -> FormError {
    let wanted = symbol.map { " where \u{201C}\($0)\u{201D} is missing" } ?? ""
    guard index < tokens.count else {
      return FormError(.malformed, "The expression ends too early\(wanted).")
    }
    return FormError(
      .malformed,
      "The expression cannot be read at character \(tokens[index].offset + 1)\(wanted).")
  }

  private mutating func nested<T>(_ body: (inout XPathParser) throws -> T) throws -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.expressionDepth else {
      throw FormError(
        .limit,
        "The expression is nested deeper than \(limits.expressionDepth) (expressionDepth).")
    }
    return try body(&self)
  }

  private mutating func binary(level: Int) throws -> XPathExpression {
    guard level <= XPathOperator.union.level else { return try primary() }
    // A sign binds looser than a union and tighter than a product.
    if level == XPathOperator.union.level, isSymbol("-") {
      index += 1
      return .negated(try nested { try $0.binary(level: level) })
    }
    let first = try binary(level: level + 1)
    var operations: [XPathExpression.Operation] = []
    while case .op(let op) = kind, op.level == level {
      index += 1
      operations.append(.init(op: op, operand: try binary(level: level + 1)))
    }
    return operations.isEmpty ? first : .chain(first, operations)
  }

  private mutating func primary() throws -> XPathExpression {
    switch kind {
    case .number(let value):
      index += 1
      return .number(value)
    case .text(let value):
      index += 1
      return .text(value)
    case .symbol("("):
      index += 1
      let inner = try nested { try $0.binary(level: 0) }
      try expect(")")
      return try filtered(inner)
    case .symbol("$"):
      throw FormError(.unsupported, "Variables ($name) are not part of ODK XForms.")
    case .name(let name) where isSymbol("(", ahead: 1) && name != "node":
      return try filtered(try call(name))
    default:
      return try path()
    }
  }

  private mutating func call(_ name: String) throws -> XPathExpression {
    index += 2
    var arguments: [XPathExpression] = []
    if !accept(")") {
      repeat {
        arguments.append(try nested { try $0.binary(level: 0) })
      } while accept(",")
      try expect(")")
    }
    return try bound(name, arguments)
  }

  private func bound(_ name: String, _ arguments: [XPathExpression]) throws -> XPathExpression {
    if name == "current", arguments.isEmpty {
      return .path(XPathPath(start: .current, steps: []))
    }
    if name == "instance" {
      guard arguments.count == 1, case .text(let id) = arguments[0] else {
        throw FormError(.unsupported, "instance() takes one name in quotation marks.")
      }
      return .path(XPathPath(start: .instance(id), steps: []))
    }
    let entry: (arity: ClosedRange<Int>, function: XPathFunction)
    if let builtIn = XPathFunctions.table[name] {
      entry = (builtIn.arity, builtIn.function)
    } else if let registered = functions.entries[name] {
      entry = (registered.arity, .registered(registered.function))
    } else {
      throw FormError(.unknown, "There is no function \(name)().")
    }
    guard entry.arity.contains(arguments.count) else {
      let wanted =
        entry.arity.lowerBound == entry.arity.upperBound
        ? "\(entry.arity.lowerBound)"
        : "\(entry.arity.lowerBound) to \(entry.arity.upperBound)"
      throw FormError(
        .malformed, "\(name)() takes \(wanted) arguments, not \(arguments.count).")
    }
    return .call(XPathCall(name: name, function: entry.function, arguments: arguments))
  }

  /// Steps or predicates after a call or parentheses.
  private mutating func filtered(_ inner: XPathExpression) throws -> XPathExpression {
    guard isSymbol("/") || isSymbol("[") || isSymbol("//") else { return inner }
    var path: XPathPath
    if case .path(let start) = inner {
      path = start
    } else {
      path = XPathPath(start: .nodes(inner), steps: [])
    }
    if isSymbol("[") {
      path.steps.append(.init(axis: .current, test: .any, predicates: try predicates()))
    }
    if accept("/") { try steps(&path) }
    guard !isSymbol("//") else { throw Self.descendants }
    return .path(path)
  }

  private static let descendants = FormError(
    .unsupported, "The axis // is not part of ODK XForms; name each step.")

  private mutating func path() throws -> XPathExpression {
    guard !isSymbol("//") else { throw Self.descendants }
    var path = XPathPath(start: .context, steps: [])
    if accept("/") {
      path.start = .root
      guard startsStep else { return .path(path) }
    }
    try steps(&path)
    return .path(path)
  }

  private var startsStep: Bool {
    switch kind {
    case .name, .wildcard, .symbol("."), .symbol(".."), .symbol("@"): true
    default: false
    }
  }

  private mutating func steps(_ path: inout XPathPath) throws {
    repeat {
      path.steps.append(try step())
    } while accept("/")
    guard !isSymbol("//") else { throw Self.descendants }
  }

  private mutating func step() throws -> XPathPath.Step {
    var step = XPathPath.Step(axis: .child, test: .any, predicates: [])
    if accept(".") {
      step.axis = .current
    } else if accept("..") {
      step.axis = .parent
    } else {
      if accept("@") {
        step.axis = .attribute
      } else if case .name(let name) = kind, isSymbol("::", ahead: 1) {
        index += 2
        switch name {
        case "child": step.axis = .child
        case "attribute": step.axis = .attribute
        case "self": step.axis = .current
        case "parent": step.axis = .parent
        default:
          throw FormError(.unsupported, "The axis \(name):: is not part of ODK XForms.")
        }
      }
      step.test = try nodeTest()
    }
    step.predicates = try predicates()
    return step
  }

  private mutating func nodeTest() throws -> XPathPath.Test {
    switch kind {
    case .wildcard:
      index += 1
      return .any
    case .name(let name):
      index += 1
      guard name == "node", accept("(") else { return .name(name) }
      try expect(")")
      return .any
    default:
      throw unexpected()
    }
  }

  private mutating func predicates() throws -> [XPathExpression] {
    var result: [XPathExpression] = []
    while accept("[") {
      result.append(try nested { try $0.binary(level: 0) })
      try expect("]")
    }
    return result
  }
}
