/// A tree of nodes in one array: the form's own instance, a template or a secondary instance.
struct InstanceTree: Sendable {
  struct Attribute: Sendable, Hashable {
    var name: String
    var value: String
  }

  struct Node: Sendable {
    var name: String
    /// Index of the field it belongs to, or -1 in secondary instances.
    var field = -1
    var parent: Int
    var children: [Int] = []
    var value = ""
    var attributes: [Attribute] = []
    /// The opaque id of a row.
    var rowID: String?
  }

  /// Node 0 is the document; its only child is the root element.
  private(set) var nodes: [Node] = [Node(name: "", parent: -1)]
  /// Slots of removed nodes, used again.
  private var free: [Int] = []

  var root: Int { nodes[0].children.first ?? 0 }
  var count: Int { nodes.count - free.count }

  subscript(node: Int) -> Node {
    _read { yield nodes[node] }
    _modify { yield &nodes[node] }
  }

  /// Adds a node under a parent, at a position among all its children or at the end.
  @discardableResult
  mutating func append(_ name: String, to parent: Int, at position: Int? = nil) -> Int {
    let node = Node(name: name, parent: parent)
    let index: Int
    if let reused = free.popLast() {
      index = reused
      nodes[index] = node
    } else {
      index = nodes.count
      nodes.append(node)
    }
    nodes[parent].children.insert(index, at: position ?? nodes[parent].children.count)
    return index
  }

  /// Copies a node of another tree with all below it.
  @discardableResult
  mutating func copy(
    _ source: Int, of other: InstanceTree, to parent: Int, at position: Int? = nil
  ) -> Int {
    let copied = append(other[source].name, to: parent, at: position)
    nodes[copied].field = other[source].field
    nodes[copied].value = other[source].value
    nodes[copied].attributes = other[source].attributes
    for child in other[source].children { copy(child, of: other, to: copied) }
    return copied
  }

  /// Removes a node with all below it.
  mutating func remove(_ node: Int) {
    let parent = nodes[node].parent
    nodes[parent].children.removeAll { $0 == node }
    release(node)
  }

  private mutating func release(_ node: Int) {
    for child in nodes[node].children { release(child) }
    nodes[node].children = []
    nodes[node].value = ""
    nodes[node].field = -1
    free.append(node)
  }

  mutating func setChildren(_ children: [Int], of node: Int) {
    nodes[node].children = children
  }

  /// The node and all below it, in document order.
  func subtree(_ node: Int) -> [Int] {
    var result: [Int] = []
    var open = [node]
    while let next = open.popLast() {
      result.append(next)
      open.append(contentsOf: nodes[next].children.reversed())
    }
    return result
  }

  /// The nodes from the root element down to a node, the node included.
  func chain(_ node: Int) -> [Int] {
    var result: [Int] = []
    var current = node
    while current > 0 {
      result.append(current)
      current = nodes[current].parent
    }
    return result.reversed()
  }

  /// Position among the siblings of the same name, counted from 1.
  func position(_ node: Int) -> Int {
    guard nodes[node].parent >= 0 else { return 1 }
    var position = 0
    let field = nodes[node].field
    for sibling in nodes[nodes[node].parent].children
    where nodes[sibling].field == field && (field >= 0 || nodes[sibling].name == nodes[node].name) {
      position += 1
      if sibling == node { break }
    }
    return max(position, 1)
  }

  func child(_ name: String, of node: Int) -> Int? {
    nodes[node].children.first { nodes[$0].name == name }
  }
}
