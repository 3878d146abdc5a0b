import Dossiers
import Foundation
import Testing

/// What a province may set otherwise, and what it may not write.
@Suite struct OverlayTests {
  static func overlay(_ changes: String) throws -> ProvinceOverlay {
    let text = """
      {"version": "2026.2", "province": {"vi": "Tỉnh Thử Nghiệm", "en": "Test province"},
       "changes": [\(changes)]}
      """
    return try JSONFile.decode(
      ProvinceOverlay.self, from: Data(text.utf8), named: ProvinceOverlay.fileName)
  }

  private static let council = """
    {"effectiveFrom": "2026-10-01", "basis": "Nghị quyết 15/2026/NQ-HĐND", "procedures": {"9.000001":
      {"fees": {"copy": {"amount": "/data/n * 5000", "exemptions": []}},
       "term": {"value": 2, "unit": "workingDay", "rule": "R1", "text": {"vi": "2 ngày", "en": "2 days"}}}}}
    """
  private static let later = """
    {"effectiveFrom": "2026-12-01", "effectiveTo": "2026-12-31", "basis": "Nghị quyết 16",
     "procedures": {"9.000001": {"fees": {"copy": {"amount": "0"}}}}}
    """

  @Test func `fees and terms change on the day a decision takes effect`() throws {
    let procedure = try ProcedureFixture.procedure()
    let overlay = try Self.overlay("\(Self.later), \(Self.council)")
    let catalogue = try ProcedureCatalogue(
      entries: [.init(procedure: procedure, folder: URL(fileURLWithPath: "/"))], overlay: overlay)
    func amount(_ day: String) throws -> String {
      try catalogue.entry("9.000001", on: date(day)).procedure.fees[0].amount
    }
    #expect(try amount("2026-09-30") == "/data/n * 8000")
    #expect(try amount("2026-10-01") == "/data/n * 5000")
    #expect(try amount("2026-12-15") == "0")
    #expect(try amount("2027-01-01") == "/data/n * 5000")
    let amended = try catalogue.entry("9.000001", on: date("2026-12-15")).procedure
    #expect(amended.term.value == 2 && amended.term.text.vi == "2 ngày")
    #expect(amended.fees[0].exemptions.isEmpty && amended.fees[0].name.vi == "Bản sao")
    #expect(try catalogue.entry("9.000001", version: "2026.1").procedure == procedure)
    #expect(catalogue.inForce(on: try date("2026-12-15"))[0].procedure == amended)
  }

  @Test func `a province's exemptions stand in place of the pack's`() throws {
    let overlay = try Self.overlay(
      """
      {"effectiveFrom": "2026-10-01", "basis": "Nghị quyết 17", "procedures": {"9.000001":
        {"fees": {"copy": {"exemptions": [{"id": "xaDacBietKhoKhan", "name": {"vi": "Xã đặc biệt khó khăn",
          "en": "Commune in special difficulty"}, "mark": "D lo"}]}}}}}
      """)
    let procedure = try ProcedureFixture.procedure()
    let catalogue = try ProcedureCatalogue(
      entries: [.init(procedure: procedure, folder: URL(fileURLWithPath: "/"))], overlay: overlay)
    let before = try catalogue.entry("9.000001", on: date("2026-09-30")).procedure.fees[0]
    let after = try catalogue.entry("9.000001", on: date("2026-10-01")).procedure.fees[0]
    #expect(before == procedure.fees[0])
    #expect(after.exemptions.map(\.name.vi) == ["Xã đặc biệt khó khăn"])
    #expect(after.amount == before.amount)
  }

