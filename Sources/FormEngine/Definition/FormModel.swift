/// Everything a session needs of a form, compiled and immutable.
final class FormModel: Sendable {
  let fields: [FormField]
  let children: FieldIndex
  let initial: InstanceTree
  /// Secondary instances; index 0 stands for the form's own.
  let instances: [InstanceTree]
  let instanceIndex: [String: Int]
  /// Lists of entities by the index of the instance they stand for.
  let entityLists: [Int: String]
  let translations: Translations
  let body: [BodyElement]
  let actions: [FormAction]
  let graph: DependencyGraph
  let functions: FunctionLibrary
  let limits: FormLimits
  let version: String
  /// The question that shows a field, by field.
  let questions: [Int: BodyQuestion]

  init(
    fields: [FormField], children: FieldIndex, initial: InstanceTree,
    secondary: SecondaryInstances.Reading, translations: Translations, body: [BodyElement],
    actions: [FormAction], graph: DependencyGraph, functions: FunctionLibrary, limits: FormLimits,
    version: String
  ) {
    self.fields = fields
    self.children = children
    self.initial = initial
    instances = secondary.trees
    instanceIndex = secondary.index
    entityLists = secondary.lists
    self.translations = translations
    self.body = body
    self.actions = actions
    self.graph = graph
    self.functions = functions
    self.limits = limits
    self.version = version
    questions = BodyElement.questions(in: body)
  }

  /// The list of entities whose entries a question offers; nil where it offers anything else.
  func entityList(offeredBy question: BodyQuestion) -> String? {
    guard let itemset = question.itemset, case .path(let path) = itemset.nodes.expression else {
      return nil
    }
    var start = path.start
    while case .nodes(.call(let call)) = start, case .path(let inner)? = call.arguments.first {
      start = inner.start
    }
    guard case .instance(let id) = start, let index = instanceIndex[id] else { return nil }
    return entityLists[index]
  }

  /// Path below the root without row numbers: `giayTo/soTrang`; empty for the root.
  func path(_ field: Int) -> String {
    var names: [String] = []
    var current = field
    while current > 0 {
      names.append(fields[current].name)
      current = fields[current].parent
    }
    return names.reversed().joined(separator: "/")
  }

  /// The field at a path of names below the root, without row numbers.
  func field(at path: String) -> Int? {
    path.split(separator: "/", omittingEmptySubsequences: false).reduce(into: Optional(0)) {
      field, name in
      guard let parent = field else { return }
      field = child(String(name), of: parent)
    }
  }

  func child(_ name: String, of field: Int) -> Int? {
    children[name, field]
  }

  /// The fields from the root down to a field, itself included.
  func chain(_ field: Int) -> [Int] {
    var result: [Int] = []
    var current = field
    while current >= 0 {
      result.append(current)
      current = fields[current].parent
    }
    return result.reversed()
  }

  /// A field and all below it.
  func subtree(_ field: Int) -> [Int] {
    var result: [Int] = []
    var open = [field]
    while let next = open.popLast() {
      result.append(next)
      open.append(contentsOf: fields[next].children.reversed())
    }
    return result
  }

  /// Whether the field belongs to the form's metadata, which is no answer.
  func isMeta(_ field: Int) -> Bool {
    var current = field
    while current > 0 {
      let parent = fields[current].parent
      let isNamed = fields[current].name == "meta" || fields[current].name.hasSuffix(":meta")
      if parent == 0 { return isNamed }
      // The rows of a repeat declare entities of their own.
      let isEntity = fields[current].children.contains { fields[$0].name == "entity" }
      if isNamed, isEntity, fields[parent].repeated != nil { return true }
      current = parent
    }
    return false
  }
}
