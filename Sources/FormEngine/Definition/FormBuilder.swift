/// Turns the elements of an XForm into a compiled model.
struct FormBuilder {
  let resources: FormResources
  let functions: FunctionLibrary
  let limits: FormLimits
  var fields: [FormField] = []
  var initial = InstanceTree()
  var children = FieldIndex()
  /// Templates of repeats marked in the instance, by the field of the repeat.
  var templates: [Int: XMLElement] = [:]

  /// Languages from outside the document.
  private let added: [FormTranslation]

  init(
    resources: FormResources, functions: FunctionLibrary, limits: FormLimits,
    added: [FormTranslation] = []
  ) {
    self.added = added
    self.resources = resources
    self.functions = functions
    self.limits = limits
  }

  /// What the definition shows beside the model.
  struct Built {
    var model: FormModel
    var title: String
    var id: String
    var warnings: [String]
    var audit: FormAudit?
    var recordings: [String]
  }

  mutating func build(_ document: XMLElement) throws -> Built {
    guard document.name == "html", let head = document.child("head"),
      let model = head.child("model"), let body = document.child("body")
    else {
      throw FormError(
        .malformed, "The document is no XForm: it needs html with head, model and body.",
        place: document.place)
    }
    let instances = model.children.filter { $0.name == "instance" }
    guard let primary = instances.first, let root = primary.children.first else {
      throw FormError(.malformed, "The model has no instance with a root.", place: model.place)
    }
    try readPrimary(root)
    let secondary = try SecondaryInstances(resources: resources, limits: limits)
      .read(instances.dropFirst(), primary: root)
    var texts = try TranslationReader(compile: compile).read(model.child("itext"))
    for language in added { try texts.add(language, compile: compile) }
    try readBinds(model.children.filter { $0.name == "bind" })
    try markRepeats(body)
    var reader = BodyReader(builder: self)
    let elements = try reader.read(body.children, context: 0)
    let actions = try ActionReader(builder: self).read(model: model, body: body)
    try buildTemplates()
    var graphBuilder = DependencyGraphBuilder(
      fields: fields, index: children, questions: BodyElement.questions(in: elements),
      limits: limits,
      path: { [fields] in
        Self.path(of: $0, in: fields)
      })
    let graph = try graphBuilder.build()
    let built = FormModel(
      fields: fields, children: children, initial: initial, secondary: secondary,
      translations: texts, body: elements, actions: actions, graph: graph, functions: functions,
      limits: limits, version: root.attribute("version") ?? "")
    return Built(
      model: built, title: head.child("title")?.text ?? "", id: root.attribute("id") ?? "",
      warnings: graphBuilder.warnings
        + FormWarnings(model: model, body: body, translations: texts).all(),
      audit: FormAudit(model.children.filter { $0.name == "bind" }, root: root.qualifiedName),
      recordings: try recordings(model))
  }

  /// What `recordaudio` in the model writes into; the caller records, if people agree.
  private func recordings(_ model: XMLElement) throws -> [String] {
    try model.children.filter { $0.name == "recordaudio" }.map { element in
      guard let reference = element.attribute("ref") else {
        throw FormError(.malformed, "A recordaudio has no ref.", place: element.place)
      }
      return Self.path(of: try field(reference, context: 0, place: element.place), in: fields)
    }
  }

  static func path(of field: Int, in fields: [FormField]) -> String {
    var names: [String] = []
    var current = field
    while current > 0 {
      names.append(fields[current].name)
      current = fields[current].parent
    }
    return names.reversed().joined(separator: "/")
  }

  func compile(_ source: String, _ place: String) throws -> CompiledExpression {
    do {
      let expression = try XPathParser.parse(source, functions: functions, limits: limits)
      var constant: Bool?
      if case .call(let call) = expression, call.arguments.isEmpty {
        if call.name == "true" { constant = true }
        if call.name == "false" { constant = false }
      }
      return CompiledExpression(source: source, expression: expression, constant: constant)
    } catch let error as FormError {
      throw error.at(place)
    }
  }

  // MARK: Instance

  private mutating func readPrimary(_ root: XMLElement) throws {
    fields = [FormField(name: root.qualifiedName, parent: -1, level: 1)]
    let node = initial.append(root.qualifiedName, to: 0)
    initial[node].field = 0
    initial[node].attributes = Self.attributes(root)
    try readChildren(root, node: node, field: 0)
  }

