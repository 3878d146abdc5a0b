/// Which expressions have to be evaluated when a node changes, in an order that needs no repeats.
struct DependencyGraph: Sendable {
  /// What an expression decides about its field.
  enum Role: Int, Sendable, Hashable {
    case count, calculate, relevant, readonly, required
    /// Which choices a question offers; an answer that is none of them any more is dropped.
    case choices
  }

  /// One expression of one field.
  struct Rule: Sendable {
    var field: Int
    var role: Role
    var expression: CompiledExpression
  }

  /// A rule that looks at a field.
  struct Dependent: Sendable, Hashable {
    /// Index in ``rules``.
    var rule: Int
    /// How many elements from the root down both nodes have in common for certain.
    var shared: Int
  }

  /// In the order of evaluation.
  var rules: [Rule] = []
  /// By field.
  var dependents: [[Dependent]] = []
  /// The rules evaluated at the nodes of a field, those of choices left out, by field.
  var rulesAt: [[Int]] = []
  /// The rule that filters a field's choices, by field.
  var choices: [Int: Int] = [:]

  /// The field whose nodes a rule is evaluated at.
  func context(_ rule: Rule, _ fields: [FormField]) -> Int {
    rule.role == .count ? max(0, fields[rule.field].parent) : rule.field
  }
}

/// A field an expression looks at.
struct Reference: Hashable {
  var field: Int
  var shared: Int
}

/// Finds the fields expressions look at.
struct ReferenceFinder {
  let fields: [FormField]
  let index: FieldIndex
  private(set) var references: Set<Reference> = []
  /// How many fields the paths lead over.
  private(set) var work = 0
  private let mostWork: Int
  /// Paths that lead to no field, for warnings.
  private(set) var missing: [String] = []

  private struct Place {
    /// Nil in a secondary instance.
    var fields: [Int]?
    var shared: Int
  }

  /// - Parameter mostWork: After so many fields the rest is left out.
  init(fields: [FormField], index: FieldIndex, mostWork: Int = .max) {
    self.fields = fields
    self.index = index
    self.mostWork = mostWork
  }

  var isTooMuch: Bool { work > mostWork }

  mutating func collect(_ expression: XPathExpression, at field: Int) {
    let place = Place(fields: [field], shared: fields[field].level)
    collect(expression, context: place, current: place)
  }

  private mutating func collect(
    _ expression: XPathExpression, context: Place, current: Place
  ) {
    switch expression {
    case .number, .text: break
    case .negated(let inner): collect(inner, context: context, current: current)
    case .chain(let first, let operations):
      collect(first, context: context, current: current)
      for operation in operations {
        collect(operation.operand, context: context, current: current)
      }
    case .call(let call):
      for argument in call.arguments {
        collect(
          argument, context: context, current: current,
          isIndexed: call.name == "indexed-repeat")
      }
    case .path: collect(expression, context: context, current: current, isIndexed: false)
    }
  }

  private mutating func collect(
    _ expression: XPathExpression, context: Place, current: Place, isIndexed: Bool
  ) {
    guard case .path(let path) = expression else {
      return collect(expression, context: context, current: current)
    }
    let place = follow(path, context: context, current: current)
    guard let found = place.fields else { return }
    work += found.count
    if found.isEmpty { missing.append(Self.text(path)) }
    for field in found {
      references.insert(Reference(field: field, shared: isIndexed ? 1 : place.shared))
    }
  }

  private mutating func follow(_ path: XPathPath, context: Place, current: Place) -> Place {
    var place: Place
    /// The nodes shared with the context for certain, which a path may lead along.
    var along = Along(isBound: false)
    switch path.start {
    case .context: place = context
    case .current: place = current
    case .root: (place, along.isBound) = (Place(fields: [-1], shared: 0), true)
    case .instance: place = Place(fields: nil, shared: 0)
    case .nodes(let expression):
      collect(expression, context: context, current: current)
      place = Place(fields: nil, shared: 0)
    }
    let origin = if case .current = path.start { current } else { context }
    if let field = origin.fields?.first, field >= 0 {
      along.chain = chain(field, upTo: origin.shared)
    }
    for step in path.steps {
      place = follow(step, place, &along)
      for predicate in step.predicates {
        if !step.predicates.isEmpty { place.shared = min(place.shared, level(place) - 1) }
        collect(predicate, context: place, current: current)
      }
    }
    return place
  }

  private func level(_ place: Place) -> Int {
    guard let field = place.fields?.first, field >= 0 else { return 1 }
    return fields[field].level
  }

  private struct Along {
    var chain: [Int] = []
    /// Whether an absolute path still means the rows of the context, as far as the names agree.
    var isBound: Bool
  }

  private mutating func follow(_ step: XPathPath.Step, _ place: Place, _ along: inout Along)
    -> Place
  {
    guard let origins = place.fields else { return place }
    work += origins.count
    guard !isTooMuch else { return Place(fields: nil, shared: 0) }
    switch step.axis {
    case .current: return place
    case .attribute:
      along.isBound = false
      guard case .name(let name) = step.test else { return place }
      let found = origins.filter { $0 >= 0 }.flatMap { fields[$0].children }
        .filter { fields[$0].name == "@" + name }
      return found.isEmpty ? place : Place(fields: found, shared: place.shared)
    case .parent:
      along.isBound = false
      let parents = Set(origins.filter { $0 >= 0 }.map { fields[$0].parent })
      let level = parents.first.map { $0 >= 0 ? fields[$0].level : 0 } ?? 0
      return Place(fields: Array(parents), shared: min(place.shared, level))
    case .child:
      let found = origins.flatMap { origin in
        guard case .name(let name) = step.test else {
          return origin >= 0 ? fields[origin].children : [0]
        }
        if origin < 0 { return name == fields[0].name ? [0] : [] }
        return index[name, origin].map { [$0] } ?? []
      }
      var shared = place.shared
      let isAlong =
        found.count == 1 && shared == fields[found[0]].level - 1 && shared < along.chain.count
        && along.chain[shared] == found[0] && step.predicates.isEmpty
      if isAlong, along.isBound || fields[found[0]].repeated == nil {
        shared += 1
      } else {
        along.isBound = false
      }
      return Place(fields: found, shared: shared)
    }
  }

  /// The fields from the root down to a field, cut where nodes are no longer shared.
  private func chain(_ field: Int, upTo shared: Int) -> [Int] {
    var result: [Int] = []
    var current = field
    while current >= 0 {
      result.append(current)
      current = fields[current].parent
    }
    return Array(result.reversed().prefix(shared))
  }

  private static func text(_ path: XPathPath) -> String {
    var text = ""
    if case .root = path.start { text = "/" }
    return text
      + path.steps.map { step in
        switch (step.axis, step.test) {
        case (.parent, _): ".."
        case (.current, _): "."
        case (_, .name(let name)): name
        case (_, .any): "*"
        }
      }.joined(separator: "/")
  }
}
