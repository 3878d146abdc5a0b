extension FormSession {
  /// Paths of the questions a field's own rule (its constraint) looks at in its present row, in
  /// document order, without the field itself; empty if there is no such field or no rule.
  public func pathsRead(byRuleAt path: String) -> [String] {
    guard let node = try? node(path) else { return [] }
    let fields = definition.model.fields
    let field = world.primary[node].field
    guard field >= 0, let rule = fields[field].constraint else { return [] }
    var index = FieldIndex()
    for child in fields.indices where fields[child].parent >= 0 {
      index[fields[child].name, fields[child].parent] = child
    }
    var finder = ReferenceFinder(fields: fields, index: index)
    finder.collect(rule.expression, at: field)
    let chain = world.primary.chain(node)
    let read = Dictionary(
      finder.references.map { ($0.field, $0.shared) }, uniquingKeysWith: { max($0, $1) })
    return world.primary.subtree(world.primary.root).filter { other in
      guard other != node, let shared = read[world.primary[other].field],
        definition.model.questions[world.primary[other].field] != nil
      else { return false }
      return world.primary.chain(other).prefix(shared) == chain.prefix(shared)
    }.map { self.path(of: $0) }
  }
}
