import Identity

/// What a dossier's entries say of entities: the newest statements that no other replaces.
struct EntityFold {
  private var statements = Versions<[StatedEntity]>()

  /// `{"over": [entry ids], "made": [entities]}`; absent says nothing. Whether it was understood.
  mutating func take(_ entry: Entry, _ json: JSONValue?) -> Bool {
    guard let json else { return true }
    guard let made = json["made"]?.array, let over = ValueFold.ids(json["over"]) else {
      return false
    }
    let stated = made.compactMap(StatedEntity.init)
    guard stated.count == made.count else { return false }
    statements.add(stated, by: entry.id, over: over)
    return true
  }

  /// Of statements made at the same time those of the higher entry id stand for the same place.
  func finish(_ state: inout DossierState) {
    state.entityHeads = statements.heads
    var byPlace: [[String]: (stated: StatedEntity, entry: EntryID)] = [:]
    for head in state.entityHeads {
      for stated in statements.nodes[head]?.value ?? [] {
        byPlace[[stated.list, stated.place]] = (stated, head)
      }
    }
    let standing = byPlace.values.sorted {
      ($0.stated.list, $0.stated.place) < ($1.stated.list, $1.stated.place)
    }
    state.entityStatements = standing.map(\.stated)
    state.entityClaims = standing.map { claim($0.stated, by: $0.entry, state) }
  }

  private func claim(_ stated: StatedEntity, by entry: EntryID, _ state: DossierState)
    -> EntityClaim
  {
    func answer(_ path: String) -> String { state.fields[path]?.value ?? "" }
    return EntityClaim(
      list: stated.list, id: stated.id, action: stated.action, place: stated.place, entry: entry,
      over: stated.over.sorted(), version: stated.version,
      label: stated.labelPath.map(answer) ?? stated.label,
      properties: stated.computed.merging(stated.answers.mapValues(answer)) { _, own in own })
  }
}
