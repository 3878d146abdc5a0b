/// What the form's body shows, compiled.
indirect enum BodyElement: Sendable {
  case group(BodyGroup)
  case rows(BodyRepeat)
  case question(BodyQuestion)

  static func questions(in elements: [BodyElement]) -> [Int: BodyQuestion] {
    var result: [Int: BodyQuestion] = [:]
    for element in elements {
      switch element {
      case .question(let question): result[question.field] = question
      case .group(let group): result.merge(questions(in: group.elements)) { first, _ in first }
      case .rows(let rows): result.merge(questions(in: rows.elements)) { first, _ in first }
      }
    }
    return result
  }
}

struct BodyGroup: Sendable {
  var field: Int?
  var label: TextSource?
  var hint: TextSource?
  var appearance: [String]
  var elements: [BodyElement]
}

struct BodyRepeat: Sendable {
  var field: Int
  var label: TextSource?
  var hint: TextSource?
  var appearance: [String]
  var elements: [BodyElement]
}

struct BodyQuestion: Sendable {
  var field: Int
  var control: FormControl
  var label: TextSource?
  var hint: TextSource?
  var appearance: [String]
  var choices: [BodyChoice]
  var itemset: BodyItemset?
  var parameters: [String: String]
}

struct BodyChoice: Sendable {
  var value: String
  var label: TextSource?
}

/// Choices from the nodes of an instance, filtered by predicates.
struct BodyItemset: Sendable {
  var nodes: CompiledExpression
  /// Relative to each node.
  var value: XPathExpression
  var label: TextSource?
}

/// A value set at an event, such as `odk-instance-first-load`.
struct FormAction: Sendable {
  enum Event: String, Sendable {
    case firstLoad = "odk-instance-first-load"
    case load = "odk-instance-load"
    case newRow = "odk-new-repeat"
    case ready = "xforms-ready"
    case changed = "xforms-value-changed"
  }

  var events: Set<Event>
  var target: Int
  /// Nil writes an empty value.
  var value: XPathExpression?
  /// The question whose change triggers it, or the repeat a new row belongs to.
  var source: Int?
}
