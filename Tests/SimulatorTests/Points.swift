import Foundation

/// Which of many points a run of the tests tries: all of them with `MOTCUA_TEST_LONG=1`, else some,
/// beginning one further each day of the year. `MOTCUA_TEST_DAY` repeats a day.
enum Points {
  private static let environment = ProcessInfo.processInfo.environment
  private static let isLong = environment["MOTCUA_TEST_LONG"] == "1"
  private static let day =
    environment["MOTCUA_TEST_DAY"].flatMap { Int($0) }
    ?? Calendar(identifier: .gregorian).ordinality(of: .day, in: .year, for: Date()) ?? 1

  static func of(_ count: Int, every step: Int, _ what: String) -> StrideThrough<Int> {
    let (first, step) = isLong ? (1, 1) : (1 + day % step, step)
    print("\(what): \(first) to \(count) by \(step) (MOTCUA_TEST_DAY=\(day) repeats it)")
    return stride(from: first, through: count, by: step)
  }
}