  private static func attributes(_ element: XMLElement) -> [InstanceTree.Attribute] {
    element.attributes.sorted { $0.key < $1.key }
      .map { InstanceTree.Attribute(name: $0.key, value: $0.value) }
  }

  /// Reads fields, and nodes where `node` is given; a template has fields but no nodes.
  private mutating func readChildren(_ element: XMLElement, node: Int?, field: Int) throws {
    for child in element.children {
      let name = child.qualifiedName
      let known = children[name, field]
      let childField = known ?? fields.count
      if known == nil {
        fields.append(FormField(name: name, parent: field, level: fields[field].level + 1))
        fields[field].children.append(childField)
        children[name, field] = childField
      }
      guard initial.count < limits.instanceNodes, fields.count < limits.instanceNodes else {
        throw FormError(
          .limit, "The form has more than \(limits.instanceNodes) nodes (instanceNodes).",
          place: child.place)
      }
      let isTemplate = child.attributes["jr:template"] != nil
      if isTemplate { templates[childField] = child }
      let childNode = isTemplate ? nil : node.map { initial.append(name, to: $0) }
      let value = child.trimmedText
      if let childNode { initial[childNode].field = childField }
      if child.children.isEmpty {
        if let childNode { initial[childNode].value = value }
        if known == nil { fields[childField].initialValue = value }
      }
      if child.name == "entity", fields[field].name.hasSuffix("meta") {
        readAttributes(child, node: childNode, field: childField)
      }
      try readChildren(child, node: childNode, field: childField)
    }
  }

  /// The attributes of an entity's declaration are computed like fields; their names begin with @.
  private mutating func readAttributes(_ element: XMLElement, node: Int?, field: Int) {
    for (name, value) in element.attributes.sorted(by: { $0.key < $1.key }) {
      let name = "@" + name
      var index = children[name, field]
      if index == nil {
        index = fields.count
        children[name, field] = fields.count
        fields.append(FormField(name: name, parent: field, level: fields[field].level + 1))
        fields[fields.count - 1].initialValue = value
        fields[field].children.append(fields.count - 1)
      }
      guard let node, let index else { continue }
      let attribute = initial.append(name, to: node)
      initial[attribute].field = index
      initial[attribute].value = value
    }
  }

  // MARK: Binds

  /// The field a reference such as `/data/nks/hoTen` or `hoTen` means.
  func field(_ reference: String, context: Int, place: String) throws -> Int {
    if let plain = plainField(reference) { return plain }
    let compiled = try compile(reference, place)
    guard case .path(let path) = compiled.expression else {
      throw FormError(.malformed, "\(reference) is no path of a field.", place: place)
    }
    var current: Int? = context
    if case .root = path.start { current = nil }
    for step in path.steps {
      switch (step.axis, step.test) {
      case (.current, _): break
      case (.parent, _): current = current.map { fields[$0].parent }
      case (.child, .name(let name)):
        guard let parent = current, parent >= 0 else {
          current = name == fields[0].name ? 0 : -2
          break
        }
        current = children[name, parent] ?? -2
      case (.attribute, .name(let name)):
        current = current.flatMap { children["@" + name, $0] } ?? -2
      default: current = -2
      }
      guard current != -2 else { break }
    }
    guard let found = current, found >= 0 else {
      throw FormError(.unknown, "The instance has no \(reference).", place: place)
    }
    return found
  }

  /// The field of an absolute path of plain names, as nearly all are; nil for any other.
  private func plainField(_ reference: String) -> Int? {
    guard reference.utf8.first == UInt8(ascii: "/"),
      reference.utf8.allSatisfy({ $0 < 0x80 && XMLText.isNameByte($0) || $0 == UInt8(ascii: "/") })
    else { return nil }
    let names = reference.utf8.dropFirst()
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let root = names.first, Substring(root) == fields[0].name[...] else { return nil }
    return names.dropFirst().reduce(0) { field, name in
      field.flatMap { children[String(Substring(name)), $0] }
    }
  }

