/// A regular expression in the part of Java's syntax that forms use, matched in bounded time.
///
/// It is compiled to a small program; no state of program and position is tried twice, so no
/// pattern can take exponential time. Back-references and possessive quantifiers are refused.
struct RegularExpression: Sendable {
  enum Instruction: Sendable {
    case character(CharacterClass)
    /// Goes on at the first, and at the second if that fails.
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    case boundary(Bool)
    /// Whether a program matches from here on, or ends here.
    case look(ahead: Bool, wanted: Bool, [Instruction])
    case accept
  }

  private let program: [Instruction]
  private let limits: FormLimits

  /// - Throws: ``FormError`` of kind `malformed`, `unsupported` or `limit`.
  init(_ pattern: String, limits: FormLimits) throws {
    let scalars = Array(pattern.unicodeScalars)
    guard scalars.count <= limits.patternCharacters else {
      throw FormError(
        .limit,
        "A pattern is longer than \(limits.patternCharacters) characters (patternCharacters).")
    }
    var parser = RegularExpressionParser(scalars)
    let node = try parser.parse()
    var compiler = RegularExpressionCompiler()
    try compiler.compile(node)
    program = compiler.program + [.accept]
    self.limits = limits
  }

  /// Whether the whole text matches.
  func matches(_ text: String) throws -> Bool {
    let scalars = Array(text.unicodeScalars)
    var steps = 0
    return try run(program, scalars, from: 0, toEnd: true, &steps) != nil
  }

  private func run(
    _ program: [Instruction], _ text: [Unicode.Scalar], from start: Int, toEnd: Bool,
    _ steps: inout Int
  ) throws -> Int? {
    let width = text.count - start + 1
    guard program.count * width <= limits.patternSteps * 16 else { throw tooMuch }
    var visited = [Bool](repeating: false, count: program.count * width)
    var pending: [(Int, Int)] = [(0, start)]
    while let (counter, position) = pending.popLast() {
      let state = counter * width + position - start
      if visited[state] { continue }
      visited[state] = true
      steps += 1
      guard steps <= limits.patternSteps else { throw tooMuch }
      switch program[counter] {
      case .character(let set):
        if position < text.count, set.contains(text[position]) {
          pending.append((counter + 1, position + 1))
        }
      case .split(let first, let second):
        pending.append((second, position))
        pending.append((first, position))
      case .jump(let target): pending.append((target, position))
      case .start: if position == 0 { pending.append((counter + 1, position)) }
      case .end: if isEnd(position, text) { pending.append((counter + 1, position)) }
      case .boundary(let wanted):
        if isBoundary(position, text) == wanted { pending.append((counter + 1, position)) }
      case .look(let ahead, let wanted, let inner):
        if try look(ahead, inner, text, position, &steps) == wanted {
          pending.append((counter + 1, position))
        }
      case .accept: if !toEnd || position == text.count { return position }
      }
    }
    return nil
  }

  private var tooMuch: FormError {
    FormError(
      .limit, "Matching a pattern takes more than \(limits.patternSteps) steps (patternSteps).")
  }

  private func look(
    _ ahead: Bool, _ inner: [Instruction], _ text: [Unicode.Scalar], _ position: Int,
    _ steps: inout Int
  ) throws -> Bool {
    if ahead { return try run(inner, text, from: position, toEnd: false, &steps) != nil }
    let before = Array(text[..<position])
    for start in (0...position).reversed()
    where try run(inner, before, from: start, toEnd: true, &steps) != nil {
      return true
    }
    return false
  }

  /// The end of the text, or the place before a line break that ends it.
  private func isEnd(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    position == text.count || (position == text.count - 1 && text[position] == "\n")
  }

  private func isBoundary(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    let isWord: (Int) -> Bool = { index in
      guard text.indices.contains(index) else { return false }
      return text[index] == "_" || text[index].properties.isAlphabetic
        || text[index].properties.numericType != nil
    }
    return isWord(position - 1) != isWord(position)
  }
}

/// What a pattern consists of.
indirect enum RegularExpressionNode {
  case character(CharacterClass)
  case sequence([RegularExpressionNode])
  case alternatives([RegularExpressionNode])
  case repeated(RegularExpressionNode, least: Int, most: Int?, isLazy: Bool)
  case start
  case end
  case boundary(Bool)
  case look(ahead: Bool, wanted: Bool, RegularExpressionNode)
}

/// Turns a parsed pattern into a program.
struct RegularExpressionCompiler {
  private(set) var program: [RegularExpression.Instruction] = []
  private static let longest = 20_000

  mutating func compile(_ node: RegularExpressionNode) throws {
    guard program.count < Self.longest else {
      throw FormError(.limit, "A pattern repeats too much to be compiled.")
    }
    switch node {
    case .character(let set): program.append(.character(set))
    case .sequence(let nodes): for node in nodes { try compile(node) }
    case .alternatives(let nodes): try alternatives(nodes[...])
    case .repeated(let node, let least, let most, let isLazy):
      for _ in 0..<least { try compile(node) }
      if let most {
        try optional(node, times: most - least, isLazy: isLazy)
      } else {
        try loop(node, isLazy: isLazy)
      }
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .boundary(let wanted): program.append(.boundary(wanted))
    case .look(let ahead, let wanted, let inner):
      var compiler = RegularExpressionCompiler()
      try compiler.compile(inner)
      program.append(.look(ahead: ahead, wanted: wanted, compiler.program + [.accept]))
    }
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
    try compile(node)
    program.append(.jump(split))
    let end = program.count
    program[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end)
  }
}
