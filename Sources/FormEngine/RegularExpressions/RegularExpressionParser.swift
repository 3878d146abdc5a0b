/// Reads a pattern.
struct RegularExpressionParser {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var depth = 0
  private var flags = Flags()
  /// How many groups the pattern has so far.
  private(set) var groups = 0
  /// Whether what groups have matched counts, or ways not to be reconsidered.
  private(set) var needsCaptures = false
  private var names: [String: Int] = [:]

  private struct Flags {
    var ignoresCase = false
    var ignoresAllCase = false
    var dotIsAll = false
    var hasComments = false
  }

  private static let deepest = 50
  private static let mostTimes = 1_000

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  mutating func parse() throws -> RegularExpressionNode {
    let node = try alternatives()
    guard index == scalars.count else { throw malformed("a bracket is closed that was not opened") }
    return node
  }

  private func malformed(_ what: String) -> FormError {
    FormError(.malformed, "The pattern cannot be read at character \(index + 1): \(what).")
  }

  private func unsupported(_ what: String) -> FormError {
    FormError(.unsupported, "The pattern has \(what), which is not supported.")
  }

  private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func accept(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  private mutating func alternatives() throws -> RegularExpressionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw FormError(.limit, "The pattern is nested deeper than \(Self.deepest).")
    }
    var branches = [try sequence()]
    while accept("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws -> RegularExpressionNode {
    var nodes: [RegularExpressionNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if flags.hasComments, skipComment(scalar) { continue }
      if accept("\\Q") {
        while let scalar = current, !accept("\\E") {
          index += 1
          nodes.append(.character(cased(.scalar(scalar))))
        }
        continue
      }
      guard let atom = try atom() else { continue }
      nodes.append(try quantified(atom))
    }
    return .sequence(nodes)
  }

  /// Blanks and what stands behind # up to the end of the line.
  private mutating func skipComment(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar == "#" || scalar == " " || ("\t"..."\r").contains(scalar) else { return false }
    index += 1
    while scalar == "#", let next = current, next != "\n" {
      _ = next
      index += 1
    }
    return true
  }

  private mutating func quantified(_ atom: RegularExpressionNode) throws -> RegularExpressionNode {
    var least = 0
    var most: Int?
    if accept("*") {
      most = nil
    } else if accept("+") {
      least = 1
    } else if accept("?") {
      most = 1
    } else if accept("{") {
      (least, most) = try times()
    } else {
      return atom
    }
    var manner = RegularExpressionNode.Manner.greedy
    if accept("?") {
      manner = .lazy
    } else if accept("+") {
      manner = .possessive
      needsCaptures = true
    }
    if let next = current, next == "*" || next == "+" { throw malformed("two quantifiers") }
    return .repeated(atom, least: least, most: most, manner)
  }

