import Counter
import Dossiers
import FormEngine
import Foundation
import Identity

/// A standalone office of the demo unit under a clock the measurement sets.
struct MeasuredOffice {
  let clock: ManualClock
  let office: OneStopOffice
  let share: URL
  let actor = Actor.localAdministrator(userID: UInt32(getuid()))

  init(folder: URL, share: URL) throws {
    let clock = ManualClock(milliseconds: SystemClock().milliseconds)
    let surroundings = Surroundings(
      data: folder, share: share, clock: clock, random: SystemRandom())
    self.clock = clock
    self.share = share
    if KeyFolder.exists(at: folder) {
      office = try OneStopOffice.open(surroundings)
    } else {
      let unit = try Data(contentsOf: share.appending(path: "Forms/demo-unit.json"))
      office = try OneStopOffice.found(
        surroundings, unitFile: unit, mode: .plainFile, range: CodeRange(deviceIndex: 1))
    }
  }

  /// The answers of one of a procedure's samples, declared on the office's own day, with some
  /// values of others.
  func sample(_ procedure: String, _ name: String, _ values: [String: String] = [:]) throws
    -> FormAnswers
  {
    let file = share.appending(path: "Forms/\(procedure)/2026.1/samples/\(name).json")
    var answers = try FormSample(json: Data(contentsOf: file)).answers
    answers.entries["nyc/ngayKhai"] = nil
    for (path, value) in values { answers.entries[path] = .value(value) }
    return answers
  }
}
