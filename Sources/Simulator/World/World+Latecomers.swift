import Dossiers
import Foundation
import Hub

/// A machine that joins in the course of the month, in place of one that broke: its unit has a log
/// by then, and what is open must reach it first.
extension World {
  struct Latecomer {
    let after: Int64
    let unit: Int
    var dice: Dice
  }

  /// In so many worlds of 100.
  private static let late = 25

  /// Chosen with dice of its own: worlds without one are what they would be anyway.
  func chooseLatecomer() -> Latecomer? {
    var dice = Dice(seed: seed ^ 0x6C61_7465)
    guard dice.chance(Self.late) else { return nil }
    province.isTight = true
    let joins = Int64(dice.number(4...24)) * Self.day + Int64(dice.number(420...960)) * Self.minute
    return Latecomer(after: joins, unit: dice.number(0...2), dice: dice)
  }

  func planLatecomer(_ latecomer: Latecomer, _ units: [Dossiers.Unit]) {
    let unit = units[latecomer.unit % units.count]
    join(unit, as: { _ in "late" }, in: latecomer.after) { world, kiosk in
      world.faults.add("device joined late")
      world.note("\(kiosk.name) joins")
      var dice = latecomer.dice
      world.planDay(kiosk, morning: 0)
      let left = Int((Self.start + Self.days * Self.day - world.now) / Self.day)
      for day in 1...max(1, left) where dice.chance(25) {
        world.planDay(kiosk, morning: Int64(day) * Self.day)
      }
    }
  }

  /// Lets a new device into a unit, again half an hour later where a fault of the hub prevents it;
  /// never where the unit has no numbers left for one more. `suffix` makes its name of its number.
  func join(
    _ unit: Dossiers.Unit, as suffix: @escaping (Int) -> String, attempt: UInt64 = 0,
    in milliseconds: Int64, _ begin: @escaping (World, Kiosk) -> Void
  ) {
    after(milliseconds) { world in
      guard !world.isQuiet else { return }
      let index = world.kiosks.count
      let name = "\(unit.code.suffix(2))-\(suffix(index))"
      do {
        guard try await world.addKiosk(name, unit, index: index, attempt: attempt) else {
          return world.join(
            unit, as: suffix, attempt: attempt + 1, in: 30 * Self.minute, begin)
        }
      } catch let error as HubError where error.code == "noRange" {
        return world.note("\(name) cannot join: \(error)")
      }
      if let kiosk = world.kiosks.last { begin(world, kiosk) }
    }
  }
}
