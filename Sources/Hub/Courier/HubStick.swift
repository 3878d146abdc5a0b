package import Identity
package import Sync

/// What reading a stick came to.
package struct StickIntake: Sendable {
  package fileprivate(set) var tally = StickTally()
  /// Pieces of files that stay on the stick: what they belong to has not come.
  package fileprivate(set) var early = 0
  /// Files that could not be taken in, and why.
  package fileprivate(set) var refused: [(name: String, reason: String)] = []
}

extension Hub {
  /// Takes in all that communes put on a stick. A file that cannot be taken in is named and does
  /// not keep those behind it, which are of other devices and communes.
  package func read(_ stick: StickFolder) async throws -> StickIntake {
    let names = try stick.names()
    var waiting = names.filter(CourierParcel.isName)
    var intake = StickIntake()
    intake.tally.foreign = names.count - waiting.count
    // A piece of a file may lie before the entry that names it: again, until nothing moves.
    var isMoving = true
    while isMoving {
      isMoving = false
      var early: [String] = []
      for name in waiting {
        guard let bytes = stick.read(name, limit: CourierFile.byteLimit) else {
          intake.tally.unusable.append((name, .damaged))
          continue
        }
        do {
          let reading = try await readCourier(bytes)
          intake.tally.count(reading, name)
          if reading == .early { early.append(name) } else { isMoving = true }
        } catch {
          intake.refused.append((name, "\(error)"))
        }
      }
      waiting = early
    }
    intake.early = waiting.count
    return intake
  }
}
