/// A regular expression in Java's syntax, matched in bounded work.
///
/// It is compiled to a small program. Without back-references, possessive quantifiers and atomic
/// groups no state of program and position is tried twice, so that no pattern can take exponential
/// time; with them it is matched by going back, and the number of steps is limited.
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
    /// Keeps the position in a slot: the ends of groups and the beginnings of rounds.
    case save(Int)
    /// Leaves a loop if nothing has been read since the slot was saved: no empty round repeats.
    case progress(since: Int, otherwise: Int)
    /// The text of a group again; the letters' case counts or not.
    case again(group: Int, ignoresCase: Bool)
    /// The first match of a program, which is not reconsidered.
    case atomic([Instruction])
    case accept
  }

  private let program: [Instruction]
  private let slots: Int
  private let needsCaptures: Bool
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
    needsCaptures = parser.needsCaptures
    var compiler = RegularExpressionCompiler(
      keepsCaptures: parser.needsCaptures, slots: (parser.groups + 1) * 2)
    try compiler.compile(node)
    program = compiler.program + [.accept]
    slots = compiler.slots
    self.limits = limits
  }

  /// Whether the whole text matches.
  ///
  /// - Parameter spend: Is told how many steps it took, or that it took too many.
  /// - Throws: ``FormError`` of kind `limit` if it takes too many steps.
  func matches(_ text: String, spend: (Int) throws -> Void) throws -> Bool {
    var matcher = RegularExpressionMatcher(
      text: Array(text.unicodeScalars), slots: slots, mostSteps: limits.patternSteps)
    let width = program.count * (matcher.text.count + 1) / 64
    let matches = Result {
      try needsCaptures
        ? matcher.matchesGoingBack(program) : matcher.matchesInOnePass(program)
    }
    try spend(matcher.steps + min(width, limits.patternSteps))
    return try matches.get()
  }
}

/// Runs compiled patterns over one text.
struct RegularExpressionMatcher {
  typealias Instruction = RegularExpression.Instruction

  let text: [Unicode.Scalar]
  let slots: Int
  let mostSteps: Int
  private(set) var steps = 0

  init(text: [Unicode.Scalar], slots: Int, mostSteps: Int) {
    self.text = text
    self.slots = slots
    self.mostSteps = mostSteps
  }

  private mutating func step() throws {
    steps += 1
    guard steps <= mostSteps else { throw tooMuch }
  }

  private var tooMuch: FormError {
    FormError(.limit, "Matching a pattern takes more than \(mostSteps) steps (patternSteps).")
  }

  // MARK: Without captures

  mutating func matchesInOnePass(_ program: [Instruction]) throws -> Bool {
    try run(program, from: 0, until: text.count, toEnd: true) != nil
  }

  private mutating func run(
    _ program: [Instruction], from start: Int, until limit: Int, toEnd: Bool
  ) throws -> Int? {
    let width = limit - start + 1
    guard program.count * width <= mostSteps * 16 else { throw tooMuch }
    var visited = [Bool](repeating: false, count: program.count * width)
    var pending: [(Int, Int)] = [(0, start)]
    while let (counter, position) = pending.popLast() {
      let state = counter * width + position - start
      if visited[state] { continue }
      visited[state] = true
      try step()
      switch program[counter] {
      case .character(let set):
        if position < limit, set.contains(text[position]) {
          pending.append((counter + 1, position + 1))
        }
      case .split(let first, let second):
        pending.append((second, position))
        pending.append((first, position))
      case .jump(let target): pending.append((target, position))
      case .look(let ahead, let wanted, let inner):
        if try look(ahead, inner, position) == wanted { pending.append((counter + 1, position)) }
      case .accept: if !toEnd || position == limit { return position }
      case .save, .progress, .again, .atomic: pending.append((counter + 1, position))
      default: if holds(program[counter], position) { pending.append((counter + 1, position)) }
      }
    }
    return nil
  }

  private mutating func look(
    _ ahead: Bool, _ inner: [Instruction], _ position: Int
  ) throws -> Bool {
    if ahead {
      return try run(inner, from: position, until: text.count, toEnd: false) != nil
    }
    for start in (0...position).reversed()
    where try run(inner, from: start, until: position, toEnd: true) != nil {
      return true
    }
    return false
  }

