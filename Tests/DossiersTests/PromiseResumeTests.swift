import Dossiers
import Testing

/// The clock stands still while the office waits for papers (R6).
@Suite struct PromiseResumeTests {
  struct Pause: Sendable {
    let received: String
    let value: Int
    let unit: Term.Unit
    let asked: String
    let back: String
    let due: String
  }

  @Test(arguments: [
    // Promised 26/11; after 23/11 there remain 25 and 26, which become 1/12 and 2/12.
    Pause(
      received: "2026-11-20 10:00", value: 3, unit: .workingDay, asked: "2026-11-23 10:00",
      back: "2026-11-30 15:00", due: "2026-12-02 17:00"),
    // Asked at once: the whole term again, as if received on the day the papers came.
    Pause(
      received: "2026-11-20 10:00", value: 3, unit: .workingDay, asked: "2026-11-20 10:05",
      back: "2026-12-01 16:00", due: "2026-12-04 17:00"),
    // A supplement that comes the same day changes nothing.
    Pause(
      received: "2026-11-20 10:00", value: 3, unit: .workingDay, asked: "2026-11-23 10:00",
      back: "2026-11-23 16:00", due: "2026-11-26 17:00"),
    // Papers on a Saturday count from Monday.
    Pause(
      received: "2026-11-20 10:00", value: 3, unit: .workingDay, asked: "2026-11-23 10:00",
      back: "2026-11-28 09:00", due: "2026-12-02 17:00"),
    // Received after closing on Thursday, asked that evening: still three days from Friday.
    Pause(
      received: "2026-11-19 17:30", value: 3, unit: .workingDay, asked: "2026-11-19 17:45",
      back: "2026-11-20 08:00", due: "2026-11-26 17:00"),
    // A pause over Tet counts no day of it.
    Pause(
      received: "2026-02-11 09:00", value: 3, unit: .workingDay, asked: "2026-02-12 09:00",
      back: "2026-02-23 08:00", due: "2026-02-25 17:00"),
    // The same day: asked at 9:00, back at 8:30 some days later, so there is as much of the day.
    Pause(
      received: "2026-11-23 08:00", value: 0, unit: .sameDay, asked: "2026-11-23 09:00",
      back: "2026-11-26 08:30", due: "2026-11-26 17:00"),
    // Back later in the day than it was asked: the next working day.
    Pause(
      received: "2026-11-23 08:00", value: 0, unit: .sameDay, asked: "2026-11-23 09:00",
      back: "2026-11-26 16:30", due: "2026-11-27 17:00"),
    // 30 days end on 2/12; after 12/11 there remain 20, from Monday 23/11 to Sunday 13/12.
    Pause(
      received: "2026-11-02 08:00", value: 30, unit: .calendarDay, asked: "2026-11-12 08:00",
      back: "2026-11-22 08:00", due: "2026-12-14 17:00"),
  ])
  func `what was left of the term runs on`(pause: Pause) throws {
    let calculator = try calculator()
    let promise = try calculator.promise(
      received: try moment(pause.received), term: try Term(value: pause.value, unit: pause.unit))
    let resumed = try calculator.resume(
      promise, asked: try moment(pause.asked), received: try moment(pause.back))
    #expect(resumed.due == (try moment(pause.due)))
    #expect(resumed.rule == promise.rule)
    #expect(resumed.explanation.vi.hasPrefix("Yêu cầu bổ sung "))
  }

  @Test func `a promise broken before the supplement was asked stays`() throws {
    let calculator = try calculator()
    let promise = try calculator.promise(
      received: try moment("2026-11-20 10:00"), term: try Term(value: 3, unit: .workingDay))
    let resumed = try calculator.resume(
      promise, asked: try moment("2026-11-27 10:00"), received: try moment("2026-12-01 10:00"))
    #expect(resumed.due == promise.due)
    #expect(resumed.explanation.vi.contains("ngày hẹn không đổi"))
  }

  @Test func `a supplement before it was asked for is refused`() throws {
    let calculator = try calculator()
    let promise = try calculator.promise(
      received: try moment("2026-11-20 10:00"), term: try Term(value: 3, unit: .workingDay))
    #expect(throws: DossierError.self) {
      try calculator.resume(
        promise, asked: try moment("2026-11-23 10:00"), received: try moment("2026-11-23 09:59"))
    }
  }

  @Test func `an extension is counted from the day promised before`() throws {
    let calculator = try calculator()
    let promise = try calculator.promise(
      received: try moment("2026-11-20 10:00"), term: try Term(value: 3, unit: .workingDay))
    let more = Term.Extension(
      value: 3, unit: .workingDay,
      when: LocalizedText(vi: "phải xác minh", en: "verification is needed"))
    let extended = try calculator.extend(promise, by: more)
    #expect(extended.due == (try moment("2026-12-01 17:00")))
    #expect(
      extended.explanation.vi
        == "Hẹn cũ 17:00 thứ Năm 26/11; gia hạn 3 ngày làm việc: phải xác minh; "
        + "thứ Bảy, Chủ Nhật nghỉ; hẹn thứ Ba 1/12/2026, 17:00.")
  }
}
