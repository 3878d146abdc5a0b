/// Evaluates expressions over a form's instances with JavaRosa's rules of conversion.
struct XPathEvaluator {
  let world: FormInstance

  func evaluate(_ expression: XPathExpression, _ context: XPathContext) throws -> XPathResult {
    try world.spend(1)
    switch expression {
    case .number(let value): return .number(value)
    case .text(let value): return .string(value)
    case .negated(let inner): return .number(-(try number(evaluate(inner, context))))
    case .path(let path): return .nodes(try nodes(path, context))
    case .chain(let first, let operations): return try chain(first, operations, context)
    case .call(let call): return try self.call(call, context)
    }
  }

  func call(_ call: XPathCall, _ context: XPathContext) throws -> XPathResult {
    switch call.function {
    case .lazy(let function):
      return try function(self, context, call.arguments)
    case .eager(let function):
      let values = try call.arguments.map { try evaluate($0, context) }
      try world.spend(values.reduce(0) { $0 + $1.weight })
      let result = try function(
        XPathArguments(name: call.name, values: values, evaluator: self, context: context))
      if case .string(let text) = result { try checkLength(text) }
      return result
    case .registered(let function):
      let values = try call.arguments.map { try published(evaluate($0, context)) }
      return try result(function(values))
    }
  }

  func checkLength(_ text: String) throws {
    guard text.utf8.count <= world.model.limits.textBytes else {
      throw FormError(
        .limit,
        "A text would be longer than \(world.model.limits.textBytes) bytes (textBytes).")
    }
  }

  private func chain(
    _ first: XPathExpression, _ operations: [XPathExpression.Operation], _ context: XPathContext
  ) throws -> XPathResult {
    var left = try evaluate(first, context)
    for operation in operations {
      switch operation.op {
      case .or:
        if try boolean(left) { return .boolean(true) }
        left = .boolean(try boolean(evaluate(operation.operand, context)))
      case .and:
        if try !boolean(left) { return .boolean(false) }
        left = .boolean(try boolean(evaluate(operation.operand, context)))
      default:
        left = try apply(operation.op, left, evaluate(operation.operand, context))
      }
    }
    return left
  }

  private func apply(
    _ op: XPathOperator, _ left: XPathResult, _ right: XPathResult
  ) throws -> XPathResult {
    switch op {
    case .equal: return .boolean(try equal(left, right))
    case .notEqual: return .boolean(try !equal(left, right))
    case .union:
      guard case .nodes(let first) = left, case .nodes(let second) = right else {
        throw FormError(.type, "The operator | joins nodes only.")
      }
      try world.spend(first.count + second.count)
      let known = Set(first)
      return .nodes(first + second.filter { !known.contains($0) })
    default: break
    }
    let (a, b) = (try number(left), try number(right))
    switch op {
    case .less: return .boolean(a < b)
    case .lessOrEqual: return .boolean(a <= b)
    case .greater: return .boolean(a > b)
    case .greaterOrEqual: return .boolean(a >= b)
    case .plus: return .number(a + b)
    case .minus: return .number(a - b)
    case .times: return .number(a * b)
    case .divide: return .number(a / b)
    default: return .number(a.truncatingRemainder(dividingBy: b))
    }
  }

  func equal(_ left: XPathResult, _ right: XPathResult) throws -> Bool {
    let (a, b) = (try unpacked(left), try unpacked(right))
    switch (a, b) {
    case (.boolean, _), (_, .boolean): return try boolean(a) == boolean(b)
    case (.number, _), (_, .number): return try abs(number(a) - number(b)) < 1e-12
    default: return try string(a) == string(b)
    }
  }

  // MARK: Conversions

  /// The value of the only node, or an empty string where there is none.
  func unpacked(_ value: XPathResult) throws -> XPathResult {
    guard case .nodes(let nodes) = value else { return value }
    guard let first = nodes.first else { return .string("") }
    guard nodes.count == 1 else {
      throw FormError(
        .type,
        "\(world.path(first)) stands for \(nodes.count) values where one is needed; "
          + "name the row or use indexed-repeat().")
    }
    return world.value(first)
  }

  func boolean(_ value: XPathResult) throws -> Bool {
    switch try unpacked(value) {
    case .boolean(let value): value
    case .number(let value): !value.isNaN && abs(value) > 1e-12
    case .string(let value): !value.isEmpty
    case .date, .nodes: true
    }
  }

  /// Days since 1970-01-01 for a date; NaN for text that is no plain number.
  func number(_ value: XPathResult) throws -> Double {
    switch try unpacked(value) {
    case .number(let value): value
    case .boolean(let value): value ? 1 : 0
    case .string(let value): XPathNumber.parse(value)
    case .date(let value): Double(CivilTime.localDay(value, offsetMinutes: world.offsetMinutes))
    case .nodes: .nan
    }
  }

  func string(_ value: XPathResult) throws -> String {
    switch try unpacked(value) {
    case .string(let value): value
    case .number(let value): XPathNumber.text(value)
    case .boolean(let value): value ? "true" : "false"
    case .date(let value): CivilTime.day(value, offsetMinutes: world.offsetMinutes)
    case .nodes: ""
    }
  }

  // MARK: Crossing the border

  /// The value as callers and registered functions see it.
  func published(_ value: XPathResult) throws -> XPathValue {
    switch value {
    case .string(let value): .string(value)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    case .date(let value):
      .date(FormDate(milliseconds: value, offsetMinutes: world.offsetMinutes))
    case .nodes(let nodes): .nodeset(try nodes.map { try published(world.value($0)) })
    }
  }

  private func result(_ value: XPathValue) throws -> XPathResult {
    switch value {
    case .string(let value): return .string(value)
    case .number(let value): return .number(value)
    case .boolean(let value): return .boolean(value)
    case .date(let value): return .date(value.milliseconds)
    case .nodeset(let values):
      guard let first = values.first else { return .string("") }
      guard values.count == 1 else {
        throw FormError(.type, "A registered function answered several values.")
      }
      return try result(first)
    }
  }
}
