package import DossierStore
package import Dossiers
package import Sync

/// A code that several dossiers have; each is called by its id.
package struct SharedCode: Error, Sendable, Hashable {
  package let code: String
  package let dossiers: [EntryID]

  package var message: LocalizedText {
    let ids = dossiers.map(\.description).joined(separator: ", ")
    return LocalizedText(
      vi: "Số hồ sơ \(code) có ở \(dossiers.count) hồ sơ; hãy dùng số hiệu: \(ids).",
      en: "\(dossiers.count) dossiers have the code \(code); name one by its id: \(ids).")
  }
}

extension OneStopOffice {
  /// The dossier with a local or official code, or with this id.
  /// - Throws: ``DossierError`` of kind notFound, ``SharedCode`` when several have the code.
  package func state(code: String) throws -> (id: EntryID, state: DossierState) {
    guard let id = try find(code), let state = try store.state(of: id), !state.isErased else {
      throw Self.unknown(code: code)
    }
    return (id, state)
  }

  /// The dossier as `state(code:)` finds it, to work on it.
  /// - Throws: ``DossierError`` of kind refused, too, when it concerns this office no longer: what
  ///   happened since is not here (docs/protocol.md, “Unit logs”).
  func workableState(code: String) throws -> (id: EntryID, state: DossierState) {
    let found = try reading(code: code)
    if let whereabouts = whereabouts(of: found) {
      throw DossierError(.refused, vi: whereabouts.vi, en: whereabouts.en)
    }
    return (found.summary.id, found.state)
  }

  /// Who goes on with a dossier that concerns this office no longer; `nil` for any other.
  package func whereabouts(of reading: DossierReading) -> LocalizedText? {
    guard reading.summary.flags.contains(.left) else { return nil }
    let state = reading.state
    let (decides, returns) = (unitName(state.authority), unitName(state.returnUnit))
    return LocalizedText(
      vi: "Hồ sơ \(state.code) không còn thuộc đơn vị này nên không xử lý ở đây nữa. "
        + "Nơi giải quyết: \(decides). Nơi trả kết quả: \(returns).",
      en: "The dossier \(state.code) concerns this office no longer and is not worked on here any "
        + "more. It is decided by \(decides) and handed over by \(returns).")
  }

  /// The dossier as `state(code:)` finds it, with its summary from the same moment.
  package func reading(code: String) throws -> DossierReading {
    guard let id = try find(code), let reading = try store.reading(of: id),
      !reading.state.isErased
    else { throw Self.unknown(code: code) }
    return reading
  }

  /// What leads to this dossier and no other: its code, or its id where several have the code.
  package func reference(to id: EntryID, code: String) throws -> String {
    try store.dossiers(named: code) == [id] ? code : id.description
  }

  private func find(_ name: String) throws -> EntryID? {
    let found = try store.dossiers(named: name)
    guard found.count < 2 else { throw SharedCode(code: name, dossiers: found.sorted()) }
    return found.first
  }

  private static func unknown(code: String) -> DossierError {
    DossierError(
      .notFound, vi: "Không có hồ sơ mã \(code.prefix(40)).",
      en: "There is no dossier with the code \(code.prefix(40)).")
  }
}
