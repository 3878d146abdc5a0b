import Identity
import Sync

/// Everything that was done and promised, outside all machines.
struct Model: Sendable {
  var dossiers: [EntryID: ModelDossier] = [:]
  var officers: [EntryID: ModelOfficer] = [:]
  /// In the order they were received.
  var order: [EntryID] = []
  /// Entries somebody was told about: they have to be everywhere in the end.
  var promised: Set<EntryID> = []

  /// Entries that were on a machine when it was put back to an earlier state: they may be lost,
  /// if nobody else had them.
  var atRisk: Set<EntryID> = []

  /// Every entry the model knows of.
  var entries: [EntryID] {
    var entries = Array(promised)
    for dossier in dossiers.values {
      entries.append(dossier.id)
      for facts in dossier.versions.values { entries += facts.map(\.entry) }
      for removals in dossier.removals.values { entries += removals.map(\.entry) }
      for decisions in dossier.rowDecisions.values { entries += decisions.map(\.entry) }
      entries += dossier.statuses.map(\.entry)
      entries += (dossier.files.map(\.entry) + dossier.promises.map(\.entry))
      for verdicts in dossier.verdicts.values { entries += verdicts.map(\.entry) }
      entries += dossier.unknown
      if let erasure = dossier.erasure { entries.append(erasure) }
    }
    for officer in officers.values { entries += officer.facts.map(\.entry) }
    return entries
  }

  /// What was lost with a machine was never said.
  mutating func forget(_ lost: Set<EntryID>) {
    promised.subtract(lost)
    order.removeAll(where: lost.contains)
    officers = officers.filter { !lost.contains($0.key) }
    for id in officers.keys { officers[id]?.facts.removeAll { lost.contains($0.entry) } }
    for id in dossiers.keys {
      if lost.contains(id) {
        dossiers[id] = nil
        continue
      }
      change(id) { dossier in
        dossier.versions = dossier.versions.mapValues { $0.filter { !lost.contains($0.entry) } }
        dossier.statuses.removeAll { lost.contains($0.entry) }
        dossier.removals = dossier.removals.mapValues { $0.filter { !lost.contains($0.entry) } }
        dossier.rowDecisions = dossier.rowDecisions.mapValues {
          $0.filter { !lost.contains($0.entry) }
        }
        dossier.rows = dossier.rows.filter { !lost.contains($0.value) }
        dossier.promises.removeAll { lost.contains($0.entry) }
        dossier.files.removeAll { lost.contains($0.entry) }
        dossier.verdicts = dossier.verdicts.mapValues { $0.filter { !lost.contains($0.entry) } }
        dossier.unknown.subtract(lost)
        if let erasure = dossier.erasure, lost.contains(erasure) { dossier.erasure = nil }
      }
    }
  }

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
      token: text("request"),
      receivedAt: body["receivedAt"]?.integer ?? 0)
    let source = dossier.unit == dossier.authority ? 2 : 1
    let answers = body["answers"]?.object ?? [:]
    dossier.add(
      answers.mapValues { Said(value: $0.string, source: source) }, over: [], by: entry.id)
    for (name, ids) in body["rows"]?.object ?? [:] {
      for id in ids.array ?? [] { dossier.rows["\(name)[\(id.string ?? "")]"] = entry.id }
    }
    dossier.promise(entry)
    dossier.statuses = [
      StatusFact(
        entry: entry.id, to: 2, over: [],
        named: [.authority: dossier.authority, .returnUnit: text("returnUnit")])
    ]
    dossiers[entry.id] = dossier
    order.append(entry.id)
  }
}
