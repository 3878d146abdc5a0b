import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// What the province's officers do.
extension World {
  func theProvinceWorks() async throws {
    // A hub put back to before a device joined keeps what that device says apart.
    if province.lives > 0 { _ = try await workAtHub("releasing") { try await release($0) } }
    if dice.chance(15), try await provinceJudges() { return }
    let waiting = dice.chance(30) ? try await waitingDossier() : nil
    let last = dice.chance(60) ? hot.last?.dossier : nil
    guard province.hub != nil, let id = waiting ?? last ?? dice.pick(Array(model.order.suffix(8))),
      let dossier = model.dossiers[id], !dossier.isErased
    else { return }
    let read = try await workAtHub("reading") { try await $0.acceptedEntries(of: id) }
    guard let entries = read, entries.contains(where: { $0.id == id }),
      !entries.contains(where: { $0.kind == "dossier.erased" })
    else { return }
    let seen = Set(entries.map(\.id))
    let state = DossierFold.fold(entries)
    if state.isDisputed, dice.chance(60) {
      try await provinceDecides(dossier, state)
    } else if dice.chance(65) {
      try await provinceEdits(dossier, state, seen)
    } else {
      try await provinceChangesStatus(dossier, state, seen)
    }
  }

  private func provinceEdits(_ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>)
    async throws
  {
    guard DossierStatus(rawValue: state.status)?.isTerminal != true,
      let chosen = dice.pick(Array(Self.fields.prefix(2)) + [Self.group])
    else { return }
    let units = Self.fields + [Self.group]
    let again = hot.last { $0.dossier == dossier.id && units.contains($0.unit) }?.unit
    let disputed = units.first { state.dispute(over: $0) != nil }
    let unit = (dice.chance(40) ? disputed : nil) ?? again ?? chosen
    let dispute = state.dispute(over: unit)
    let differing = Set(dispute?.sides.flatMap(\.answers.keys) ?? [])
    let paths = dispute == nil ? Self.paths(of: unit) : differing.sorted()
    // Where a group differs in more than one answer one of its sides has to be chosen.
    if let dispute, paths.count > 1 { return try await provinceDecides(dossier, dispute) }
    guard let path = dice.pick(paths) else { return }
    hot.append((dossier.id, unit))
    let mark = mark()
    let value = "\(Self.marker) \(dice.number(0...99))#\(mark)"
    let over = Set(dossier.heads(of: unit, seen: seen).map(\.entry))
    let rank = dossier.unit == dossier.authority ? 1 : 2
    let apply: (inout Model, Entry) -> Void = { model, entry in
      model.change(dossier.id) { known in
        known.add([path: Said(value: value, source: rank)], over: over, by: entry.id)
      }
    }
    let written = try await workAtHub("editing") { hub in
      guard dispute == nil else {
        return try await hub.decide(
          dossier.id, DisputeDecision(matter: path, choice: .value(value), reason: ""),
          actor: "local:0", role: nil)
      }
      return try await hub.edit(
        dossier.id, [path: .string(value)], fields: Set(units.flatMap(Self.paths)),
        actor: "local:0", role: nil)
    }
    try await settle(written, dossier, mark: mark, apply) { entry in
      guard entry.content?["changes"]?[path]?["over"] == Self.names(over) else {
        throw Violation(
          "the hub's edit \(entry.id) of \(path) does not name \(over.sorted()), which were to "
            + "be seen")
      }
    }
  }

  private func provinceChangesStatus(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>
  ) async throws {
    let from = DossierStatus(rawValue: state.status)
    // Work does not end while answers are in dispute, and nothing is handed over in any dispute.
    let isDisputed =
      !(state.disputedPaths + state.disputedRows + state.disputedComponents).isEmpty
    let ways = LifeCycle.next(from: from).filter {
      ($0.to != .done || !isDisputed) && ($0.to != .returned || !state.isDisputed)
    }
    guard let way = dice.pick(ways) else { return }
    let mark = mark()
    var data = Dictionary(uniqueKeysWithValues: way.requires.map { ($0, "x") })
    if data[.newDue] != nil { data[.newDue] = Instant(milliseconds: now + Self.day).rfc3339 }
    let over = Set(dossier.statusHeads(seen: seen).map(\.entry))
    let named = dice.chance(50) ? newUnit(dossier, seen) : [:]
    for (role, unit) in named {
      if let datum = TransitionDatum(rawValue: role.rawValue) { data[datum] = unit }
    }
    let change = StatusChange(to: way.to, reason: "lý do", note: "\(mark)", data: data)
    let written = try await workAtHub("changing a status") { hub in
      try await hub.changeStatus(of: dossier.id, change, actor: "local:0", role: nil)
    }
    let apply: (inout Model, Entry) -> Void = { model, entry in
      model.change(dossier.id) { known in
        known.statuses.append(
          StatusFact(
            entry: entry.id, to: way.to.rawValue, over: over, isByProvince: true, named: named))
        known.promise(entry)
      }
    }
    try await settle(written, dossier, mark: mark, apply) { entry in
      guard Set(entry.head.replaces) == over else {
        throw Violation("the hub's status \(entry.id) replaces others than were to be seen")
      }
      guard let due = entry.content?["due"] else { return }
      let promises = Set(dossier.promiseHeads(seen: seen).map(\.entry))
      guard due["over"] == Self.names(promises) else {
        throw Violation("the hub's promise \(entry.id) names others than \(promises.sorted())")
      }
    }
  }

  /// A failing disk may need to be asked again; a hub that is off answers nothing.
  func entriesAtHub(of id: EntryID) async throws -> [Entry]? {
    for _ in 0..<4 {
      let read = try await workAtHub("reading") { try await $0.acceptedEntries(of: id) }
      if let read { return read }
    }
    return nil
  }

  /// Tells the model of an entry of the hub, now or after its restart.
  func settle(
    _ written: EntryID?, _ dossier: ModelDossier, mark: Int64,
    _ apply: @escaping (inout Model, Entry) -> Void, _ check: (Entry) throws -> Void
  ) async throws {
    let read = try await entriesAtHub(of: dossier.id)
    guard let written, let entry = read?.first(where: { $0.id == written }) else {
      if let written { model.promised.insert(written) }
      province.uncertain.append(
        UncertainAct(subject: dossier.id, token: nil, mark: mark, apply: apply))
      return
    }
    try check(entry)
    apply(&model, entry)
    model.promised.insert(written)
    note("the province writes \(entry.kind) \(written.seq) on \(dossier.code)")
  }
}
