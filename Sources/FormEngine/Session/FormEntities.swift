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
    return FormEntity(
      list: text("@dataset"), action: holds("@update") ? .update : .create, id: text("@id"),
      label: text("label"), baseVersion: holds("@update") ? text("@baseVersion") : nil,
      properties: properties(below: scope), path: path(of: scope))
  }

  /// The saved values below a node; rows have entities of their own.
  private func properties(below node: Int) -> [String: String] {
    var result: [String: String] = [:]
    for child in world.primary[node].children where world.states[child].isRelevant {
      let field = definition.model.fields[world.primary[child].field]
      if field.repeated != nil { continue }
      if let property = field.savesTo { result[property] = world.primary[child].value }
      result.merge(properties(below: child)) { own, _ in own }
    }
    return result
  }
}
