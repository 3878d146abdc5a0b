import Dossiers
import Foundation

/// People who work on dossiers of a copied machine, in its unit or another one.
extension World {
  func planColleagues(of kiosk: Kiosk, _ twins: Twins) {
    for path in Self.fields[2...3] where dice.chance(30) {
      let units = kiosks.map(\.unit)
      guard let other = dice.pick(units) else { continue }
      let unit = dice.chance(60) ? kiosk.unit : other
      let joins = Int64(dice.number(0...36)) * 60 * Self.minute
      join(unit, watching: twins, path, attempt: 0, in: joins)
    }
  }

  private func join(
    _ unit: Dossiers.Unit, watching twins: Twins, _ path: String, attempt: UInt64,
    in milliseconds: Int64
  ) {
    after(milliseconds) { world in
      guard !world.isQuiet else { return }
      let index = world.kiosks.count
      let name = "\(unit.code.suffix(2))-c\(index)"
      guard try await world.addKiosk(name, unit, index: index, attempt: attempt) else {
        return world.join(
          unit, watching: twins, path, attempt: attempt + 1, in: 30 * Self.minute)
      }
      guard let kiosk = world.kiosks.last else { return }
      kiosk.twins = Twins()
      kiosk.watched = (twins, path)
      world.note("\(name) joins and works on dossiers of a copied machine")
      world.planDays(kiosk)
    }
  }

  /// Work on some of the days that are left.
  func planDays(_ kiosk: Kiosk) {
    let today = (now - Self.start) / Self.day
    for day in (today + 1)..<max(today + 2, Self.days) where dice.chance(30) {
      planDay(kiosk, morning: Self.start + day * Self.day + 7 * 60 * Self.minute - now)
    }
  }
}
