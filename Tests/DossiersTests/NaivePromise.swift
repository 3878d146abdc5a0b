import Dossiers
import Foundation

/// A second reading of the rules, written from the domain notes alone: it walks half hour by half hour
/// and day by day over a table made with Foundation's calendar and shares no code with the product.
struct NaivePromise {
  /// Whether each day is worked, by days in the time of Viet Nam since ``firstDay``.
  private var working: [Bool] = []
  /// Days since 1970-01-01: in October 2024.
  private static let firstDay = 20_000

  init() throws {
    let url = Repository.root.appendingPathComponent("Forms/calendar.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    func days(_ key: String) -> Set<String> {
      Set(((json?[key] as? [[String: Any]]) ?? []).compactMap { $0["date"] as? String })
    }
    let (holidays, worked) = (days("holidays"), days("swappedWorkingDays"))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 7 * 3600) ?? .gmt
    for day in Self.firstDay..<22_700 {
      let noon = Date(timeIntervalSince1970: Double(day) * 86_400 + 5 * 3600)
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: noon)
      let name = String(
        format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      let isWeekend = parts.weekday == 1 || parts.weekday == 7
      working.append(worked.contains(name) || !(holidays.contains(name) || isWeekend))
    }
  }

  /// Seconds since 1970-01-01T00:00:00Z, as is `received`.
  func due(received: Int, value: Int, unit: String, lateAtSharp: Bool, carry: Bool) -> Int {
    var local = received + 7 * 3600
    // Offices open on the half hour.
    while !isOpen(local) { local = (local / 1800 + 1) * 1800 }
    var day = local / 86_400
    let clock = local % 86_400
    var atClock = 17 * 3600
    switch unit {
    case "sameDay":
      if lateAtSharp ? clock >= 15 * 3600 : clock > 15 * 3600 { day = workingDay(after: day) }
    case "workingDay":
      for _ in 0..<value { day = workingDay(after: day) }
      if carry { atClock = clock }
    default:
      day += value
      while !isWorking(day) { day += 1 }
      if carry { atClock = clock }
    }
    return day * 86_400 + atClock - 7 * 3600
  }

  private func isOpen(_ local: Int) -> Bool {
    let hour = Double(local % 86_400) / 3600
    return isWorking(local / 86_400)
      && ((hour >= 7 && hour <= 11.5) || (hour >= 13.5 && hour <= 17))
  }

  private func isWorking(_ day: Int) -> Bool { working[day - Self.firstDay] }

  private func workingDay(after day: Int) -> Int {
    var next = day + 1
    while !isWorking(next) { next += 1 }
    return next
  }
}
