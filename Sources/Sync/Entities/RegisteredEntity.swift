import Identity

/// An entity as all dossiers together say it is. The same claims give the same entity on every
/// machine, in whatever order they came.
package struct RegisteredEntity: Sendable, Hashable {
  package let list: String
  package let id: String
  package let label: String
  /// How often it was written, one after the other, from 1.
  package let version: Int
  package let properties: [String: String]
  /// Properties that were given different values at the same time; the value that stands is of the
  /// higher version, then of the higher entry id.
  package let disputed: [String]
  /// The claims something of the present values comes from, in order: what the next one replaces.
  package let heads: [EntryID]

  /// - Returns: `nil` where there are no claims.
  package init?(_ claims: [EntityClaim]) {
    let claims = claims.sorted {
      ($0.version, $0.entry, $0.place) < ($1.version, $1.entry, $1.place)
    }
    guard let last = claims.last else { return nil }
    list = last.list
    id = last.id
    version = last.version
    let order = Order(claims)
    var properties: [String: String] = [:]
    var disputed: [String] = []
    var heads: Set<EntryID> = []
    for name in Set(claims.flatMap(\.properties.keys)).sorted() {
      let newest = order.newest(claims.filter { $0.properties[name] != nil })
      let values = newest.compactMap { $0.properties[name] }
      properties[name] = values.last
      if Set(values).count > 1 { disputed.append(name) }
      heads.formUnion(newest.map(\.entry))
    }
    let labels = order.newest(claims.filter { !$0.label.isEmpty })
    heads.formUnion(labels.map(\.entry))
    label = labels.last?.label ?? ""
    self.properties = properties
    self.disputed = disputed
    self.heads = heads.isEmpty ? [last.entry] : heads.sorted()
  }

  /// Which claims replace which, directly or through others.
  private struct Order {
    private let versions: Versions<Int>

    init(_ claims: [EntityClaim]) {
      var versions = Versions<Int>()
      for claim in claims { versions.add(claim.version, by: claim.entry, over: claim.over) }
      self.versions = versions
    }

    /// Those no other of them replaces.
    func newest(_ claims: [EntityClaim]) -> [EntityClaim] {
      let replaced = claims.reduce(into: Set<EntryID>()) {
        $0.formUnion(versions.ancestors(of: $1.entry))
      }
      return claims.filter { !replaced.contains($0.entry) }
    }
  }
}
