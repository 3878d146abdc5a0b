import Identity

/// Files of components. Several for one component are normal (pages); two that replaced the same
/// one are a dispute.
struct FileFold {
  private struct Node: Sendable {
    let component: String
    let sha256: Digest
    let name: String
    let type: String
    let size: Int
  }

  private var versions = Versions<Node>()

  mutating func take(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let component = body["component"]?.string,
      let sha256 = body["sha256"]?.string.flatMap({ Digest(hex: $0) ?? Digest(base64url: $0) }),
      let size = body["size"]?.integer.flatMap({ Int(exactly: $0) })
    else { return false }
    let node = Node(
      component: component, sha256: sha256, name: body["name"]?.string ?? "",
      type: body["type"]?.string ?? "", size: size)
    versions.add(node, by: entry.id, over: entry.head.replaces)
    return true
  }

  func finish(_ state: inout DossierState) {
    let heads = versions.heads
    let replaced = heads.map { versions.ancestors(of: $0) }
    state.files = heads.enumerated().compactMap { index, id in
      guard let node = versions.nodes[id]?.value else { return nil }
      let isDisputed = heads.indices.contains { other in
        other != index && !replaced[other].isDisjoint(with: replaced[index])
          && versions.nodes[heads[other]]?.value.sha256 != node.sha256
      }
      return FileState(
        entry: id, component: node.component, sha256: node.sha256, name: node.name,
        type: node.type, size: node.size, isDisputed: isDisputed)
    }
  }
}
