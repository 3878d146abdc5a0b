import Dossiers
import Testing

@Suite struct PromiseExplanationTests {
  struct Case: Sendable {
    let received: String
    let value: Int
    let unit: Term.Unit
    let vi: String
  }

  @Test(arguments: [
    Case(
      received: "2026-11-23 15:10", value: 0, unit: .sameDay,
      vi: "Nhận 15:10 thứ Hai 23/11, sau 15 giờ; thứ Ba 24/11 nghỉ (Ngày Văn hoá Việt Nam); "
        + "hẹn thứ Tư 25/11/2026, 17:00."),
    Case(
      received: "2026-11-23 14:59", value: 0, unit: .sameDay,
      vi: "Nhận 14:59 thứ Hai 23/11; hẹn thứ Hai 23/11/2026, 17:00."),
    Case(
      received: "2026-11-20 10:00", value: 3, unit: .workingDay,
      vi: "Nhận 10:00 thứ Sáu 20/11; thời hạn 3 ngày làm việc; thứ Ba 24/11 nghỉ "
        + "(Ngày Văn hoá Việt Nam); thứ Bảy, Chủ Nhật nghỉ; hẹn thứ Năm 26/11/2026, 17:00."),
    Case(
      received: "2026-11-19 17:30", value: 1, unit: .workingDay,
      vi: "Nhận 17:30 thứ Năm 19/11, sau giờ làm việc, tính từ 07:00 thứ Sáu 20/11; "
        + "thời hạn 1 ngày làm việc; thứ Bảy, Chủ Nhật nghỉ; hẹn thứ Hai 23/11/2026, 17:00."),
    Case(
      received: "2026-08-21 15:30", value: 0, unit: .sameDay,
      vi: "Nhận 15:30 thứ Sáu 21/8, sau 15 giờ; thứ Bảy 22/8 làm bù cho 31/8; "
        + "hẹn thứ Bảy 22/8/2026, 17:00."),
    Case(
      received: "2026-02-13 10:00", value: 3, unit: .workingDay,
      vi: "Nhận 10:00 thứ Sáu 13/2; thời hạn 3 ngày làm việc; thứ Hai 16/2 đến thứ Sáu 20/2 nghỉ "
        + "(Tết Nguyên đán Bính Ngọ); thứ Bảy, Chủ Nhật nghỉ; hẹn thứ Tư 25/2/2026, 17:00."),
    Case(
      received: "2026-04-02 08:00", value: 25, unit: .calendarDay,
      vi: "Nhận 08:00 thứ Năm 2/4; thời hạn 25 ngày; hết hạn thứ Hai 27/4; thứ Hai 27/4 nghỉ "
        + "(Nghỉ bù Giỗ Tổ Hùng Vương (26/4 là Chủ nhật)); hẹn thứ Ba 28/4/2026, 17:00."),
    Case(
      received: "2026-11-20 12:10", value: 0, unit: .sameDay,
      vi: "Nhận 12:10 thứ Sáu 20/11, trong giờ nghỉ trưa, tính từ 13:30; "
        + "hẹn thứ Sáu 20/11/2026, 17:00."),
    Case(
      received: "2025-12-31 16:00", value: 0, unit: .sameDay,
      vi: "Nhận 16:00 thứ Tư 31/12, sau 15 giờ; thứ Năm 1/1/2026 nghỉ (Tết Dương lịch); "
        + "thứ Sáu 2/1/2026 nghỉ (Nghỉ hoán đổi (làm bù thứ Bảy 10/01)); "
        + "thứ Bảy, Chủ Nhật nghỉ; hẹn thứ Hai 5/1/2026, 17:00."),
  ])
  func `a promise explains itself in Vietnamese`(example: Case) throws {
    let promise = try calculator().promise(
      received: try moment(example.received),
      term: try Term(value: example.value, unit: example.unit))
    #expect(promise.explanation.vi == example.vi)
  }

  @Test func `a promise explains itself in English`() throws {
    let promise = try calculator().promise(
      received: try moment("2026-11-23 15:10"), term: try Term(value: 0, unit: .sameDay))
    #expect(
      promise.explanation.en
        == "Received 15:10 Monday 23/11, after 15:00; Tuesday 24/11 is off (Viet Nam Culture Day); "
        + "promised Wednesday 25/11/2026, 17:00.")
  }
}