  private mutating func times() throws -> (Int, Int?) {
    guard let least = number() else { throw malformed("a number is missing") }
    var most: Int? = least
    if accept(",") { most = number() }
    guard accept("}"), most ?? least >= least, max(most ?? 0, least) <= Self.mostTimes else {
      throw malformed("the repetition is not understood")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let start = index
    while let scalar = current, ("0"..."9").contains(scalar), index - start < 6 { index += 1 }
    return Int(scalars[start..<index].map(String.init).joined())
  }

  private mutating func atom() throws -> RegularExpressionNode? {
    guard let scalar = current else { return nil }
    index += 1
    switch scalar {
    case "(": return try group()
    case "[": return .character(cased(try set()))
    case ".": return .character(flags.dotIsAll ? .negated(.union([])) : .anyInLine)
    case "^": return .start
    case "$": return .end
    case "\\": return try escape()
    case "*", "+", "?", "{":
      index -= 1
      throw malformed("there is nothing to repeat")
    default: return .character(cased(.scalar(scalar)))
    }
  }

  private func cased(_ set: CharacterClass) -> CharacterClass {
    flags.ignoresCase ? .ignoringCase(set, all: flags.ignoresAllCase) : set
  }

  private mutating func group() throws -> RegularExpressionNode? {
    let before = flags
    let kind = try groupKind()
    if case .flags = kind { return nil }
    let inner = try alternatives()
    guard accept(")") else { throw malformed("a bracket is not closed") }
    flags = before
    switch kind {
    case .plain, .flags: return inner
    case .captured(let number): return .group(number, inner)
    case .look(let ahead, let wanted): return .look(ahead: ahead, wanted: wanted, inner)
    case .atomic:
      needsCaptures = true
      return .atomic(inner)
    }
  }

  private enum GroupKind {
    case plain, atomic, flags
    case captured(Int)
    case look(ahead: Bool, wanted: Bool)
  }

  /// What stands behind the opening bracket of a group; flags alone are no group.
  private mutating func groupKind() throws -> GroupKind {
    guard accept("?") else {
      groups += 1
      return .captured(groups)
    }
    if accept(":") { return .plain }
    if accept("=") { return .look(ahead: true, wanted: true) }
    if accept("!") { return .look(ahead: true, wanted: false) }
    if accept("<=") { return .look(ahead: false, wanted: true) }
    if accept("<!") { return .look(ahead: false, wanted: false) }
    if accept(">") { return .atomic }
    if accept("<") {
      groups += 1
      names[try name()] = groups
      return .captured(groups)
    }
    return try readFlags()
  }

  /// A name up to `>`.
  private mutating func name() throws -> String {
    var name = ""
    while let scalar = current, scalar != ">" {
      name.unicodeScalars.append(scalar)
      index += 1
    }
    guard accept(">"), !name.isEmpty else { throw malformed("a group's name is not understood") }
    return name
  }

  private mutating func readFlags() throws -> GroupKind {
    var isOn = true
    while let scalar = current {
      index += 1
      switch scalar {
      case "-": isOn = false
      case "i": flags.ignoresCase = isOn
      case "u", "U": flags.ignoresAllCase = isOn
      case "s": flags.dotIsAll = isOn
      case "x": flags.hasComments = isOn
      case "m", "d": break
      case ")": return .flags
      case ":": return .plain
      default: throw unsupported("this kind of group")
      }
    }
    throw malformed("a bracket is not closed")
  }

  private mutating func escape() throws -> RegularExpressionNode {
    switch current {
    case "b":
      index += 1
      return .boundary(true)
    case "B":
      index += 1
      return .boundary(false)
    case "A":
      index += 1
      return .start
    case "z", "Z":
      index += 1
      return .end
    case let digit? where ("1"..."9").contains(digit):
      return again(first: Int(digit.value) - 48)
    case "k":
      index += 1
      guard accept("<"), let group = names[try name()] else {
        throw malformed("no group has this name")
      }
      needsCaptures = true
      return .again(group: group, ignoresCase: flags.ignoresCase)
    default: return .character(cased(try escapedClass()))
    }
  }

  /// Further digits belong to the number as long as there are so many groups.
  private mutating func again(first: Int) -> RegularExpressionNode {
    needsCaptures = true
    var number = first
    index += 1
    while let digit = current, ("0"..."9").contains(digit),
      number * 10 + Int(digit.value) - 48 <= groups
    {
      number = number * 10 + Int(digit.value) - 48
      index += 1
    }
    return .again(group: number, ignoresCase: flags.ignoresCase)
  }

  private mutating func escapedClass() throws -> CharacterClass {
    guard let scalar = current else { throw malformed("it ends with a backslash") }
    index += 1
    switch scalar {
    case "d": return .digit
    case "D": return .negated(.digit)
    case "w": return .word
    case "W": return .negated(.word)
    case "s": return .space
    case "S": return .negated(.space)
    case "h": return .category("Blank")
    case "H": return .negated(.category("Blank"))
    case "e": return .scalar("\u{1B}")
    case "a": return .scalar("\u{07}")
    case "p": return try category()
    case "P": return .negated(try category())
    case "n": return .scalar("\n")
    case "t": return .scalar("\t")
    case "r": return .scalar("\r")
    case "f": return .scalar("\u{0C}")
    case "u": return .scalar(try hexadecimal(4))
    case "x": return .scalar(try hexadecimal(2))
    default:
      guard !("a"..."z").contains(scalar), !("A"..."Z").contains(scalar) else {
        throw unsupported("the sign \\\(scalar)")
      }
      return .scalar(scalar)
    }
  }

  private mutating func hexadecimal(_ width: Int) throws -> Unicode.Scalar {
    let digits = scalars[index...].prefix(width).map(String.init).joined()
    guard digits.count == width, let value = UInt32(digits, radix: 16),
      let scalar = Unicode.Scalar(value)
    else { throw malformed("a character code is not understood") }
    index += width
    return scalar
  }

  private mutating func category() throws -> CharacterClass {
    var name = ""
    if accept("{") {
      while let scalar = current, scalar != "}" {
        name.unicodeScalars.append(scalar)
        index += 1
      }
      guard accept("}") else { throw malformed("a bracket is not closed") }
    } else if let scalar = current {
      name = String(scalar)
      index += 1
    }
    guard CharacterClass.category(name) != nil else {
      throw unsupported("the class \\p{\(name.prefix(30))}")
    }
    return .category(name)
  }

  /// A class after its opening bracket.
  private mutating func set() throws -> CharacterClass {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw malformed("classes are nested too deep") }
    let isNegated = accept("^")
    var parts: [CharacterClass] = []
    var intersected: CharacterClass?
    var isFirst = true
    while let scalar = current, scalar != "]" || isFirst {
      isFirst = false
      if accept("&&") {
        let left = CharacterClass.union(parts)
        intersected = intersected.map { .intersection($0, left) } ?? left
        parts = []
      } else {
        parts.append(try setItem(scalar))
      }
    }
    guard accept("]") else { throw malformed("a class is not closed") }
    var result = CharacterClass.union(parts)
    if let intersected { result = .intersection(intersected, result) }
    return isNegated ? .negated(result) : result
  }

  private mutating func setItem(_ scalar: Unicode.Scalar) throws -> CharacterClass {
    index += 1
    if scalar == "[" { return try set() }
    if scalar == "\\", accept("Q") {
      var quoted: [CharacterClass] = []
      while let scalar = current, !accept("\\E") {
        index += 1
        quoted.append(.scalar(scalar))
      }
      return .union(quoted)
    }
    let first = scalar == "\\" ? try escapedClass() : .scalar(scalar)
    guard case .scalar(let lower) = first, current == "-", index + 1 < scalars.count,
      scalars[index + 1] != "]", scalars[index + 1] != "["
    else { return first }
    index += 1
    guard let next = current else { throw malformed("a class is not closed") }
    index += 1
    guard case .scalar(let upper) = next == "\\" ? try escapedClass() : .scalar(next),
      lower <= upper
    else { throw malformed("a range is not understood") }
    return .range(lower, upper)
  }
}
