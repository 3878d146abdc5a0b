package import Identity

/// For whom the authors of one dossier's entries speak.
struct Authorship {
  /// The device that is the hub; `nil` where it is not known.
  let hub: DeviceID?
  /// Whether the receiving commune itself decides this dossier.
  let isDecidedByCommune: Bool

  func isCompetent(_ head: EntryHead) -> Bool { head.isBy(hub: hub) != isDecidedByCommune }
}

extension EntryHead {
  /// Whether its actor is one of the hub's, "hub" and "hub:…", whoever the author is.
  package var namesHub: Bool { actor == "hub" || actor.hasPrefix("hub:") }

  /// Whether the hub acted. Where it is not known which device the hub is, the actor is believed.
  package func isBy(hub: DeviceID?) -> Bool { namesHub && (hub == nil || author == hub) }
}
