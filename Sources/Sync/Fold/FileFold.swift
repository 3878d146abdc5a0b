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
    let time: Int64
    let actor: String
  }

  private struct Decision {
    let entry: Entry
    let keep: EntryID
    let over: [EntryID]
  }

  private var versions = Versions<Node>()
  private var decisions: [Decision] = []
  private(set) var named: Set<EntryID> = []

  mutating func take(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard let component = body["component"]?.string,
      let sha256 = body["sha256"]?.string.flatMap({ Digest(hex: $0) }),
      let size = body["size"]?.integer.flatMap({ Int(exactly: $0) })
    else { return false }
    let node = Node(
      component: component, sha256: sha256, name: body["name"]?.string ?? "",
      type: body["type"]?.string ?? "", size: size, time: entry.head.time,
      actor: entry.head.actor)
    versions.add(node, by: entry.id, over: entry.head.replaces)
    return true
  }

  /// `{"component": id, "keep": entry id, "over": [entry ids]}`: one file is chosen.
  mutating func takeDecided(_ entry: Entry, _ body: JSONValue) -> Bool {
    guard body["component"]?.string != nil,
      let keep = body["keep"]?.string.flatMap({ EntryID($0) }),
      let over = body["over"] == nil ? entry.head.replaces : ValueFold.ids(body["over"])
    else { return false }
    named.formUnion(over + [keep])
    decisions.append(Decision(entry: entry, keep: keep, over: over))
    return true
  }

  func finish(_ state: inout DossierState) {
    let versions = resolved(&state)
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
    let disputed = Dictionary(grouping: state.files.filter(\.isDisputed), by: \.component)
    state.disputes += disputed.map { component, files in
      Dispute(
        matter: .file(component),
        sides: files.map { file in
          let node = versions.nodes[file.entry]?.value
          return Dispute.Side(
            entry: file.entry, answers: [:], source: nil, other: file.name,
            time: node?.time ?? 0, actor: node?.actor ?? "", stands: true)
        })
    }
  }

  /// The files with those that decisions chose. A decision may keep what another chose.
  private func resolved(_ state: inout DossierState) -> Versions<Node> {
    var versions = versions
    var open = decisions
    while let index = open.firstIndex(where: { versions.nodes[$0.keep] != nil }) {
      let decision = open.remove(at: index)
      guard let kept = versions.nodes[decision.keep]?.value else { continue }
      let times = decision.over.compactMap { versions.nodes[$0]?.value.time }
      versions.add(kept, by: decision.entry.id, over: decision.over + [decision.keep])
      state.settled.append(
        SettledDispute(
          matter: .file(kept.component), entry: decision.entry.id,
          actor: decision.entry.head.actor,
          reason: decision.entry.content?["reason"]?.string ?? "",
          since: times.max() ?? decision.entry.head.time, settled: decision.entry.head.time))
    }
    return versions
  }
}
