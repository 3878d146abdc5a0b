/// One filling of a form: answers in, live state out. Confined to one task at a time.
///
/// Paths are relative to the form's root, rows counted from 1: `nks/hoTen`, `giayTo[2]/soTrang`.
public final class FormSession {
  public let definition: FormDefinition
  let environment: FormEnvironment
  private let lists: [String: FormEntityList]
  private(set) var world: FormInstance
  private(set) var recalculation: Recalculation
  /// What of the answers loaded the form has no place for.
  private var misfits: [FormProblem] = []
  private var earlierEvaluations = 0

  /// Begins an empty form: defaults, preloads and calculations are in place.
  ///
  /// - Parameter lists: The lists of entities it looks at (``FormDefinition/readEntityLists``);
  ///   those not given are empty.
  /// - Throws: ``FormError`` if a limit is exceeded.
  public init(
    _ definition: FormDefinition, environment: FormEnvironment,
    lists: [String: FormEntityList] = [:]
  ) throws {
    self.definition = definition
    self.environment = environment
    self.lists = lists
    let language = definition.model.translations.language(for: environment.language)
    world = FormInstance(
      definition.model, environment: environment, language: language, lists: lists)
    recalculation = Recalculation(world)
    prepare()
    try calculateAll()
  }

  /// The language of labels and messages: by name, or by the code in it such as `vi`.
  ///
  /// One the form does not have falls back to its default.
  public var language: String {
    get { world.language }
    set {
      world.language = definition.model.translations.language(for: newValue)
      try? change { recalculation.scheduleAll() }
    }
  }

  /// How many expressions have been evaluated since the session began, constants left out.
  public var evaluationCount: Int { earlierEvaluations + recalculation.evaluationCount }

  /// Puts answers in place of the present ones; what they do not mention is as in an empty form.
  ///
  /// - Returns: What does not fit the form and was left out, also reported by ``validate()``.
  /// - Throws: ``FormError`` if a limit is exceeded; then nothing has changed.
  @discardableResult
  public func load(_ answers: FormAnswers) throws -> [FormProblem] {
    let before = (world, recalculation, misfits)
    world = FormInstance(
      definition.model, environment: environment, language: world.language, lists: lists)
    recalculation = Recalculation(world)
    do {
      recalculation.isPaused = true
      prepare()
      var loader = AnswerLoader(recalculation, environment.messages)
      try loader.load(answers, into: world.primary.root, field: 0, path: "")
      misfits = loader.problems
      recalculation.isPaused = false
      try calculateAll()
    } catch {
      (world, recalculation, misfits) = before
      throw error
    }
    earlierEvaluations += before.1.evaluationCount
    return misfits
  }

  private func prepare() {
    recalculation.applyPreloads(under: world.primary.root)
    recalculation.applyActions([.firstLoad, .load, .ready], under: 0)
  }

  private func calculateAll() throws {
    recalculation.keepsAnswers = true
    defer { recalculation.keepsAnswers = false }
    recalculation.markEnd()
    recalculation.scheduleAll()
    try recalculation.run()
  }

  /// Answers of the loaded data that have no place in the form.
  var unplaced: [FormProblem] { misfits }

  // MARK: Changing

  /// Answers a field; an empty string clears it. Only what depends on it is evaluated.
  ///
  /// A value of the wrong type is kept and reported, so that a person can correct it.
  /// - Throws: ``FormError`` of kind `unknown` (no such field), `type` (computed by the form, or
  ///   control characters) or `limit` (too long).
  public func set(_ value: String, at path: String) throws {
    let node = try self.node(path)
    let field = world.primary[node].field
    guard definition.model.fields[field].isLeaf else {
      throw FormError(.type, "This is a group and has no value of its own.", place: path)
    }
    guard definition.model.fields[field].calculate == nil else {
      throw FormError(.type, "The form computes this field itself.", place: path)
    }
    try AnswerText.check(value, limits: definition.model.limits, place: path)
    guard world.primary[node].value != value else { return }
    try change {
      recalculation.write(value, at: node)
      recalculation.applyChanged(node)
    }
  }

  /// Does something and evaluates what follows; takes it back if that exceeds a limit.
  private func change(_ work: () throws -> Void) throws {
    recalculation.begin()
    do {
      try work()
      try recalculation.run()
    } catch {
      recalculation.takeBack()
      throw error
    }
  }

  /// Appends a row to a repeat such as `giayTo` or `nhom[1]/giayTo`.
  ///
  /// - Returns: The path of the row.
  @discardableResult
  public func addRow(to path: String, id: String? = nil) throws -> String {
    let (parent, field) = try repeated(path)
    recalculation.begin()
    let row = try recalculation.addRow(field, below: parent)
    world.primary[row].rowID = id
    do {
      try recalculation.run()
    } catch {
      recalculation.removeRow(row)
      recalculation.takeBack()
      throw error
    }
    return self.path(of: row)
  }

  /// Removes the row at a path such as `giayTo[2]`.
  public func removeRow(at path: String) throws {
    let row = try row(path)
    try change { recalculation.removeRow(row) }
  }

  /// Moves the row at a path to another position, counted from 1.
  public func moveRow(at path: String, to position: Int) throws {
    let row = try row(path)
    try change { recalculation.moveRow(row, to: position) }
  }

  private func row(_ path: String) throws -> Int {
    let node = try self.node(path)
    guard let repeated = definition.model.fields[world.primary[node].field].repeated else {
      throw FormError(.type, "This is no row of a repeat.", place: path)
    }
    guard !repeated.isFixed else {
      throw FormError(.type, "The form computes the number of rows itself.", place: path)
    }
    return node
  }

  private func repeated(_ path: String) throws -> (parent: Int, field: Int) {
    let cut = path.lastIndex(of: "/")
    let parent =
      try cut.map { try node(String(path[..<$0])) } ?? world.primary.root
    let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
    guard let field = definition.model.child(name, of: world.primary[parent].field),
      let repeated = definition.model.fields[field].repeated
    else {
      throw FormError(.unknown, "The form has no such repeat.", place: path)
    }
    guard !repeated.isFixed else {
      throw FormError(.type, "The form computes the number of rows itself.", place: path)
    }
    return (parent, field)
  }

  // MARK: Evaluating

  /// The value of an expression, with absolute paths or relative to the node at `path`.
  ///
  /// - Throws: ``FormError`` if the expression cannot be read or evaluated.
  public func evaluate(_ expression: String, at path: String? = nil) throws -> XPathValue {
    let parsed = try XPathParser.parse(
      expression, functions: definition.model.functions, limits: definition.model.limits)
    let node = try path.map { try self.node($0) } ?? world.primary.root
    let evaluator = XPathEvaluator(world: world)
    recalculation.count(1)
    world.beginWork()
    return try evaluator.published(
      evaluator.evaluate(parsed, XPathContext(NodeRef(tree: 0, node: node))))
  }
}
