import Dossiers
import Foundation
import Testing

/// The repository's own data, found from this file.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func calendar() throws -> WorkCalendar {
    try JSONFile.read(WorkCalendar.self, at: root.appendingPathComponent("Forms/calendar.json"))
  }
}

/// SplitMix64, so that a failing case can be had again from its seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

func date(_ iso: String) throws -> CivilDate { try #require(CivilDate(iso)) }

/// "2026-11-20 10:00" in the time of Viet Nam.
func moment(_ text: String) throws -> Instant {
  let parts = text.split(separator: " ").map(String.init)
  let time = try #require(TimeOfDay(parts[1]))
  return CivilDateTime(date: try date(parts[0]), time: time).instant
}

func officeHours() throws -> OfficeHours {
  let json = #"{"morning":["07:00","11:30"],"afternoon":["13:30","17:00"]}"#
  return try JSONDecoder().decode(OfficeHours.self, from: Data(json.utf8))
}

func calculator(
  hour: PromiseHour = .closeOfSession, cutOff: CutOff? = nil
) throws -> PromiseCalculator {
  PromiseCalculator(
    calendar: try Repository.calendar(), hours: try officeHours(),
    policy: PromisePolicy(hour: hour, cutOff: cutOff))
}

/// The Vietnamese sentence of a refusal, or a failure if nothing was refused.
func refusal(_ body: () throws -> Void) -> String {
  do {
    try body()
    Issue.record("nothing was refused")
    return ""
  } catch let error as DossierError {
    return error.message.vi
  } catch {
    Issue.record("refused by \(error)")
    return ""
  }
}
