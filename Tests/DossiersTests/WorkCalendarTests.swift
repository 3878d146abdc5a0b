import Dossiers
import Foundation
import Testing

@Suite struct WorkCalendarTests {
  @Test func `days are what the office knows them as`() throws {
    let calendar = try Repository.calendar()
    #expect(try calendar.kind(of: date("2026-11-23")) == .working)
    #expect(try calendar.kind(of: date("2026-11-22")) == .weekend)
    #expect(
      try calendar.kind(of: date("2026-08-22")) == .swappedWorking(for: date("2026-08-31")))
    #expect(try !calendar.isWorkingDay(date("2026-08-31")))
    guard case .holiday(let name, let estimated) = try calendar.kind(of: date("2026-11-24")) else {
      Issue.record("24 November is a holiday")
      return
    }
    #expect(name.vi == "Ngày Văn hoá Việt Nam" && !estimated)
  }

  @Test func `working days are counted from the day after`() throws {
    let calendar = try Repository.calendar()
    let (start, end) = (try date("2026-11-20"), try date("2026-11-26"))
    #expect(try calendar.adding(workingDays: 3, to: start) == end)
    #expect(try calendar.adding(workingDays: 0, to: start) == start)
    #expect(try calendar.workingDays(after: start, through: end) == 3)
    #expect(try calendar.workingDays(after: end, through: start) == 0)
  }

  @Test func `a calendar survives being written and read again`() throws {
    let calendar = try Repository.calendar()
    let data = try JSONEncoder().encode(calendar)
    #expect(try JSONDecoder().decode(WorkCalendar.self, from: data) == calendar)
  }

  @Test(arguments: [
    #"{"version":"1","covers":{"from":"2026-12-31","to":"2026-01-01"},"holidays":[],"swappedWorkingDays":[]}"#,
    #"{"version":"","covers":{"from":"2026-01-01","to":"2026-12-31"},"holidays":[],"swappedWorkingDays":[]}"#,
    #"{"version":"1","covers":{"from":"2026-01-01","to":"2026-12-31"},"holidays":[],"swappedWorkingDays":[{"date":"2026-11-23","for":"2026-11-24"}]}"#,
    #"{"version":"1","covers":{"from":"2026-01-01","to":"2026-12-31"},"holidays":[],"swappedWorkingDays":[{"date":"2027-11-20","for":"2026-11-24"}]}"#,
    #"{"version":"1","covers":{"from":"2026-01-01","to":"2026-12-31"},"holidays":[{"date":"2026-11-24","name":{"vi":"a"},"status":"announced"},{"date":"2026-11-24","name":{"vi":"b"},"status":"announced"}],"swappedWorkingDays":[]}"#,
    #"{"version":"1","covers":{"from":"2026-01-01","to":"2026-12-31"},"holidays":[{"date":"2026-11-31","name":{"vi":"a"},"status":"announced"}],"swappedWorkingDays":[]}"#,
    "[]", "",
  ])
  func `a calendar that contradicts itself is refused`(json: String) {
    #expect(throws: DossierError.self) {
      try JSONFile.decode(WorkCalendar.self, from: Data(json.utf8), named: "calendar.json")
    }
  }
}
