import Identity
import Sync

/// Everything that was done and promised, outside all machines.
struct Model: Sendable {
  var dossiers: [EntryID: ModelDossier] = [:]
  /// In the order they were received.
  var order: [EntryID] = []
  /// Entries somebody was told about: they have to be everywhere in the end.
  var promised: Set<EntryID> = []

  mutating func change(_ id: EntryID, _ body: (inout ModelDossier) -> Void) {
    guard var dossier = dossiers[id] else { return }
    body(&dossier)
    dossiers[id] = dossier
  }

  mutating func begin(_ entry: Entry) {
    guard dossiers[entry.id] == nil, let body = entry.content else { return }
    func text(_ key: String) -> String { body[key]?.string ?? "" }
    var dossier = ModelDossier(
      id: entry.id, code: text("code"), unit: text("unit"), authority: text("authority"),
      returnUnit: text("returnUnit"), token: text("request"))
    let isOwn = dossier.unit == dossier.authority
    for (path, value) in body["answers"]?.object ?? [:] {
      dossier.values[path] = [
        ValueFact(
          entry: entry.id, value: value.string, source: isOwn ? 2 : 1, over: [])
      ]
    }
    for (name, ids) in body["rows"]?.object ?? [:] {
      for id in ids.array ?? [] { dossier.rows["\(name)[\(id.string ?? "")]"] = entry.id }
    }
    dossier.statuses = [StatusFact(entry: entry.id, to: 2, over: [])]
    dossiers[entry.id] = dossier
    order.append(entry.id)
  }
}
