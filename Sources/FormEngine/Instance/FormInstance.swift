/// A filled form's nodes with their state, and what expressions may look at beside them.
final class FormInstance {
  /// The live state of a node.
  struct State {
    var isRelevantItself = true
    /// Relevant with all its ancestors.
    var isRelevant = true
    var isReadonly = false
    var isRequired = false
    /// A calculated number, boolean or date, which expressions see as such whatever the field's
    /// type.
    var computed: XPathResult?
  }

  let model: FormModel
  /// Secondary instances, those that stand for lists of entities as they are now.
  let instances: [InstanceTree]
  var environment: FormEnvironment
  var primary: InstanceTree
  var states: [State] = []
  var random: SplitMix64
  /// The language that names of choices are answered in.
  var language: String
  private var indexes: [IndexKey: [String: [Int]]] = [:]
  private var patterns: [String: RegularExpression] = [:]
  private static let mostPatterns = 200
  /// Work done since the present change or question began.
  private var steps = 0
  private let mostSteps: Int
  /// Texts being made within one another now.
  private var textDepth = 0

  private struct IndexKey: Hashable {
    var origin: NodeRef
    var step: String
    var key: String
  }

  init(
    _ model: FormModel, environment: FormEnvironment, language: String,
    lists: [String: FormEntityList]
  ) {
    self.model = model
    var instances = model.instances
    for (index, name) in model.entityLists {
      if let list = lists[name] { instances[index] = list.tree }
    }
    self.instances = instances
    self.environment = environment
    self.language = language
    primary = model.initial
    mostSteps = model.limits.evaluationSteps
    random = SplitMix64(state: environment.seed)
    states = Array(repeating: State(), count: primary.nodes.count)
  }

  // MARK: Work

  /// A change or a question begins.
  func beginWork() { steps = 0 }

  var isExhausted: Bool { steps > mostSteps }

  /// Counts work that ends by itself; whoever goes on after it has to ask ``spend(_:)``.
  func count(_ work: Int) { steps &+= work }

  /// - Throws: ``FormError`` of kind `limit` if there has been too much work.
  func spend(_ work: Int) throws(FormError) {
    steps &+= work
    guard steps <= mostSteps else { throw exhausted }
  }

  var exhausted: FormError {
    FormError(
      .limit, "Evaluating the form takes more than \(mostSteps) steps (evaluationSteps).")
  }

  /// Makes a text that may show other texts.
  func nested<T>(_ body: () throws -> T) throws -> T {
    textDepth += 1
    defer { textDepth -= 1 }
    guard textDepth <= model.limits.textDepth else {
      throw FormError(
        .limit, "Texts show each other more than \(model.limits.textDepth) deep (textDepth).")
    }
    return try body()
  }

  /// A pattern, compiled once however often it is matched.
  func pattern(_ source: String) throws -> RegularExpression {
    if let known = patterns[source] { return known }
    try spend(source.utf8.count * 16)
    let compiled = try RegularExpression(source, limits: model.limits)
    if patterns.count >= Self.mostPatterns { patterns = [:] }
    patterns[source] = compiled
    return compiled
  }

  // MARK: Nodes

  var offsetMinutes: Int { environment.offsetMinutes }

  /// Whether the form has a text of this id in the language at hand.
  func hasText(_ id: String) -> Bool { model.translations.forms(id, language: language) != nil }

  func tree(_ index: Int) -> InstanceTree { index == 0 ? primary : instances[index] }

  func treeIndex(_ id: String) -> Int? {
    if let index = model.instanceIndex[id] { return index }
    return id == primary[primary.root].name ? 0 : nil
  }

  func name(_ ref: NodeRef) -> String {
    let node = tree(ref.tree)[ref.node]
    return ref.attribute < 0 ? node.name : node.attributes[ref.attribute].name
  }

  func children(of ref: NodeRef) -> [Int] {
    ref.tree == 0 ? primary[ref.node].children : instances[ref.tree][ref.node].children
  }

  func named(_ name: String, _ children: [Int], tree index: Int) -> [NodeRef] {
    var result: [NodeRef] = []
    if index == 0 {
      for child in children where primary[child].name == name {
        result.append(NodeRef(tree: 0, node: child))
      }
    } else {
      let tree = instances[index]
      for child in children where tree[child].name == name {
        result.append(NodeRef(tree: index, node: child))
      }
    }
    return result
  }

  func isRelevant(_ ref: NodeRef) -> Bool {
    ref.tree != 0 || states[ref.node].isRelevant
  }

  /// The text of a node as it is written.
  func text(_ ref: NodeRef) -> String {
    let node = tree(ref.tree)[ref.node]
    return ref.attribute < 0 ? node.value : node.attributes[ref.attribute].value
  }

  /// The value of a node by the type of its field; empty if it does not fit the type.
  func value(_ ref: NodeRef) -> XPathResult {
    let text = text(ref)
    guard ref.tree == 0, ref.attribute < 0, !text.isEmpty else { return .string(text) }
    if let computed = states[ref.node].computed { return computed }
    let field = primary[ref.node].field
    guard field >= 0 else { return .string(text) }
    return TypedValue.read(
      text, as: model.fields[field].type, now: environment.now, offsetMinutes: offsetMinutes)
  }

  /// `/data/giayTo[2]/soTrang` for messages.
  func path(_ ref: NodeRef) -> String {
    let tree = tree(ref.tree)
    return tree.chain(ref.node).map { "/" + tree[$0].name }.joined()
  }

  /// The nodes `step` below `origin` whose child `key` is `value`, from an index.
  func lookUp(_ origin: NodeRef, step: String, key: String, value: String) -> [NodeRef] {
    let indexKey = IndexKey(origin: origin, step: step, key: key)
    let index: [String: [Int]]
    if let known = indexes[indexKey] {
      index = known
    } else {
      let tree = instances[origin.tree]
      count(tree[origin.node].children.count)
      var built: [String: [Int]] = [:]
      for child in tree[origin.node].children where tree[child].name == step {
        let keys = tree[child].children.filter { tree[$0].name == key }
        built[keys.first.map { tree[$0].value } ?? "", default: []].append(child)
      }
      indexes[indexKey] = built
      index = built
    }
    return (index[value] ?? []).map { NodeRef(tree: origin.tree, node: $0) }
  }

  /// Makes room for the states of nodes added since.
  func growStates() {
    let missing = primary.nodes.count - states.count
    if missing > 0 { states.append(contentsOf: repeatElement(State(), count: missing)) }
  }
}

/// A small random source that a seed determines (SplitMix64).
struct SplitMix64: Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// At least 0, less than 1.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