  // MARK: With captures

  private struct Place {
    var counter: Int
    var position: Int
    var saved: [Int]
  }

  mutating func matchesGoingBack(_ program: [Instruction]) throws -> Bool {
    let begin = Place(counter: 0, position: 0, saved: Array(repeating: -1, count: slots))
    return try go(program, begin, end: text.count) != nil
  }

  /// The first way through the program, ending at a position if one is given.
  private mutating func go(
    _ program: [Instruction], _ begin: Place, end: Int?
  ) throws -> Place? {
    var pending = [begin]
    while var place = pending.popLast() {
      while true {
        try step()
        let instruction = program[place.counter]
        if case .accept = instruction {
          if end == nil || place.position == end { return place }
          break
        }
        guard try advance(instruction, &place, &pending) else { break }
      }
    }
    return nil
  }

  /// One instruction; false if it does not hold here.
  private mutating func advance(
    _ instruction: Instruction, _ place: inout Place, _ pending: inout [Place]
  ) throws -> Bool {
    switch instruction {
    case .character(let set):
      guard place.position < text.count, set.contains(text[place.position]) else { return false }
      place.position += 1
    case .split(let first, let second):
      var other = place
      other.counter = second
      pending.append(other)
      place.counter = first
      return true
    case .jump(let target):
      place.counter = target
      return true
    case .look(let ahead, let wanted, let inner):
      let found = try look(ahead, inner, place)
      guard (found != nil) == wanted else { return false }
      if let found, wanted { place.saved = found.saved }
    case .save(let slot): place.saved[slot] = place.position
    case .progress(let slot, let end):
      if place.saved[slot] == place.position {
        place.counter = end
        return true
      }
    case .again(let group, let ignoresCase):
      guard let length = repeated(group, ignoresCase, place) else { return false }
      place.position += length
    case .atomic(let inner):
      let begin = Place(counter: 0, position: place.position, saved: place.saved)
      guard let found = try go(inner, begin, end: nil) else { return false }
      (place.position, place.saved) = (found.position, found.saved)
    default: guard holds(instruction, place.position) else { return false }
    }
    place.counter += 1
    return true
  }

  private mutating func look(
    _ ahead: Bool, _ inner: [Instruction], _ place: Place
  ) throws -> Place? {
    var begin = Place(counter: 0, position: place.position, saved: place.saved)
    if ahead { return try go(inner, begin, end: nil) }
    for start in (0...place.position).reversed() {
      begin.position = start
      if let found = try go(inner, begin, end: place.position) { return found }
    }
    return nil
  }

  /// The length of what a group has matched if it stands here again; a group that has matched
  /// nothing stands nowhere.
  private func repeated(_ group: Int, _ ignoresCase: Bool, _ place: Place) -> Int? {
    guard group * 2 + 1 < place.saved.count else { return nil }
    let (from, to) = (place.saved[group * 2], place.saved[group * 2 + 1])
    guard from >= 0, to >= from, place.position + to - from <= text.count else { return nil }
    for offset in 0..<(to - from) {
      let (one, other) = (text[from + offset], text[place.position + offset])
      let isSame =
        one == other
        || (ignoresCase && CharacterClass.ignoringCase(.scalar(one), all: false).contains(other))
      guard isSame else { return nil }
    }
    return to - from
  }

  // MARK: Places in the text

  private func holds(_ instruction: Instruction, _ position: Int) -> Bool {
    switch instruction {
    case .start: position == 0
    case .end: isEnd(position)
    case .boundary(let wanted): isBoundary(position) == wanted
    default: true
    }
  }

  /// The end of the text, or the place before a line break that ends it.
  private func isEnd(_ position: Int) -> Bool {
    position == text.count || (position == text.count - 1 && text[position] == "\n")
  }

  private func isBoundary(_ position: Int) -> Bool {
    let isWord: (Int) -> Bool = { index in
      guard text.indices.contains(index) else { return false }
      return text[index] == "_" || text[index].properties.isAlphabetic
        || text[index].properties.numericType != nil
    }
    return isWord(position - 1) != isWord(position)
  }
}
