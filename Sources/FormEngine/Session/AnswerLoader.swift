/// Checks text that is to become an answer.
enum AnswerText {
  /// - Throws: ``FormError`` for control characters or too long text.
  static func check(_ text: String, limits: FormLimits, place: String) throws {
    guard text.utf8.count <= limits.answerCharacters * 4,
      text.unicodeScalars.count <= limits.answerCharacters
    else {
      throw FormError(
        .limit, "The text is longer than \(limits.answerCharacters) characters (answerCharacters).",
        place: place)
    }
    for scalar in text.unicodeScalars where isForbidden(scalar) {
      throw FormError(
        .malformed,
        "The text has a control character (U+\(hexadecimal(scalar.value))).", place: place)
    }
  }

  /// Control characters but tab and line breaks, and what XML cannot carry.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - text.count)) + text
  }
}

/// Puts answers into the nodes of a form and collects what has no place there.
struct AnswerLoader {
  let recalculation: Recalculation
  let messages: FormMessages
  private(set) var problems: [FormProblem] = []

  init(_ recalculation: Recalculation, _ messages: FormMessages) {
    self.recalculation = recalculation
    self.messages = messages
  }

  private var world: FormInstance { recalculation.world }

  /// - Throws: ``FormError`` where a limit is exceeded.
  mutating func load(_ answers: FormAnswers, into node: Int, field: Int, path: String) throws {
    for (key, entry) in answers.entries.sorted(by: { $0.key < $1.key }) {
      let place = path.isEmpty ? key : "\(path)/\(key)"
      guard let target = find(key, from: node, field: field) else {
        problems.append(.init(path: place, kind: .unknown, message: messages.unknown))
        continue
      }
      switch entry {
      case .value(let value): try put(value, target, place)
      case .rows(let rows): try put(rows, target, place)
      }
    }
  }

  private struct Target {
    var parent: Int
    var field: Int
    var name: String
  }

  private func find(_ key: String, from node: Int, field: Int) -> Target? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var (parent, current) = (node, field)
    for (index, part) in parts.enumerated() {
      guard let child = world.model.child(part, of: current) else { return nil }
      if index == parts.count - 1 { return Target(parent: parent, field: child, name: part) }
      guard world.model.fields[child].repeated == nil,
        let next = world.primary.child(part, of: parent)
      else { return nil }
      (parent, current) = (next, child)
    }
    return nil
  }

  private mutating func put(_ value: String, _ target: Target, _ place: String) throws {
    try AnswerText.check(value, limits: world.model.limits, place: place)
    guard world.model.fields[target.field].isLeaf,
      let node = world.primary.child(target.name, of: target.parent)
    else {
      problems.append(
        .init(path: place, kind: .type, message: "\(place) is no field with one value."))
      return
    }
    world.primary[node].value = value
  }

  private mutating func put(_ rows: [FormAnswers.Row], _ target: Target, _ place: String) throws {
    guard world.model.fields[target.field].repeated != nil else {
      problems.append(.init(path: place, kind: .type, message: "\(place) has no rows."))
      return
    }
    for row in recalculation.rows(of: target.field, below: target.parent) {
      recalculation.removeRow(row)
    }
    for (index, row) in rows.enumerated() {
      let node = try recalculation.addRow(target.field, below: target.parent)
      world.primary[node].rowID = row.id
      try load(row.answers, into: node, field: target.field, path: "\(place)[\(index + 1)]")
    }
  }
}
