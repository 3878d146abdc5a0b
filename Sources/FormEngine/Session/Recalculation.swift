/// Keeps calculations, relevance, read-only and required up to date after each change.
///
/// Only rules that look at something changed are evaluated, each after those it depends on.
final class Recalculation {
  let world: FormInstance
  /// Expressions evaluated since the beginning, constants left out.
  private(set) var evaluationCount = 0
  /// What could not be computed, by node.
  private(set) var failures: [Int: FormError] = [:]
  private var pending: [[Int]]
  private var isPending: [Set<Int>]
  private var lowest: Int
  /// Whether changes are only written down because everything is evaluated afterwards.
  var isPaused = false
  /// Whether answers stay although they are no choices any more: while answers are loaded, which a
  /// check then reports.
  var keepsAnswers = false
  /// Actions that wait for each other now.
  var openActions = 0
  /// How many actions may set off one another.
  static let deepestActions = 50

  init(_ world: FormInstance) {
    self.world = world
    let count = world.model.graph.rules.count
    pending = Array(repeating: [], count: count)
    isPending = Array(repeating: [], count: count)
    lowest = count
  }

  private var graph: DependencyGraph { world.model.graph }

  /// Values written over since the present change began, so that it can be taken back.
  private var written: [(node: Int, value: String)] = []

  /// A change begins.
  func begin() {
    world.beginWork()
    written.removeAll(keepingCapacity: true)
  }

  /// Puts back what a change has written that failed.
  func takeBack() {
    world.beginWork()
    for (node, value) in written.reversed() where world.primary[node].field >= 0 {
      write(value, at: node)
    }
    try? run()
    written = []
  }

  /// Drops what is known of a node that is removed.
  func forget(_ node: Int) { failures[node] = nil }

  func count(_ evaluations: Int) { evaluationCount += evaluations }

  // MARK: Scheduling

  func scheduleAll() {
    for (index, rule) in graph.rules.enumerated() where rule.role != .choices {
      for node in nodes(of: context(rule), under: 0) { schedule(index, node) }
    }
  }

  /// Schedules the rules of all fields below a new row.
  func scheduleRules(under node: Int) {
    if isPaused { return }
    for target in world.primary.subtree(node) where world.primary[target].field >= 0 {
      let rules = graph.rulesAt[world.primary[target].field]
      world.count(rules.count)
      for rule in rules { schedule(rule, target) }
    }
  }

  /// Schedules what looks at a node whose value or relevance has changed.
  func scheduleDependents(of node: Int) {
    let field = world.primary[node].field
    guard field >= 0 else { return }
    scheduleDependents(field: field, chain: world.primary.chain(node))
  }

  /// Schedules what looks at the rows of a repeat below a parent, their number or order.
  func scheduleDependents(ofRows field: Int, below parent: Int) {
    scheduleDependents(field: field, chain: world.primary.chain(parent))
  }

  private func scheduleDependents(field: Int, chain: [Int]) {
    if isPaused { return }
    for dependent in graph.dependents[field] {
      let shared = min(dependent.shared, chain.count)
      let target = context(graph.rules[dependent.rule])
      let nodes = nodes(of: target, under: shared == 0 ? 0 : chain[shared - 1])
      world.count(nodes.count)
      for node in nodes { schedule(dependent.rule, node) }
    }
  }

  private func schedule(_ rule: Int, _ node: Int) {
    guard isPending[rule].insert(node).inserted else { return }
    pending[rule].append(node)
    lowest = min(lowest, rule)
  }

  /// The field whose nodes a rule is evaluated at.
  private func context(_ rule: DependencyGraph.Rule) -> Int {
    graph.context(rule, world.model.fields)
  }

  /// All nodes of a field below a node, in document order.
  func nodes(of field: Int, under ancestor: Int) -> [Int] {
    let chain = world.model.chain(field)
    var start = ancestor
    while start > 0, !chain.contains(world.primary[start].field) {
      start = world.primary[start].parent
    }
    var level = start == 0 ? 0 : world.model.fields[world.primary[start].field].level
    var found = [start]
    while level < chain.count {
      found = found.flatMap { node in
        world.primary[node].children.filter { world.primary[$0].field == chain[level] }
      }
      level += 1
    }
    return found
  }

  // MARK: Running

  /// Evaluates what is scheduled and what follows from it.
  ///
  /// - Throws: ``FormError`` of kind `cycle` or `limit`; evaluation errors become ``failures``.
  func run() throws(FormError) {
    /// How often each rule has had its turn. One that looks at other rows of its own field may have
    /// many, as each row settles those that look at it, but no more than there are rows.
    var turns: [Int: Int] = [:]
    while lowest < pending.count {
      let index = lowest
      guard !pending[index].isEmpty else {
        lowest += 1
        continue
      }
      turns[index, default: 0] += 1
      guard turns[index, default: 0] <= world.model.limits.rows + graph.rules.count else {
        throw FormError(
          .cycle,
          "Rows of \(world.model.path(graph.rules[index].field)) are computed from each other.")
      }
      let batch = pending[index]
      pending[index] = []
      isPending[index] = []
      let field = context(graph.rules[index])
      // The place of a removed node may have been taken by another field since.
      for node in batch where world.primary[node].field == field {
        do throws(FormError) {
          try apply(graph.rules[index], at: node)
          guard !world.isExhausted else { throw world.exhausted }
        } catch {
          // Whatever waits is left to whoever takes the change back.
          for waiting in batch { schedule(index, waiting) }
          throw error.at(world.model.path(graph.rules[index].field))
        }
      }
    }
  }

