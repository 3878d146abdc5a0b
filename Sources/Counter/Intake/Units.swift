import DossierStore
package import Dossiers
import Foundation
package import Identity
import Sync

/// Which units decide a dossier and hand its result over: received at one, decided at a second and
/// collected at a third is normal since reception does not follow districts (NĐ 118/2025/NĐ-CP).
package struct UnitChoice: Sendable, Hashable {
  /// Codes; `nil`: the unit that receives.
  package var authority: String?
  package var returnUnit: String?

  package init(authority: String? = nil, returnUnit: String? = nil) {
    self.authority = authority
    self.returnUnit = returnUnit
  }
}

extension OneStopOffice {
  /// The province's list of keys and units as this device keeps it; `nil` if it is damaged.
  func trustBundle() -> TrustBundle? {
    try? TrustBundleMemory.last.bundle(Data(contentsOf: DataFolder(surroundings.data).bundle))
  }

  /// This unit, and the others of the province in the order of their names as far as it told.
  package func units() -> [TrustBundle.Unit] {
    let others = (trustBundle()?.units ?? []).filter { $0.code != unit.code }
    return [TrustBundle.Unit(code: unit.code, name: unit.name)]
      + others.sorted { ($0.name, $0.code) < ($1.name, $1.code) }
  }

  /// Whether the province lists a device of the unit; this one has this device.
  func hasCounter(_ code: String) -> Bool {
    let devices = trustBundle()?.devices ?? []
    return code == unit.code || devices.contains { $0.unit == code && $0.to == nil }
  }

  /// A unit's name, or its code where nobody told it.
  package func unitName(_ code: String) -> String {
    units().first { $0.code == code }?.name ?? code
  }

  /// The office the resident goes to for the result, if it is not this one: as was chosen
  /// last, else the unit that hands over.
  func collectingOffice(_ state: DossierState) -> String? {
    if let chosen = state.delivery, chosen.way == .unit, !chosen.place.isEmpty {
      return chosen.place
    }
    return [unit.code, ""].contains(state.returnUnit) ? nil : unitName(state.returnUnit)
  }

  /// Where the result is wanted: a resident who collects it at another office need not be told
  /// twice which.
  package func delivery(_ way: DeliveryWay, _ place: String, at returnUnit: String?)
    -> DeliveryWish
  {
    guard let returnUnit, returnUnit != unit.code, way == .counter || way == .unit else {
      return DeliveryWish(way: way, place: place)
    }
    let isNamed = !place.allSatisfy(\.isWhitespace)
    return DeliveryWish(way: .unit, place: isNamed ? place : unitName(returnUnit))
  }

  /// - Throws: ``DossierError`` for a unit the province did not name.
  package func check(units chosen: UnitChoice) throws {
    try check(units: [chosen.authority, chosen.returnUnit])
  }

  func check(units codes: [String?]) throws {
    let wanted = codes.compactMap(\.self).filter { $0 != unit.code }
    guard !wanted.isEmpty else { return }
    let known = Set(units().map(\.code))
    guard let unknown = wanted.first(where: { !known.contains($0) }) else { return }
    throw DossierError(
      .badInput,
      vi: "Không có đơn vị \(DossierError.quoted(unknown)) trong danh sách của tỉnh.",
      en: "The province did not name a unit \(DossierError.quoted(unknown)).")
  }
}

extension String {
  package var nonEmpty: String? { isEmpty ? nil : self }
}
