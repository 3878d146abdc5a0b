extension XPathFunctions {
  static let nodesets: [String: Entry] = [
    "count": Entry(1...1) { .number(Double(try $0.nodes(0).count)) },
    "count-non-empty": Entry(1...1) { arguments in
      let world = arguments.evaluator.world
      let filled = try arguments.nodes(0).filter {
        !world.text($0).isEmpty || ($0.attribute < 0 && !world.children(of: $0).isEmpty)
      }
      return .number(Double(filled.count))
    },
    "position": Entry(lazy: 0...1) { evaluator, context, arguments in
      guard let argument = arguments.first else {
        if let position = context.position { return .number(Double(position)) }
        return .number(try evaluator.position(context.node))
      }
      guard case .nodes(let nodes) = try evaluator.evaluate(argument, context) else {
        throw FormError(.type, "position() needs a node.")
      }
      return .number(try nodes.first.map { try evaluator.position($0) } ?? 0)
    },
    "indexed-repeat": Entry(lazy: 3...11) { evaluator, context, arguments in
      try indexedRepeat(evaluator, context, arguments)
    },
    "randomize": Entry(1...2) { arguments in
      let nodes = try arguments.nodes(0)
      if arguments.count == 2 { return .nodes(shuffled(nodes, seed: try seed(arguments))) }
      let drawn = arguments.evaluator.world.random.next() >> 33
      return .nodes(shuffled(nodes, seed: Int64(drawn)))
    },
    "checklist": Entry(2...any) { arguments in
      let (least, most) = (try arguments.integer(0), try arguments.integer(1))
      let held = try arguments.values(from: 2).filter { try arguments.evaluator.boolean($0) }.count
      return .boolean((least < 0 || held >= least) && (most < 0 || held <= most))
    },
    "weighted-checklist": Entry(4...any) { try weightedChecklist($0) },
  ]

  /// A number, or what the digest of a text begins with; no answer counts as 0.
  private static func seed(_ arguments: XPathArguments) throws -> Int64 {
    let value = try arguments.evaluator.unpacked(arguments[1])
    let number = try arguments.evaluator.number(value)
    guard number.isNaN else {
      return Int64(max(-9.2e18, min(9.2e18, number.rounded(.towardZero))))
    }
    guard case .string(let text) = value else {
      throw FormError(.type, "randomize() needs a number or text as its seed.")
    }
    return text.isEmpty ? 0 : Digest.seed(of: text)
  }

  /// Fisher and Yates' shuffle with the generator of Park and Miller, as the ODK specification
  /// says.
  private static func shuffled(_ nodes: [NodeRef], seed: Int64) -> [NodeRef] {
    let modulus = 2_147_483_647.0
    var state = Double(seed).truncatingRemainder(dividingBy: modulus)
    if state <= 0 { state += modulus - 1 }
    var result = nodes
    for index in nodes.indices {
      state = (state * 16_807).truncatingRemainder(dividingBy: modulus)
      let drawn = (state.rounded(.towardZero) - 1) / (modulus - 1)
      let place = min(max(0, Int(drawn * Double(index + 1))), index)
      result[index] = result[place]
      result[place] = nodes[index]
    }
    return result
  }

  private static func weightedChecklist(_ arguments: XPathArguments) throws -> XPathResult {
    let evaluator = arguments.evaluator
    var pairs: [(flag: XPathResult, weight: XPathResult)] = []
    if arguments.count == 4, case .nodes(let flags) = arguments[2],
      case .nodes(let weights) = arguments[3]
    {
      guard flags.count == weights.count else {
        throw FormError(.type, "weighted-checklist() needs as many weights as factors.")
      }
      pairs = zip(flags, weights).map { (evaluator.world.value($0), evaluator.world.value($1)) }
    } else {
      guard arguments.count % 2 == 0 else {
        throw FormError(.malformed, "weighted-checklist() needs a weight for each factor.")
      }
      for index in stride(from: 2, to: arguments.count, by: 2) {
        pairs.append((arguments[index], arguments[index + 1]))
      }
    }
    var sum = 0.0
    for pair in pairs where try evaluator.boolean(pair.flag) {
      sum += try evaluator.number(pair.weight)
    }
    return .boolean(try sum >= arguments.number(0) && sum <= arguments.number(1))
  }

  /// The value of a field in given rows: `indexed-repeat(/data/r/v, /data/r, 2)`.
  private static func indexedRepeat(
    _ evaluator: XPathEvaluator, _ context: XPathContext, _ arguments: [XPathExpression]
  ) throws -> XPathResult {
    guard arguments.count % 2 == 1 else {
      throw FormError(.malformed, "indexed-repeat() needs a row number for each repeat.")
    }
    let world = evaluator.world
    let target = try names(arguments[0], world, context)
    var rows: [Int: Int] = [:]
    for index in stride(from: 1, to: arguments.count, by: 2) {
      let group = try names(arguments[index], world, context)
      guard target.count > group.count, target.starts(with: group) else {
        throw FormError(
          .type, "indexed-repeat() needs repeats that the field of its first argument lies in.")
      }
      let row = try evaluator.number(evaluator.evaluate(arguments[index + 1], context))
      rows[group.count - 1] = max(1, integer(row))
    }
    let chain = context.node.tree == 0 ? world.primary.chain(context.node.node) : []
    var nodes = [0]
    var isBound = true
    for (level, name) in target.enumerated() {
      var found = nodes.flatMap { node in
        world.primary[node].children.filter { world.primary[$0].name == name }
      }
      if let row = rows[level] {
        found = row <= found.count ? [found[row - 1]] : []
        isBound = isBound && level < chain.count && found.first == chain[level]
      } else if isBound, level < chain.count, found.contains(chain[level]) {
        found = [chain[level]]
      } else {
        isBound = false
      }
      nodes = found
    }
    return .nodes(nodes.map { NodeRef(tree: 0, node: $0) }.filter(world.isRelevant))
  }

  /// The names from the root to where a plain path leads.
  private static func names(
    _ expression: XPathExpression, _ world: FormInstance, _ context: XPathContext
  ) throws -> [String] {
    guard case .path(let path) = expression else {
      throw FormError(.type, "indexed-repeat() needs the path of a field and of its repeats.")
    }
    var names: [String]
    switch path.start {
    case .root: names = []
    case .context: names = world.primary.chain(context.node.node).map { world.primary[$0].name }
    case .current: names = world.primary.chain(context.current.node).map { world.primary[$0].name }
    case .instance, .nodes:
      throw FormError(.type, "indexed-repeat() needs paths in the form's own instance.")
    }
    for step in path.steps {
      switch (step.axis, step.test) {
      case (.child, .name(let name)): names.append(name)
      case (.parent, _):
        guard names.popLast() != nil else {
          throw FormError(.type, "A path leads above the form's root.")
        }
      case (.current, _): break
      default: throw FormError(.type, "indexed-repeat() needs plain paths.")
      }
    }
    return names
  }
}

extension XPathEvaluator {
  /// Position among the nodes of the same name beside it, counted from 1.
  func position(_ ref: NodeRef) throws -> Double {
    let position = world.position(ref)
    try world.spend(position)
    return Double(position)
  }
}
