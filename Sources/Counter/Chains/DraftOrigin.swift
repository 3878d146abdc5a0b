package import Identity
package import Sync

/// Where a draft comes from when it was begun from another dossier.
package struct DraftOrigin: Sendable, Hashable {
  package let dossier: EntryID
  /// Its code, for people.
  package let code: String
  /// What was taken over, by path of the new form.
  package let carried: [String: String]

  package init(dossier: EntryID, code: String, carried: [String: String]) {
    self.dossier = dossier
    self.code = code
    self.carried = carried
  }

  package var json: JSONValue {
    [
      "dossier": .string(dossier.description), "code": .string(code),
      "carried": .object(carried.mapValues { .string($0) }),
    ]
  }

  package init?(json: JSONValue) {
    guard let dossier = json["dossier"]?.string.flatMap(EntryID.init),
      let code = json["code"]?.string
    else { return nil }
    self.init(
      dossier: dossier, code: code,
      carried: (json["carried"]?.object ?? [:]).compactMapValues(\.string))
  }
}
