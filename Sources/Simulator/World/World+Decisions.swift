import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// People who decide what others said differently.
extension World {
  /// Decides one of the disputes, or says something new about it, at once or minutes after he
  /// looked.
  func decide(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws {
    guard let dispute = dice.pick(state.disputes), let side = dice.pick(dispute.sides) else {
      return
    }
    if dice.chance(40) {
      switch dispute.matter {
      case .answers:
        let paths = Set(dispute.sides.flatMap(\.answers.keys))
        // Where a group differs in more than one answer one of its sides has to be chosen.
        guard paths.count == 1, let path = paths.first else { break }
        return try write(
          [path: newValue()], source: "officer", on: dossier, state, seen, at: kiosk)
      case .file: return try attach(dossier, seen, at: kiosk)
      case .status: return try changeStatus(dossier, state, seen, at: kiosk)
      case .row: break
      }
    }
    let body = state.decision(on: dispute, keep: side.entry, reason: "lý do")
    try check(body, dossier, seen, at: kiosk.name)
    let replaces = dispute.matter == .status ? state.statusHeads : []
    guard !isQuiet, dice.chance(30) else {
      return try decide(dossier, body, replaces: replaces, at: kiosk)
    }
    // Other sides may come until he decides; he names those he was shown.
    let boot = kiosk.boot
    after(Int64(dice.number(1...300)) * 1000) { world in
      guard kiosk.boot == boot,
        let now = try world.work(kiosk, "reading again", { try $0.state(of: dossier.id) }) ?? nil,
        !now.isErased
      else { return }
      world.note("\(kiosk.name) decides on \(dossier.code) what he looked at before")
      try world.decide(dossier, body, replaces: replaces, at: kiosk)
      try await world.handle(kiosk, .localCommit)
    }
  }

  private func decide(
    _ dossier: ModelDossier, _ body: [String: JSONValue], replaces: [EntryID], at kiosk: Kiosk
  ) throws {
    try write("dossier.decided", on: dossier, body, replaces: replaces, at: kiosk) { known, entry in
      known.decide(entry)
    }
  }

  /// A decision names all its author saw of the matter, and nothing else.
  private func check(
    _ body: [String: JSONValue], _ dossier: ModelDossier, _ seen: Set<EntryID>, at place: String
  ) throws {
    let named = Set((body["over"]?.array ?? []).compactMap { $0.string.flatMap { EntryID($0) } })
    let must = dossier.mustBeNamed(by: .object(body), seen: seen)
    guard named.isSuperset(of: must), seen.isSuperset(of: named) else {
      throw Violation(
        "\(place): a decision on \(dossier.code) names \(named.sorted()), but to be seen were "
          + "\(must.sorted())")
    }
  }

  /// Somebody at the province decides a dispute, at once or hours after he looked.
  func provinceDecides(_ dossier: ModelDossier, _ state: DossierState) async throws {
    guard let dispute = dice.pick(state.disputes) else { return }
    try await provinceDecides(dossier, dispute)
  }

  func provinceDecides(_ dossier: ModelDossier, _ dispute: Dispute) async throws {
    guard let side = dice.pick(dispute.sides) else { return }
    guard dice.chance(40) else {
      return try await provinceDecides(dossier.id, dispute, keep: side.entry)
    }
    after(Int64(dice.number(30...3000)) * Self.minute) { world in
      try await world.provinceDecides(dossier.id, dispute, keep: side.entry)
    }
  }

  /// `dispute` is what the person saw; nothing is decided over sides that are others by now.
  private func provinceDecides(_ id: EntryID, _ dispute: Dispute, keep: EntryID) async throws {
    guard !isQuiet, let dossier = model.dossiers[id], !dossier.isErased,
      let entries = try await workAtHub("reading", { try await $0.acceptedEntries(of: id) })
    else { return }
    let sides = Set(dispute.sides.map(\.entry))
    let now = DossierFold.fold(entries).disputes.first { $0.matter == dispute.matter }
    let isStale = now.map { Set($0.sides.map(\.entry)) } != sides
    let mark = mark()
    let decision = DisputeDecision(
      matter: dispute.matter.name, choice: .keep(keep), reason: "\(mark)", seen: sides)
    let written: EntryID?
    do {
      written = try await workAtHub("deciding") { hub in
        try await hub.decide(id, decision, actor: "local:0", role: nil)
      }
    } catch let error as HubError where isStale {
      return note("hub: \(error.code), nothing is decided on \(dossier.code)")
    }
    guard !isStale || written == nil else {
      throw Violation("the hub decides on \(dossier.code) over sides nobody was shown")
    }
    let apply: (inout Model, Entry) -> Void = { model, entry in
      model.change(id) { $0.decide(entry, isByProvince: true) }
    }
    try await settle(written, dossier, mark: mark, apply) { entry in
      try check(
        entry.content?.object ?? [:], dossier, Set(entries.map(\.id)), at: "the hub")
    }
  }
}
