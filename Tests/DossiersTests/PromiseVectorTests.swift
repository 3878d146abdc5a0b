import Dossiers
import Testing

/// Receptions and promises worked out by hand from the calendar of the office.
@Suite struct PromiseVectorTests {
  struct Vector: Sendable {
    let received: String
    let value: Int
    let unit: Term.Unit
    let due: String
  }

  @Test(arguments: [
    Vector(received: "2026-11-20 10:00", value: 3, unit: .workingDay, due: "2026-11-26 17:00"),
    Vector(received: "2026-11-23 15:10", value: 0, unit: .sameDay, due: "2026-11-25 17:00"),
    Vector(received: "2026-11-23 14:59", value: 0, unit: .sameDay, due: "2026-11-23 17:00"),
    Vector(received: "2026-08-21 15:30", value: 0, unit: .sameDay, due: "2026-08-22 17:00"),
    Vector(received: "2026-02-13 10:00", value: 3, unit: .workingDay, due: "2026-02-25 17:00"),
    Vector(received: "2026-08-27 09:00", value: 3, unit: .workingDay, due: "2026-09-04 17:00"),
    Vector(received: "2026-04-28 09:00", value: 3, unit: .workingDay, due: "2026-05-05 17:00"),
    Vector(received: "2026-11-19 17:30", value: 3, unit: .workingDay, due: "2026-11-26 17:00"),
    Vector(received: "2025-04-25 09:00", value: 1, unit: .workingDay, due: "2025-04-26 17:00"),
    Vector(received: "2026-11-02 08:00", value: 30, unit: .calendarDay, due: "2026-12-02 17:00"),
    Vector(received: "2026-04-02 08:00", value: 25, unit: .calendarDay, due: "2026-04-28 17:00"),
    Vector(received: "2026-11-21 09:00", value: 0, unit: .sameDay, due: "2026-11-23 17:00"),
    Vector(received: "2026-11-23 18:00", value: 0, unit: .sameDay, due: "2026-11-25 17:00"),
    Vector(received: "2026-11-23 05:00", value: 0, unit: .sameDay, due: "2026-11-23 17:00"),
  ])
  func `a promise falls on the day worked out by hand`(vector: Vector) throws {
    let term = try Term(value: vector.value, unit: vector.unit)
    let promise = try calculator().promise(received: try moment(vector.received), term: term)
    #expect(promise.due == (try moment(vector.due)))
    #expect(promise.calendarVersion == "2026.3")
    #expect(!promise.usesEstimatedDays)
  }

  @Test func `the second of the cut-off belongs where the office says`() throws {
    let sharp = try moment("2026-11-23 15:00")
    let today = try moment("2026-11-23 17:00")
    let later = try moment("2026-11-25 17:00")
    let term = try Term(value: 0, unit: .sameDay)
    let strict = try Term(value: 0, unit: .sameDay, cutOffBelongsTo: .after)
    #expect(try calculator().promise(received: sharp, term: term).due == today)
    #expect(try calculator().promise(received: sharp, term: strict).due == later)
    #expect(try calculator(cutOff: .after).promise(received: sharp, term: term).due == later)
    #expect(try calculator(cutOff: .before).promise(received: sharp, term: strict).due == today)
    let next = try moment("2026-11-23 15:00:01")
    #expect(try calculator().promise(received: next, term: term).due == later)
  }

  @Test(arguments: [
    ("2026-11-20 10:05", "2026-11-26 10:05"), ("2026-11-19 17:30", "2026-11-26 07:00"),
    ("2026-11-20 12:00", "2026-11-26 13:30"), ("2026-11-20 11:30", "2026-11-26 11:30"),
    ("2026-11-20 17:00", "2026-11-26 17:00"), ("2026-11-20 06:00", "2026-11-26 07:00"),
  ])
  func `an office may carry the hour of reception over`(received: String, due: String) throws {
    let term = try Term(value: 3, unit: .workingDay)
    let promise = try calculator(hour: .carryHour).promise(
      received: try moment(received), term: term)
    #expect(promise.due == (try moment(due)))
  }

  /// Over Tết of 2027 and of 2030, when it is a day before China's, and over a 30 April on a Sunday.
  @Test(arguments: [
    ("2027-02-03 09:00", "2027-02-15 17:00"), ("2030-01-31 10:00", "2030-02-12 17:00"),
    ("2028-04-27 09:00", "2028-05-04 17:00"),
  ])
  func `a promise over days not yet announced says so`(_ received: String, _ due: String) throws {
    let term = try Term(value: 3, unit: .workingDay)
    let promise = try calculator().promise(received: try moment(received), term: term)
    #expect(promise.due == (try moment(due)))
    #expect(promise.usesEstimatedDays)
    #expect(promise.explanation.vi.contains("dự kiến"))
  }

  @Test func `days outside the calendar are refused in one sentence`() throws {
    let term = try Term(value: 3, unit: .workingDay)
    for received in ["1970-01-01 09:00", "2099-01-05 09:00", "2031-12-30 09:00"] {
      let text = refusal {
        _ = try calculator().promise(received: try moment(received), term: term)
      }
      #expect(text.hasPrefix("Lịch làm việc 2026.3 chỉ có từ 2025-01-01 đến 2031-12-31"))
    }
    #expect(throws: DossierError.self) {
      try calculator().promise(received: Instant(milliseconds: .max), term: term)
    }
    #expect(throws: DossierError.self) {
      try calculator().promise(received: Instant(milliseconds: .min), term: term)
    }
  }
}
