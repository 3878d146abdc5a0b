/// Orders the rules of a form so that each follows what it looks at, and finds cycles.
struct DependencyGraphBuilder {
  private let fields: [FormField]
  private let index: FieldIndex
  private let limits: FormLimits
  private var work = 0
  private let path: (Int) -> String
  private var rules: [DependencyGraph.Rule] = []
  private var references: [Set<Reference>] = []
  /// Rules that decide something others see, by field.
  private var deciders: [[Int]]
  private(set) var warnings: [String] = []
  /// The nodes choices come from, by the field of the question.
  private let itemsets: [Int: CompiledExpression]

  /// - Parameters:
  ///   - questions: The questions of the body by their fields.
  ///   - path: The path of a field for messages.
  init(
    fields: [FormField], index: FieldIndex, questions: [Int: BodyQuestion], limits: FormLimits,
    path: @escaping (Int) -> String
  ) {
    self.fields = fields
    self.index = index
    self.limits = limits
    itemsets = questions.compactMapValues { $0.itemset?.nodes }
    self.path = path
    deciders = Array(repeating: [], count: fields.count)
  }

  /// - Throws: ``FormError`` of kind `cycle` that names the fields.
  mutating func build() throws -> DependencyGraph {
    for field in fields.indices { try addRules(field) }
    let order = try sorted()
    var place = Array(repeating: 0, count: rules.count)
    for (position, rule) in order.enumerated() { place[rule] = position }
    var graph = DependencyGraph()
    graph.rules = order.map { rules[$0] }
    graph.dependents = Array(repeating: [], count: fields.count)
    graph.rulesAt = graph.dependents.map { _ in [] }
    for (position, rule) in graph.rules.enumerated() where rule.role != .choices {
      graph.rulesAt[graph.context(rule, fields)].append(position)
    }
    for (position, rule) in graph.rules.enumerated() where rule.role == .choices {
      graph.choices[rule.field] = position
    }
    for (rule, found) in references.enumerated() {
      for reference in found {
        graph.dependents[reference.field].append(
          .init(rule: place[rule], shared: reference.shared))
      }
    }
    return graph
  }

  private mutating func addRules(_ field: Int) throws {
    let candidates: [(DependencyGraph.Role, CompiledExpression?)] = [
      (.count, fields[field].repeated?.count), (.calculate, fields[field].calculate),
      (.relevant, fields[field].relevant), (.readonly, fields[field].readonly),
      (.required, fields[field].required), (.choices, itemsets[field]),
    ]
    for case (let role, let expression?) in candidates {
      let context = role == .count ? max(0, fields[field].parent) : field
      let finder = try found(in: expression, at: context)
      // Choices that depend on no answer never change.
      if role == .choices, finder.references.isEmpty { continue }
      let isDecider = role == .calculate || role == .relevant || role == .count
      if isDecider { deciders[field].append(rules.count) }
      rules.append(.init(field: field, role: role, expression: expression))
      references.append(
        finder.references.filter {
          // Choices may look at the answer they are offered for.
          let isOwn = $0.field == field && $0.shared == fields[field].level
          return $0.field >= 0 && !(role == .choices && isOwn)
        })
      for missing in finder.missing {
        warnings.append("\(path(field)) refers to \(missing), which the form does not have.")
      }
    }
    if let constraint = fields[field].constraint {
      let finder = try found(in: constraint, at: field)
      for missing in finder.missing {
        warnings.append("\(path(field)) refers to \(missing), which the form does not have.")
      }
    }
  }

  private mutating func found(
    in expression: CompiledExpression, at field: Int
  ) throws -> ReferenceFinder {
    var finder = ReferenceFinder(
      fields: fields, index: index, mostWork: limits.references - work)
    finder.collect(expression.expression, at: field)
    work += finder.work
    guard !finder.isTooMuch else {
      throw FormError(
        .limit,
        "The expressions of the form look at more than \(limits.references) fields (references).",
        place: path(field))
    }
    return finder
  }

  /// The rules a rule has to wait for; itself, if it looks at what it decides about this very node.
  ///
  /// A rule that looks at its field in other rows only, such as a running total, waits for nothing.
  private func predecessors(_ rule: Int) -> [Int] {
    var result: [Int] = []
    for reference in references[rule] {
      var current = reference.field
      while current >= 0 {
        for decider in deciders[current] {
          let isValue = current == reference.field
          if decider == rule, reference.shared < fields[current].level { continue }
          if isValue || rules[decider].role != .calculate { result.append(decider) }
        }
        current = fields[current].parent
      }
    }
    return result
  }

  private func sorted() throws -> [Int] {
    enum Mark { case new, open, done }
    var marks = Array(repeating: Mark.new, count: rules.count)
    var order: [Int] = []
    let before = rules.indices.map { predecessors($0) }
    for start in rules.indices where marks[start] == .new {
      var stack: [(rule: Int, next: Int)] = [(start, 0)]
      marks[start] = .open
      while let top = stack.last {
        guard top.next < before[top.rule].count else {
          marks[top.rule] = .done
          order.append(top.rule)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let next = before[top.rule][top.next]
        switch marks[next] {
        case .new:
          marks[next] = .open
          stack.append((next, 0))
        case .open:
          let from = stack.firstIndex { $0.rule == next } ?? 0
          throw cycle(stack[from...].map(\.rule))
        case .done: break
        }
      }
    }
    return order
  }

  private func cycle(_ cycle: [Int]) -> FormError {
    var names: [String] = []
    for rule in cycle.reversed() where names.last != path(rules[rule].field) {
      names.append(path(rules[rule].field))
    }
    if let first = names.first { names.append(first) }
    return FormError(
      .cycle, "Fields are computed from each other: \(names.joined(separator: " \u{2192} ")).")
  }
}
