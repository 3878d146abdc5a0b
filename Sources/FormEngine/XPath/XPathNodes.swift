/// Location paths, with the contextual binding of rows that ODK XForms has: inside of a repeat an
/// absolute path means the same row as far as the names agree.
extension XPathEvaluator {
  func nodes(_ path: XPathPath, _ context: XPathContext) throws -> [NodeRef] {
    var current: [NodeRef]
    /// Nodes an absolute path is bound to, by level; emptied where the names part.
    var bound: [Int] = []
    switch path.start {
    case .context: current = [context.node]
    case .current: current = [context.current]
    case .root:
      current = [NodeRef(tree: 0, node: 0)]
      if context.node.tree == 0 { bound = world.primary.chain(context.node.node) }
    case .instance(let id):
      guard let tree = world.treeIndex(id) else {
        throw FormError(.unknown, "There is no instance named \(id) in the form.")
      }
      current = [NodeRef(tree: tree, node: 0)]
    case .nodes(let expression):
      guard case .nodes(let nodes) = try evaluate(expression, context) else {
        throw FormError(.type, "A path can only begin with nodes.")
      }
      current = nodes
    }
    for (level, step) in path.steps.enumerated() {
      let anchor = level < bound.count ? bound[level] : nil
      current = try self.step(step, from: current, anchor: anchor, context)
      if let anchor, !bindsThrough(step, anchor) { bound = [] }
    }
    return current.allSatisfy(world.isRelevant) ? current : current.filter(world.isRelevant)
  }

  /// Whether the step's name agrees with the context, so that deeper levels may still be bound.
  private func bindsThrough(_ step: XPathPath.Step, _ anchor: Int) -> Bool {
    step.axis == .child && step.test == .name(world.primary[anchor].name)
  }

  private func step(
    _ step: XPathPath.Step, from origins: [NodeRef], anchor: Int?, _ context: XPathContext
  ) throws -> [NodeRef] {
    var result: [NodeRef] = []
    var seen: Set<NodeRef> = []
    for origin in origins where origin.attribute < 0 {
      if step.axis == .child { try world.spend(world.children(of: origin).count) }
      var candidates = self.candidates(step, of: origin)
      if let anchor, step.predicates.isEmpty,
        let same = candidates.first(where: { $0.node == anchor && $0.attribute < 0 })
      {
        candidates = [same]
      }
      for predicate in step.predicates {
        if let quick = try lookUp(predicate, step, origin, candidates, context) {
          candidates = quick
        } else {
          candidates = try filter(candidates, by: predicate, context)
        }
      }
      if step.axis == .parent {
        if origins.count == 1 { return candidates }
        for candidate in candidates where seen.insert(candidate).inserted {
          result.append(candidate)
        }
      } else {
        result.append(contentsOf: candidates)
      }
    }
    return result
  }

  private func candidates(_ step: XPathPath.Step, of origin: NodeRef) -> [NodeRef] {
    switch step.axis {
    case .current:
      if case .name(let name) = step.test, world.name(origin) != name { return [] }
      return [origin]
    case .parent:
      let parent = world.tree(origin.tree)[origin.node].parent
      return parent >= 0 ? [NodeRef(tree: origin.tree, node: parent)] : []
    case .child:
      let children = world.children(of: origin)
      guard case .name(let name) = step.test else {
        return children.map { NodeRef(tree: origin.tree, node: $0) }
          .filter { !world.name($0).hasPrefix("@") }
      }
      return world.named(name, children, tree: origin.tree)
    case .attribute:
      if origin.tree == 0, case .name(let name) = step.test,
        let computed = world.primary.child("@" + name, of: origin.node)
      {
        return [NodeRef(tree: 0, node: computed)]
      }
      let attributes = world.tree(origin.tree)[origin.node].attributes
      return attributes.indices.compactMap { index in
        if case .name(let name) = step.test, attributes[index].name != name { return nil }
        return NodeRef(tree: origin.tree, node: origin.node, attribute: index)
      }
    }
  }

  private func filter(
    _ candidates: [NodeRef], by predicate: XPathExpression, _ context: XPathContext
  ) throws -> [NodeRef] {
    var passed: [NodeRef] = []
    for (index, candidate) in candidates.enumerated() {
      let value = try evaluate(predicate, context.candidate(candidate, position: index + 1))
      let passes =
        switch value {
        case .number(let position): position == Double(index + 1)
        case .nodes(let nodes): !nodes.isEmpty
        default: try boolean(value)
        }
      if passes { passed.append(candidate) }
    }
    return passed
  }

  /// Answers `item[key = value]` in a secondary instance from an index built once.
  ///
  /// Nil where the predicate is of another shape and has to be tried on every candidate.
  private func lookUp(
    _ predicate: XPathExpression, _ step: XPathPath.Step, _ origin: NodeRef,
    _ candidates: [NodeRef], _ context: XPathContext
  ) throws -> [NodeRef]? {
    guard origin.tree > 0, candidates.count > 16, step.predicates.count == 1,
      case .name(let stepName) = step.test, step.axis == .child,
      case .chain(let left, let operations) = predicate, operations.count == 1,
      operations[0].op == .equal
    else { return nil }
    let right = operations[0].operand
    let key: String
    let wanted: XPathExpression
    if let name = left.childName, !right.dependsOnContext {
      (key, wanted) = (name, right)
    } else if let name = right.childName, !left.dependsOnContext {
      (key, wanted) = (name, left)
    } else {
      return nil
    }
    guard case .string(let value) = try unpacked(evaluate(wanted, context)) else { return nil }
    return world.lookUp(origin, step: stepName, key: key, value: value)
  }
}

extension XPathExpression {
  /// The name, if this is a plain child such as `province`.
  fileprivate var childName: String? {
    guard case .path(let path) = self, case .context = path.start, path.steps.count == 1,
      path.steps[0].axis == .child, path.steps[0].predicates.isEmpty,
      case .name(let name) = path.steps[0].test
    else { return nil }
    return name
  }

  /// Whether the value may differ between the candidates of one predicate.
  fileprivate var dependsOnContext: Bool {
    switch self {
    case .number, .text: return false
    case .negated(let inner): return inner.dependsOnContext
    case .path(let path):
      switch path.start {
      case .root, .current: return false
      default: return true
      }
    case .chain, .call: return true
    }
  }
}
