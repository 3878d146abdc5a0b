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
      join(unit, as: { "c\($0)" }, in: joins) { world, colleague in
        colleague.twins = Twins()
        colleague.watched = (twins, path)
        world.note("\(colleague.name) joins and works on dossiers of a copied machine")
        world.planDays(colleague)
      }
    }
  }

  /// Work on some of the days that are left.
  func planDays(_ kiosk: Kiosk) {
    let today = (now - Self.start) / Self.day
    for day in (today + 1)..<max(today + 2, Self.days) where dice.chance(22) {
      planDay(kiosk, morning: Self.start + day * Self.day + 7 * 60 * Self.minute - now)
    }
  }
}
