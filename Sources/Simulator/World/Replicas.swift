import DossierStore
import Dossiers
import Hub
import Identity
import Sync

/// Who has what of each dossier once a world is quiet.
extension World {
  func checkReplicas(_ found: [EntryID: [Entry]]) async throws {
    let kiosks = try await readers()
    for id in model.order {
      guard let dossier = model.dossiers[id] else { continue }
      let entries = (found[id] ?? []).sorted { $0.id < $1.id }
      for kiosk in kiosks {
        let own = try kiosk.store?.entries(of: id).sorted { $0.id < $1.id } ?? []
        try check(own, of: dossier, as: entries, at: kiosk)
      }
      if !dossier.isErased { try await checkEnds(of: dossier) }
    }
  }

  /// Every device of a unit has every dossier that concerns it, body for body as the hub; of one
  /// that concerns it no longer what it got until then, and nothing of others.
  private func check(
    _ own: [Entry], of dossier: ModelDossier, as entries: [Entry], at kiosk: Kiosk
  ) throws {
    let unit = kiosk.unit.code
    guard dossier.everUnits.contains(unit) else {
      guard own.isEmpty else {
        throw Violation("\(kiosk.name) has \(dossier.code), which its unit may not read")
      }
      return
    }
    // Erased before the province ever saw it, a dossier names no other unit any more.
    if dossier.isErased, own.isEmpty, unit != dossier.unit { return }
    let ids = Set(own.map(\.id))
    let isWhole = dossier.units.contains(unit) && !(dossier.isErased && dossier.isNamedAnew)
    let wanted = isWhole ? entries : entries.filter { ids.contains($0.id) }
    guard own.map(\.head) == wanted.map(\.head) else {
      let difference = ids.symmetricDifference(wanted.map(\.id)).sorted()
      throw Violation("\(kiosk.name) and the hub differ on \(dossier.code): \(difference)")
    }
    guard dossier.isErased || own == wanted else {
      throw Violation("\(kiosk.name) has other bodies of \(dossier.code) than the hub")
    }
    guard !dossier.isErased || own.contains(where: { $0.kind == "dossier.erased" }) else {
      throw Violation("\(dossier.code) is erased, and \(kiosk.name) was not told")
    }
  }

  private static func isLeft(_ entry: StoredEntry) -> Bool { entry.kind == "dossier.left" }

  /// The last a unit hears of a dossier that concerns it no longer is that it does not; it would
  /// hear of nothing more.
  private func checkEnds(of dossier: ModelDossier) async throws {
    let entitled = try await hub().store.read { try $0.entitledUnits(to: dossier.id) }
    guard entitled.intersection(kiosks.map(\.unit.code)).isSubset(of: dossier.units) else {
      throw Violation(
        "\(dossier.code) is to be told to \(dossier.units.sorted()), the hub tells \(entitled)")
    }
    for unit in dossier.everUnits.subtracting(dossier.units).sorted() {
      let log = try await hub().store.read { try $0.logEntries(of: unit, from: 0, limit: .max) }
      let lines = log.filter { $0.subject == dossier.id }
      guard let last = lines.last else { continue }
      // What its devices gave back to a hub that was put back comes behind.
      let isTold = province.lives > 0 ? lines.contains(where: Self.isLeft) : Self.isLeft(last)
      guard isTold else {
        throw Violation("\(dossier.code) is no longer \(unit)'s, which was told \(last.id)")
      }
    }
  }
}
