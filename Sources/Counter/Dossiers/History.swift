import DossierStore
package import Dossiers
package import Identity
package import Sync

/// One entry of a dossier's history.
package struct HistoryItem: Sendable, Hashable {
  package let entry: EntryID
  package let time: Instant
  package let clock: ClockSource
  package let actor: String
  package let kind: String
  package let body: JSONValue?

  package var json: JSONValue {
    var fields: [String: JSONValue] = [
      "entry": .string(entry.description), "time": .string(time.rfc3339),
      "clock": .string(clock.rawValue), "actor": .string(actor), "kind": .string(kind),
    ]
    if let body { fields["body"] = .object((body.object ?? [:]).filter { $0.key != "secret" }) }
    return .object(fields)
  }
}

extension OneStopOffice {
  /// Every entry of a dossier, oldest first.
  package func history(code: String) throws -> [HistoryItem] {
    let (id, _) = try state(code: code)
    return try store.entries(of: id).sorted {
      ($0.head.time, $0.id) < ($1.head.time, $1.id)
    }.map { entry in
      var body: JSONValue?
      if case .present(let present) = entry.body { body = present }
      return HistoryItem(
        entry: entry.id, time: Instant(milliseconds: entry.head.time), clock: entry.head.clock,
        actor: entry.head.actor, kind: entry.head.kind, body: body)
    }
  }

  /// Records that somebody looks at personal data, before it is shown.
  package func recordView(_ id: EntryID, reason: String, by actor: Actor) throws {
    try actor.require(.viewDossiers)
    _ = try store.recordView(
      of: id, officer: actor.id, reason: reason, day: now.civil.date, clock: clockSource())
  }

  /// An actor's id in words.
  package func name(ofActor id: String, officers: [OfficerState]) -> LocalizedText {
    if let officer = officers.first(where: { $0.id.description == id }) {
      return LocalizedText(vi: officer.fullName, en: officer.fullName)
    }
    if id.hasPrefix("local:") {
      return LocalizedText(vi: "Quản trị viên tại máy", en: "Administrator at the machine")
    }
    if id == Actor.device.id { return LocalizedText(vi: "Thiết bị", en: "The device") }
    return LocalizedText(vi: "Tỉnh", en: "The province")
  }
}
