import Dossiers
import Foundation
package import Identity
import Sync

extension Hub {
  /// Registers a unit from its unit file, or brings its file up to date. A new unit's log gets
  /// everything the unit is entitled to already.
  package func addUnit(_ document: JSONValue, actor: String) async throws -> String {
    let unit = try JSONFile.decode(
      Dossiers.Unit.self, from: document.canonical, named: "the unit file")
    let bytes = document.canonical
    return try await change { change in
      let isNew = try change.rows.unit(unit.code) == nil
      try change.rows.save(UnitRecord(code: unit.code, document: bytes, added: change.now))
      try change.logs.open(unit.code)
      if isNew { try change.fillLog(of: unit.code) }
      try change.append(
        OwnDraft(
          subject: nil, kind: isNew ? "unit.added" : "unit.changed",
          body: ["unit": .string(unit.code)], actor: actor))
      try change.nameUnits()
      return unit.code
    }
  }

  package func units() async throws -> [UnitRecord] {
    try await store.read { try $0.units() }
  }
}

extension HubChange {
  /// Appends the accepted entries of every subject the unit was entitled to before it had a log.
  func fillLog(of unit: String) throws {
    for subject in try rows.subjects(entitledTo: unit) {
      for entry in try rows.entries(of: subject) where entry.standing == .accepted {
        try logs.append(entry, to: unit)
      }
    }
  }
}
