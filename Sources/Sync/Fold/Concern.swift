import Identity

/// Which units a dossier concerns.
package enum Concern {
  private static let roles = ["authority", "returnUnit"]

  /// The receiving unit, and the competent authority and return unit named last; of those named
  /// at once all. Empty while the first entry is missing or erased.
  package static func units(_ entries: [Entry]) -> Set<String> {
    guard let received = received(entries)?.content?["unit"]?.string else { return [] }
    return Set([received] + lastNamed(entries).values.flatMap { $0.map(\.unit) })
  }

  /// The units named last by their roles, of those named at once all, in the order of the entries
  /// that name them.
  static func lastNamed(_ entries: [Entry]) -> [String: [(by: EntryID, unit: String)]] {
    guard let first = received(entries) else { return [:] }
    var versions = Versions<[String: String]>()
    versions.add(named(by: first), by: first.id, over: [])
    for entry in entries where isOrdered(by: entry) {
      let over = entry.head.replaces.isEmpty ? [first.id] : entry.head.replaces
      versions.add(named(by: entry), by: entry.id, over: over)
    }
    return roles.reduce(into: [:]) { all, role in
      let naming = versions.nodes.filter { $0.value.value[role] != nil }
      let elder = naming.keys.reduce(into: Set<EntryID>()) {
        $0.formUnion(versions.ancestors(of: $1))
      }
      all[role] = naming.filter { !elder.contains($0.key) }.sorted { $0.key < $1.key }
        .compactMap { named in named.value.value[role].map { (named.key, $0) } }
    }
  }

  /// Whether an entry tells what was named after what.
  package static func isOrdered(by entry: Entry) -> Bool {
    switch DossierKind(rawValue: entry.kind) {
    case .status: true
    case .decided: entry.content?["status"] != nil
    default: false
    }
  }

  private static func received(_ entries: [Entry]) -> Entry? {
    entries.first {
      $0.head.subject == nil && $0.kind == DossierKind.received.rawValue && $0.content != nil
    }
  }

  /// The units an entry names beside the receiving one, by their roles.
  package static func named(by entry: Entry) -> [String: String] {
    let place: JSONValue? =
      switch DossierKind(rawValue: entry.kind) {
      case .received: entry.content
      case .status: entry.content?["data"]
      default: nil
      }
    return roles.reduce(into: [:]) { $0[$1] = place?[$1]?.string }
  }
}