  /// Monday, 30 November at 16:45: within the hours of the pack, after those of the province.
  @Test func `a province's office hours and term move the promise`() throws {
    let unit = try JSONFile.read(
      Dossiers.Unit.self, at: Repository.root.appendingPathComponent("Forms/demo-unit.json"))
    let overlay = try Self.overlay(
      """
      {"effectiveFrom": "2026-11-01", "basis": "QĐ 2", "units": {"*":
        {"hours": {"morning": ["07:00", "11:00"], "afternoon": ["13:00", "16:30"]}}}}
      """)
    let calendar = try JSONFile.read(
      WorkCalendar.self, at: Repository.root.appendingPathComponent("Forms/calendar.json"))
    let late = try #require(Instant(rfc3339: "2026-11-30T16:45:00+07:00"))
    let term = try Term(value: 1, unit: .workingDay)
    func due(_ unit: Dossiers.Unit) throws -> String {
      try PromiseCalculator(calendar: calendar, hours: unit.hours, policy: unit.promisePolicy)
        .promise(received: late, term: term).due.rfc3339
    }
    #expect(try due(unit) == "2026-12-01T17:00:00+07:00")
    #expect(
      try due(overlay.amended(unit, on: date("2026-11-30"))) == "2026-12-02T16:30:00+07:00")
  }

  @Test func `a unit is amended for all, then by its own code`() throws {
    let unit = try JSONFile.read(
      Dossiers.Unit.self, at: Repository.root.appendingPathComponent("Forms/demo-unit.json"))
    let overlay = try Self.overlay(
      """
      {"effectiveFrom": "2026-11-01", "basis": "QĐ 1", "units": {
        "*": {"hotline": "1022", "hours": {"morning": ["07:30", "11:30"], "afternoon": ["13:30", "16:30"]}},
        "H99.88": {"name": "UBND xã Mới", "codePattern": "{unit}-{yyyyMMdd}-{seq:5}"},
        "H99.89": {"name": "UBND xã Khác"}}}
      """)
    #expect(overlay.amended(unit, on: try date("2026-10-31")) == unit)
    let amended = overlay.amended(unit, on: try date("2026-11-01"))
    #expect(amended.name == "UBND xã Mới" && amended.hotline == "1022")
    #expect(amended.hours.closes.description == "16:30")
    #expect(amended.codePattern.text == "{unit}-{yyyyMMdd}-{seq:5}")
    #expect(amended.superior == unit.superior && amended.code == unit.code)
  }

  @Test(arguments: [
    (
      #"{"effectiveFrom": "2026-10-01", "basis": "a", "procedure": {}}"#,
      "changes.Index 0.procedure"
    ),
    (
      #"{"effectiveFrom": "2026-10-01", "basis": "a", "procedures": {"9.000001": {"fee": {}}}}"#,
      "9.000001.fee”"
    ),
    (#"{"effectiveFrom": "2026-10-01"}"#, "thiếu mục changes[0].basis"),
    (
      #"{"effectiveFrom": "2026-10-01", "effectiveTo": "2026-09-01", "basis": "a"}"#,
      "Ngày hết hiệu lực"
    ),
    (
      #"{"effectiveFrom": "2026-10-01", "basis": "a", "units": {"*": {"name": " "}}}"#,
      "name của đơn vị không được để trống"
    ),
  ])
  func `a slip is named in one sentence`(change: String, words: String) throws {
    let why = refusal { _ = try Self.overlay(change) }
    #expect(why.contains(words), "\(why)")
    #expect(why.hasPrefix("province.json: ") && !why.contains("\n"))
  }

  @Test func `what it names must exist`() throws {
    let procedures = [try ProcedureFixture.procedure()]
    func change(_ code: String, _ fee: String) -> String {
      #"{"effectiveFrom": "2026-10-01", "basis": "a", "procedures": {"\#(code)": {"fees": {"\#(fee)": {}}}}}"#
    }
    try Self.overlay(change("9.000001", "copy")).check(against: procedures)
    let fee = refusal { try Self.overlay(change("9.000001", "cpoy")).check(against: procedures) }
    #expect(fee == "Thủ tục 9.000001 không có khoản phí “cpoy”.")
    let code = refusal { try Self.overlay(change("9.000009", "copy")).check(against: procedures) }
    #expect(code == "Danh mục không có thủ tục “9.000009”.")
  }
}
