/// A list of entities as forms look at it: what dossiers saved before, such as the residents an
/// office knows. It is given to a session, because it changes while the form does not.
public struct FormEntityList: Sendable {
  /// One entity of a list.
  public struct Item: Sendable, Hashable {
    public var id: String
    public var label: String
    /// How often it was written, from 1; forms see it as `__version`.
    public var version: Int
    public var properties: [String: String]

    public init(id: String, label: String, version: Int, properties: [String: String]) {
      self.id = id
      self.label = label
      self.version = version
      self.properties = properties
    }
  }

  /// `root/item` with `name`, `label`, `__version`, `__trunkVersion`, `__branchId` and the
  /// properties, the columns an entity list has for every form of the ODK tools.
  let tree: InstanceTree
  public let items: [Item]

  /// No entities.
  public static let empty = FormEntityList([])

  public init(_ items: [Item]) {
    var tree = InstanceTree()
    let root = tree.append("root", to: 0)
    for item in items {
      let node = tree.append("item", to: root)
      let own = [
        ("name", item.id), ("label", item.label), ("__version", String(item.version)),
        ("__trunkVersion", String(item.version)), ("__branchId", ""),
      ]
      for (name, value) in own + item.properties.sorted(by: { $0.key < $1.key }) {
        let cell = tree.append(name, to: node)
        tree[cell].value = value
      }
    }
    self.tree = tree
    self.items = items
  }
}
