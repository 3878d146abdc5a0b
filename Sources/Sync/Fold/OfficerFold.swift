package import Identity

/// An officer as the entries about him say.
package struct OfficerState: Sendable, Hashable {
  package let id: SubjectID
  /// For signing in.
  package let name: String
  package let fullName: String
  package let role: String
  package let verifier: PasswordVerifier
  package let disabled: Bool
  package let unit: String
  /// What the next change of this officer replaces (`EntryHead.replaces`).
  package let heads: [EntryID]
}

/// Folds the entries of one officer: same set, same state.
package enum OfficerFold {
  package static let added = "officer.added"
  package static let changed = "officer.changed"

  /// `nil` if the first entry is not there, erased or not readable.
  ///
  /// - Parameter hub: the device that is the hub, where it is known: nobody else acts as it.
  package static func fold(_ entries: [Entry], hub: DeviceID? = nil) -> OfficerState? {
    let unique = DossierFold.unique(entries)
    guard let first = unique.first(where: { $0.kind == added && $0.head.subject == nil }),
      let body = first.content, let name = body["name"]?.string,
      let start = body["verifier"].flatMap({ try? PasswordVerifier(json: $0) })
    else { return nil }
    var versions = Versions<Entry>()
    for entry in unique where entry.id == first.id || entry.kind == changed {
      // An author knows his own earlier entries without naming them.
      let own = unique.filter { $0.id.author == entry.id.author && $0.id < entry.id }.map(\.id)
      versions.add(entry, by: entry.id, over: entry.head.replaces + own + [first.id])
    }
    func standing(_ key: String) -> [JSONValue] { values(of: key, in: versions, hub) }
    let verifiers = standing("verifier").compactMap { try? PasswordVerifier(json: $0) }
    return OfficerState(
      id: first.id, name: name,
      fullName: standing("fullName").first?.string ?? "",
      role: standing("role").first?.string ?? "", verifier: verifiers.first ?? start,
      // Of changes made at once the careful one stands.
      disabled: standing("disabled").contains(.bool(true)),
      unit: body["unit"]?.string ?? "", heads: versions.heads)
  }

  /// The values of one property that no other replaces: those of the hub first, then by entry id.
  private static func values(of key: String, in all: Versions<Entry>, _ hub: DeviceID?)
    -> [JSONValue]
  {
    let holders = all.nodes.filter { $0.value.value.content?[key] != nil }
    let replaced = holders.keys.reduce(into: Set<EntryID>()) { $0.formUnion(all.ancestors(of: $1)) }
    return holders.filter { !replaced.contains($0.key) }
      .sorted { left, right in
        let (one, two) = (left.value.value.head, right.value.value.head)
        let isFirst = one.isBy(hub: hub)
        return isFirst == two.isBy(hub: hub) ? left.key < right.key : isFirst
      }
      .compactMap { $0.value.value.content?[key] }
  }
}