  private mutating func readBinds(_ binds: [XMLElement]) throws {
    for bind in binds {
      guard let reference = bind.attribute("nodeset") ?? bind.attribute("ref") else {
        throw FormError(.malformed, "A bind has no nodeset.", place: bind.place)
      }
      let index = try field(reference, context: 0, place: bind.place)
      guard !fields[index].hasBind else {
        throw FormError(.malformed, "\(reference) has two binds.", place: bind.place)
      }
      fields[index].hasBind = true
      fields[index].type = FieldType(bind: bind.attribute("type") ?? "string")
      fields[index].relevant = try expression(bind, "relevant")
      fields[index].required = try expression(bind, "required")
      fields[index].readonly = try expression(bind, "readonly")
      fields[index].constraint = try expression(bind, "constraint")
      fields[index].calculate = try expression(bind, "calculate")
      fields[index].savesTo = bind.attributes.first { $0.key.hasSuffix(":saveto") }?.value
      fields[index].constraintMessage = try message(bind, "constraintMsg")
      fields[index].requiredMessage = try message(bind, "requiredMsg")
      if let kind = bind.attribute("preload") {
        fields[index].preload = .init(
          kind: kind, parameters: bind.attribute("preloadParams") ?? "")
      }
    }
  }

  private func expression(_ element: XMLElement, _ name: String) throws -> CompiledExpression? {
    guard let source = element.attribute(name), !source.isEmpty else { return nil }
    return try compile(source, "\(element.place) \(name)")
  }

  private func message(_ element: XMLElement, _ name: String) throws -> TextSource? {
    guard let text = element.attribute(name), !text.isEmpty else { return nil }
    return try TextSource.reference(text, place: element.place, compile: compile)
      ?? .template([.literal(text)])
  }

  // MARK: Repeats

  /// Marks the fields of repeats before the body is read.
  private mutating func markRepeats(_ body: XMLElement) throws {
    for element in body.children {
      if element.name == "repeat" {
        let reference = element.attribute("nodeset") ?? element.attribute("ref") ?? ""
        let index = try field(reference, context: 0, place: element.place)
        let count = element.attributes["jr:count"]
        fields[index].repeated = .init(
          template: InstanceTree(), count: try count.map { try rowCount($0, element.place) },
          isFixed: count != nil
            || ["true", "true()"].contains(element.attributes["jr:noAddRemove"] ?? ""))
      }
      try markRepeats(element)
    }
  }

  /// The path of a number of rows. It may be relative to a row, such as `../many`; evaluated at the
  /// parent of the rows, of which there may be none yet.
  private func rowCount(_ source: String, _ place: String) throws -> CompiledExpression {
    var compiled = try compile(source, place)
    if case .path(var path) = compiled.expression, case .context = path.start,
      path.steps.first?.axis == .parent
    {
      path.steps.removeFirst()
      compiled.expression = .path(path)
    }
    return compiled
  }

  private mutating func buildTemplates() throws {
    var first: [Int: Int] = [:]
    for (index, node) in initial.nodes.enumerated() where node.field >= 0 {
      if first[node.field] == nil { first[node.field] = index }
    }
    for index in fields.indices where fields[index].repeated != nil {
      var tree = InstanceTree()
      if let element = templates[index] {
        build(element, field: index, into: &tree, parent: 0)
      } else if let node = first[index] {
        tree.copy(node, of: initial, to: 0)
        Self.reduce(&tree, tree.root, fields)
      }
      fields[index].repeated?.template = tree
    }
  }

  private func build(
    _ element: XMLElement, field: Int, into tree: inout InstanceTree, parent: Int
  ) {
    let node = tree.append(element.qualifiedName, to: parent)
    tree[node].field = field
    if element.children.isEmpty { tree[node].value = element.trimmedText }
    for attribute in fields[field].children where fields[attribute].name.hasPrefix("@") {
      let added = tree.append(fields[attribute].name, to: node)
      tree[added].field = attribute
      tree[added].value = element.attributes[String(fields[attribute].name.dropFirst())] ?? ""
    }
    for child in element.children where child.attributes["jr:template"] == nil {
      if let childField = children[child.qualifiedName, field] {
        build(child, field: childField, into: &tree, parent: node)
      }
    }
  }

  /// Keeps one row of each repeat inside of a row that serves as a template.
  private static func reduce(_ tree: inout InstanceTree, _ node: Int, _ fields: [FormField]) {
    var seen: Set<Int> = []
    for child in tree[node].children {
      let field = tree[child].field
      if fields[field].repeated != nil, !seen.insert(field).inserted {
        tree.remove(child)
      } else {
        reduce(&tree, child, fields)
      }
    }
  }
}