  private func apply(_ rule: DependencyGraph.Rule, at node: Int) throws(FormError) {
    switch rule.role {
    case .calculate:
      let value = value(rule, at: node)
      let type = world.model.fields[rule.field].type
      let text = value.map { TypedValue.write($0, as: type, offsetMinutes: world.offsetMinutes) }
      switch value {
      case .number, .boolean, .date:
        world.states[node].computed = type == .string ? value : nil
      default: world.states[node].computed = nil
      }
      write(text ?? "", at: node)
    case .relevant:
      setRelevant(flag(rule, at: node, otherwise: true), at: node)
    case .readonly: world.states[node].isReadonly = flag(rule, at: node, otherwise: false)
    case .required: world.states[node].isRequired = flag(rule, at: node, otherwise: false)
    case .count: try setRows(rule, below: node)
    case .choices: dropAnswers(rule, at: node)
    }
  }

  private func value(_ rule: DependencyGraph.Rule, at node: Int) -> XPathResult? {
    evaluationCount += 1
    let evaluator = XPathEvaluator(world: world)
    let context = XPathContext(NodeRef(tree: 0, node: node))
    do {
      let value = try evaluator.unpacked(
        evaluator.evaluate(rule.expression.expression, context))
      failures[node] = nil
      return value
    } catch let error as FormError {
      failures[node] = error
    } catch {
      failures[node] = FormError(.type, "A registered function failed: \(error).")
    }
    return nil
  }

  private func flag(_ rule: DependencyGraph.Rule, at node: Int, otherwise: Bool) -> Bool {
    if let constant = rule.expression.constant { return constant }
    guard let value = value(rule, at: node) else { return otherwise }
    return (try? XPathEvaluator(world: world).boolean(value)) ?? otherwise
  }

  // MARK: Changing nodes

  func write(_ value: String, at node: Int) {
    guard world.primary[node].value != value else { return }
    written.append((node, world.primary[node].value))
    world.primary[node].value = value
    scheduleDependents(of: node)
  }

  private func setRelevant(_ isRelevant: Bool, at node: Int) {
    world.states[node].isRelevantItself = isRelevant
    refreshRelevance(node)
  }

  /// Passes the relevance of the parent on to a node and all below it.
  func refreshRelevance(_ node: Int) {
    let parent = world.primary[node].parent
    let inherited = parent <= 0 || world.states[parent].isRelevant
    let isRelevant = inherited && world.states[node].isRelevantItself
    guard world.states[node].isRelevant != isRelevant else { return }
    world.states[node].isRelevant = isRelevant
    scheduleDependents(of: node)
    if isRelevant, let rule = graph.choices[world.primary[node].field] { schedule(rule, node) }
    for child in world.primary[node].children { refreshRelevance(child) }
  }

  /// Drops what of a relevant question's answer is not among its choices any more.
  private func dropAnswers(_ rule: DependencyGraph.Rule, at node: Int) {
    let answer = world.primary[node].value
    guard !keepsAnswers, !answer.isEmpty, world.states[node].isRelevant,
      let question = world.model.questions[rule.field],
      world.model.entityList(offeredBy: question) == nil
    else { return }
    evaluationCount += 1
    let context = XPathContext(NodeRef(tree: 0, node: node))
    guard
      let choices = try? Choices(evaluator: XPathEvaluator(world: world)).list(question, context)
    else { return }
    let offered = Set(choices.map(\.value))
    let isOne = question.control == .select1
    let kept = (isOne ? [answer] : XPathFunctions.words(answer)).filter(offered.contains)
    if kept.count < (isOne ? 1 : XPathFunctions.words(answer).count) {
      write(kept.joined(separator: " "), at: node)
    }
  }

  private func setRows(_ rule: DependencyGraph.Rule, below parent: Int) throws(FormError) {
    guard let value = value(rule, at: parent) else { return }
    let number = (try? XPathEvaluator(world: world).number(value)) ?? 0
    let wanted = number.isNaN ? 0 : max(0, min(number, Double(Int32.max)))
    guard wanted <= Double(world.model.limits.rows) else {
      throw FormError(
        .limit,
        "\(world.model.path(rule.field)) would get more than \(world.model.limits.rows) rows (rows)."
      )
    }
    var rows = rows(of: rule.field, below: parent)
    while rows.count > Int(wanted), let last = rows.popLast() { removeRow(last) }
    while rows.count < Int(wanted) { rows.append(try addRow(rule.field, below: parent)) }
  }
}
