import Dossiers
import Testing

@Suite struct PromisePropertyTests {
  static let cases = 100_000
  static let seed: UInt64 = 20_261_121

  @Test func `promises agree with a second reading of the rules`() throws {
    let naive = try NaivePromise()
    var random = SeededGenerator(state: Self.seed)
    let first = try moment("2025-01-02 00:00").milliseconds / 1000
    let last = try moment("2031-11-15 00:00").milliseconds / 1000
    let calculators = try [
      calculator(cutOff: .before), calculator(cutOff: .after),
      calculator(hour: .carryHour, cutOff: .before), calculator(hour: .carryHour, cutOff: .after),
    ]
    for index in 0..<Self.cases {
      var second = Int64.random(in: first...last, using: &random)
      // The seconds that decide: opening, lunch, cut-off, closing.
      if index.isMultiple(of: 3),
        let hour = [7 * 60, 690, 810, 900, 1020].randomElement(using: &random)
      {
        second -= (second + 25_200) % 86_400
        second += Int64(hour * 60) + Int64.random(in: -1...1, using: &random)
      }
      let unit = [Term.Unit.sameDay, .workingDay, .calendarDay].randomElement(using: &random)
      let choice = unit ?? .sameDay
      let value = choice == .sameDay ? 0 : Int.random(in: 1...30, using: &random)
      let policy = Int.random(in: 0..<4, using: &random)
      let term = try Term(value: value, unit: choice)
      let promise = try calculators[policy].promise(
        received: Instant(milliseconds: second * 1000), term: term)
      let expected = naive.due(
        received: Int(second), value: value,
        unit: choice.rawValue, lateAtSharp: !policy.isMultiple(of: 2), carry: policy >= 2)
      guard promise.due.milliseconds == Int64(expected) * 1000 else {
        Issue.record(
          """
          case \(index): received \(promise.received), \(value) \(choice.rawValue), policy \(policy), \
          promised \(promise.due)
          """)
        return
      }
    }
  }

  @Test func `a promise is never before the reception and never on a day off`() throws {
    var random = SeededGenerator(state: Self.seed + 1)
    let calendar = try Repository.calendar()
    let calculator = try calculator(hour: .carryHour)
    let first = try moment("2025-01-02 00:00").milliseconds
    let last = try moment("2031-11-15 00:00").milliseconds
    for _ in 0..<2_000 {
      let received = Instant(milliseconds: Int64.random(in: first...last, using: &random))
      let term = try Term(value: Int.random(in: 1...20, using: &random), unit: .workingDay)
      let promise = try calculator.promise(received: received, term: term)
      #expect(
        promise.due > received
          && promise.countedFrom.milliseconds / 1000 >= received.milliseconds / 1000)
      #expect(try calendar.isWorkingDay(promise.due.civil.date))
      #expect(!promise.steps.isEmpty && promise.steps.allSatisfy { !$0.en.isEmpty })
    }
  }
}
