import Dossiers
import Foundation
import Testing

@Suite struct TimeTests {
  @Test func `an instant is written in the time of Viet Nam`() {
    #expect(Instant(milliseconds: 0).rfc3339 == "1970-01-01T07:00:00+07:00")
    #expect(Instant(milliseconds: -25_200_001).rfc3339 == "1969-12-31T23:59:59+07:00")
  }

  @Test(
    arguments: [
      ("2026-11-21T10:00:00+07:00", 1_795_230_000_000), ("2026-11-21T03:00:00Z", 1_795_230_000_000),
      ("2026-11-20T22:00:00.25-05:00", 1_795_230_000_250),
      ("1970-01-01T00:00:00.0019z", 1), ("2016-12-31T23:59:60Z", 1_483_228_799_000),
    ] as [(String, Int64)])
  func `date-times of RFC 3339 are read`(text: String, milliseconds: Int64) {
    #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21T10:00:00", "2026-02-29T10:00:00Z", "2026-11-21T24:00:00Z",
    "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00+7:00", "2026-11-21T10:00:00+24:00",
    "2026-11-21T10:00:00Z ", "+026-11-21T10:00:00Z", "2026-11-21T10:60:00Z",
    "2026-11-21T10:00:61Z", "２026-11-21T10:00:00Z",
  ])
  func `what is not a date-time is refused`(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test func `every day from 1890 to 2110 follows the one before it`() throws {
    var date = try #require(CivilDate(year: 1890, month: 1, day: 1))
    var weekday = 3  // 1 January 1890 was a Wednesday.
    while date.year < 2110 {
      #expect(date.weekday.rawValue == weekday)
      #expect(CivilDate(dayNumber: date.dayNumber) == date)
      #expect(CivilDate(date.description) == date)
      #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
      let next = date.adding(days: 1)
      #expect(next.dayNumber == date.dayNumber + 1 && next > date)
      date = next
      weekday = weekday % 7 + 1
    }
  }

  @Test(arguments: [
    "2026-02-29", "1900-02-29", "2026-13-01", "0000-01-01", "2026-1-01", "26-01-01",
  ])
  func `days that do not exist are refused`(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test func `known days fall on their weekdays`() {
    #expect(CivilDate("2026-11-24")?.weekday == .tuesday)
    #expect(CivilDate("2000-02-29")?.weekday == .tuesday)
    #expect(CivilDate("1945-09-02")?.weekday == .sunday)
    #expect(CivilDate("1970-01-01")?.dayNumber == 0)
  }

  @Test func `a wall clock and its instant are the same moment`() throws {
    let date = try #require(CivilDate("2026-11-23"))
    let time = try #require(TimeOfDay("15:10"))
    let instant = CivilDateTime(date: date, time: time).instant
    #expect(instant.rfc3339 == "2026-11-23T15:10:00+07:00")
    #expect(instant.civil == CivilDateTime(date: date, time: time))
  }

  @Test func `times of day are read strictly`() {
    #expect(TimeOfDay("07:05")?.minutes == 425)
    #expect(TimeOfDay("07:05:09")?.description == "07:05:09")
    for text in ["7:05", "24:00", "07:60", "07:05:60", "07-05", "07:05:"] {
      #expect(TimeOfDay(text) == nil)
    }
  }

  @Test func `times are coded as text and instants as milliseconds`() throws {
    let json = Data(#"["2026-11-21"]"#.utf8)
    #expect(try JSONDecoder().decode([CivilDate].self, from: json) == [CivilDate("2026-11-21")])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CivilDate].self, from: Data(#"["2026-02-30"]"#.utf8))
    }
    #expect(try JSONEncoder().encode([TimeOfDay("07:00")]) == Data(#"["07:00"]"#.utf8))
    #expect(try JSONEncoder().encode([Instant(milliseconds: 5)]) == Data("[5]".utf8))
  }
}
