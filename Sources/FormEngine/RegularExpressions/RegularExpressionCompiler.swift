/// What a pattern consists of.
indirect enum RegularExpressionNode {
  enum Manner { case greedy, lazy, possessive }

  case character(CharacterClass)
  case sequence([RegularExpressionNode])
  case alternatives([RegularExpressionNode])
  case repeated(RegularExpressionNode, least: Int, most: Int?, Manner)
  case start
  case end
  case boundary(Bool)
  case look(ahead: Bool, wanted: Bool, RegularExpressionNode)
  case group(Int, RegularExpressionNode)
  case again(group: Int, ignoresCase: Bool)
  case atomic(RegularExpressionNode)
}

/// Turns a parsed pattern into a program.
struct RegularExpressionCompiler {
  private(set) var program: [RegularExpression.Instruction] = []
  /// Places to keep positions in: two for each group, and one for each loop.
  private(set) var slots: Int
  private let keepsCaptures: Bool
  private static let longest = 20_000

  init(keepsCaptures: Bool, slots: Int) {
    self.keepsCaptures = keepsCaptures
    self.slots = slots
  }

  mutating func compile(_ node: RegularExpressionNode) throws {
    guard program.count < Self.longest else {
      throw FormError(.limit, "A pattern repeats too much to be compiled.")
    }
    switch node {
    case .character(let set): program.append(.character(set))
    case .sequence(let nodes): for node in nodes { try compile(node) }
    case .alternatives(let nodes): try alternatives(nodes[...])
    case .repeated(let node, let least, let most, .possessive):
      try compile(.atomic(.repeated(node, least: least, most: most, .greedy)))
    case .repeated(let node, let least, let most, let manner):
      for _ in 0..<least { try compile(node) }
      if let most {
        try optional(node, times: most - least, isLazy: manner == .lazy)
      } else {
        try loop(node, isLazy: manner == .lazy)
      }
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .boundary(let wanted): program.append(.boundary(wanted))
    case .look(let ahead, let wanted, let inner):
      program.append(.look(ahead: ahead, wanted: wanted, try part(inner)))
    case .group(let number, let inner):
      if keepsCaptures { program.append(.save(number * 2)) }
      try compile(inner)
      if keepsCaptures { program.append(.save(number * 2 + 1)) }
    case .again(let group, let ignoresCase):
      program.append(.again(group: group, ignoresCase: ignoresCase))
    case .atomic(let inner): program.append(.atomic(try part(inner)))
    }
  }

  private mutating func part(_ node: RegularExpressionNode) throws
    -> [RegularExpression.Instruction]
  {
    var compiler = RegularExpressionCompiler(keepsCaptures: keepsCaptures, slots: slots)
    try compiler.compile(node)
    slots = compiler.slots
    return compiler.program + [.accept]
  }

  private mutating func alternatives(_ nodes: ArraySlice<RegularExpressionNode>) throws {
    var jumps: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard index < nodes.count - 1 else {
        try compile(node)
        break
      }
      let split = program.count
      program.append(.split(split + 1, 0))
      try compile(node)
      jumps.append(program.count)
      program.append(.jump(0))
      program[split] = .split(split + 1, program.count)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private mutating func optional(
    _ node: RegularExpressionNode, times: Int, isLazy: Bool
  ) throws {
    var splits: [Int] = []
    for _ in 0..<times {
      splits.append(program.count)
      program.append(.split(0, 0))
      try compile(node)
    }
    let end = program.count
    for split in splits {
      program[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end)
    }
  }

  private mutating func loop(_ node: RegularExpressionNode, isLazy: Bool) throws {
    let split = program.count
    program.append(.split(0, 0))
    let slot = slots
    if keepsCaptures {
      slots += 1
      program.append(.save(slot))
    }
    try compile(node)
    let check = program.count
    if keepsCaptures { program.append(.jump(0)) }
    program.append(.jump(split))
    let end = program.count
    if keepsCaptures { program[check] = .progress(since: slot, otherwise: end) }
    program[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end)
  }
}
