/// What a submission creates or updates in a list of entities, such as a register of residents.
public struct FormEntity: Sendable, Hashable {
  public enum Action: String, Sendable, Hashable, Codable { case create, update }

  /// The list, such as `people`.
  public var list: String
  public var action: Action
  /// The entity's id as the form computes it; empty where the caller has to give it one.
  public var id: String
  public var label: String
  /// The version the form has seen of what it updates; nil where it creates.
  public var baseVersion: String?
  /// The properties the form saves, by name; empty answers are empty properties.
  public var properties: [String: String]
  /// Path of the row it comes from, or an empty text.
  public var path: String
  /// The same row by the ids the answers gave it; nil where it has none.
  public var place: String?
  /// Where properties come from that people answer themselves: names to paths, rows by the ids the
  /// answers gave them (`con[k3]/hoTen`). Computed ones, and those of rows without id, are left
  /// out.
  public var sources: [String: String]
  /// The answer the label is, if it is nothing but one.
  public var labelSource: String?
}

extension FormDefinition {
  /// The lists of entities a submission may create or update, without repetition.
  public var entityLists: [String] {
    var lists: [String] = []
    for (index, field) in model.fields.enumerated() where field.name == "@dataset" {
      let list = model.fields[index].initialValue
      if !lists.contains(list) { lists.append(list) }
    }
    return lists
  }

  /// The lists of entities the form looks at, by name.
  public var readEntityLists: [String] { Set(model.entityLists.values).sorted() }
}

extension FormSession {
  /// What the relevant answers create or update now, in document order.
  ///
  /// A form may say neither or both; where both hold, it is an update.
  public func entities() -> [FormEntity] {
    let root = world.primary.root
    return world.primary.subtree(root).compactMap { node in
      guard world.primary[node].name == "entity", world.primary.child("@dataset", of: node) != nil,
        world.states[node].isRelevant
      else { return nil }
      return entity(node)
    }
  }

  private func entity(_ node: Int) -> FormEntity? {
    let text: (String) -> String = { [world] name in
      world.primary.child(name, of: node).map { world.primary[$0].value } ?? ""
    }
    let holds: (String) -> Bool = { ["1", "true"].contains(text($0)) }
    guard holds("@update") || holds("@create") else { return nil }
    let meta = world.primary[node].parent
    let scope = world.primary[meta].parent
    let saved = saved(below: scope)
    return FormEntity(
      list: text("@dataset"), action: holds("@update") ? .update : .create, id: text("@id"),
      label: text("label"), baseVersion: holds("@update") ? text("@baseVersion") : nil,
      properties: saved.mapValues { world.primary[$0].value }, path: path(of: scope),
      place: place(of: scope), sources: saved.compactMapValues(source),
      labelSource: labelSource(of: node))
  }

  /// The nodes of the saved values below a node; rows have entities of their own.
  private func saved(below node: Int) -> [String: Int] {
    var result: [String: Int] = [:]
    for child in world.primary[node].children where world.states[child].isRelevant {
      let field = definition.model.fields[world.primary[child].field]
      if field.repeated != nil { continue }
      if let property = field.savesTo { result[property] = child }
      result.merge(saved(below: child)) { own, _ in own }
    }
    return result
  }

  /// The path of an answer by the ids of its rows; nil if it is computed or a row has none.
  private func source(of node: Int) -> String? {
    let field = world.primary[node].field
    guard definition.model.questions[field] != nil,
      definition.model.fields[field].calculate == nil,
      !world.primary.chain(node).contains(where: { world.states[$0].isReadonly })
    else { return nil }
    return place(of: node)
  }

  /// A path with its rows named by their ids; nil where a row has none.
  private func place(of node: Int) -> String? {
    var parts: [String] = []
    for step in world.primary.chain(node).dropFirst() {
      let own = world.primary[step]
      guard definition.model.fields[own.field].repeated != nil else {
        parts.append(own.name)
        continue
      }
      guard let id = own.rowID else { return nil }
      parts.append("\(own.name)[\(id)]")
    }
    return parts.joined(separator: "/")
  }

  private func labelSource(of entity: Int) -> String? {
    guard let label = world.primary.child("label", of: entity),
      let calculation = definition.model.fields[world.primary[label].field].calculate,
      case .path = calculation.expression,
      case .nodes(let nodes)? = try? XPathEvaluator(world: world)
        .evaluate(calculation.expression, XPathContext(NodeRef(tree: 0, node: label))),
      let only = nodes.first, nodes.count == 1, only.tree == 0, only.attribute < 0
    else { return nil }
    return source(of: only.node)
  }
}
