import Dossiers
import Testing

@Suite struct DossierCodeTests {
  @Test(arguments: [
    "H25.15.5-261121-0001", "000.00.06.H56-231027-0361", "G09.20-20260609-0092637",
    "H99.88-261121-1000", "H1-261121-12345678",
  ])
  func `codes of every era are accepted as they are`(text: String) throws {
    #expect(try DossierCode(text).text == text)
  }

  @Test(arguments: [
    "", "H25", "H25-261121", "h25-261121-0001", "H25-2611-0001", "H25-261121-001",
    "H25-261121-123456789", "H25..15-261121-0001", "H25.12345-261121-0001",
    "A.B.C.D.E.F-261121-0001", "H25-261121-0001-1", " H25-261121-0001", "H25-261121-0001\n",
    "H25-261121-０００１", "../../etc-261121-0001",
  ])
  func `what is not a dossier code is refused`(text: String) {
    #expect(throws: DossierError.self) { try DossierCode(text) }
  }

  @Test func `a code of megabytes is refused with a short sentence`() {
    let why = refusal { _ = try DossierCode(String(repeating: "A", count: 5_000_000)) }
    #expect(why.count < 200)
  }

  @Test func `a device counts through its own range and no further`() throws {
    let range = try CodeRange(deviceIndex: 3)
    let day = try date("2026-11-21")
    let pattern = DossierCodePattern.standard
    let codes = try [0, 1, 999].map {
      try pattern.code(unit: "H99.88", day: day, counter: $0, range: range).text
    }
    #expect(codes == ["H99.88-261121-3000", "H99.88-261121-3001", "H99.88-261121-3999"])
    let why = refusal {
      _ = try pattern.code(unit: "H99.88", day: day, counter: 1000, range: range)
    }
    #expect(
      why == "Thiết bị đã dùng hết 1000 số hồ sơ của ngày 21/11/2026; hãy xin cấp thêm dải số.")
  }

  @Test func `the number is found in a code of the pattern and in no other`() throws {
    let pattern = try DossierCodePattern("000.{unit}-{yyyyMMdd}-{seq:7}")
    #expect(pattern.number(in: "000.G09.20-20260609-0092637", of: "G09.20") == 92_637)
    for other in [
      "000.G09.21-20260609-0092637", "001.G09.20-20260609-0092637", "000.G09.20-20260609-009263",
      "000.G09.20-20260609-00926370", "000.G09.20-2026060A-0092637", "000.G09.20-20260609-+092637",
      "H99.88-261121-1000", "",
    ] { #expect(pattern.number(in: other, of: "G09.20") == nil, "\(other)") }
  }

  @Test(arguments: [(4, 9), (5, 99), (6, 999), (8, 99_999)])
  func `more digits have room for more devices`(_ digits: Int, _ devices: Int) throws {
    let pattern = try DossierCodePattern("{unit}-{yyMMdd}-{seq:\(digits)}")
    #expect(pattern.deviceIndexes == 1...devices)
    let last = try CodeRange(first: devices * 1000, last: devices * 1000 + 999)
    let code = try pattern.code(
      unit: "H99.88", day: try date("2026-11-21"), counter: 999, range: last)
    #expect(code.text == "H99.88-261121-" + String(repeating: "9", count: digits))
  }

  @Test func `a unit may write its codes otherwise`() throws {
    let pattern = try DossierCodePattern("000.{unit}-{yyyyMMdd}-{seq:7}")
    let range = try CodeRange(first: 5, last: 6)
    let code = try pattern.code(
      unit: "G09.20", day: try date("2026-06-09"), counter: 1, range: range)
    #expect(code.text == "000.G09.20-20260609-0000006")
  }

  @Test(arguments: [
    "", "{unit}", "{unit}-{yyMMdd}", "{unit}-{yyMMdd}-{seq:3}", "{unit}-{yyMMdd}-{seq:4}{seq:4}",
    "{unit}-{yyMMdd}-{seq:4", "{unit}/{yyMMdd}/{seq:4}", "{unit}-{date}-{seq:4}",
    "{unit}{unit}-{yyMMdd}-{seq:4}", "{seq:4}-{yyMMdd}-{unit}",
  ])
  func `a pattern that gives no readable codes is refused`(text: String) {
    #expect(throws: DossierError.self) { try DossierCodePattern(text) }
  }

  @Test func `a range that does not fit the pattern is refused`() throws {
    let range = try CodeRange(first: 9_999, last: 10_001)
    let day = try date("2026-11-21")
    let fits = try DossierCodePattern.standard.code(
      unit: "H99", day: day, counter: 0, range: range)
    #expect(fits.text == "H99-261121-9999")
    #expect(throws: DossierError.self) {
      try DossierCodePattern.standard.code(unit: "H99", day: day, counter: 1, range: range)
    }
    for (first, last) in [(-1, 5), (6, 5), (0, 100_000_000)] {
      #expect(throws: DossierError.self) { try CodeRange(first: first, last: last) }
    }
    #expect(throws: DossierError.self) { try CodeRange(deviceIndex: 0) }
    #expect(throws: DossierError.self) { try CodeRange(deviceIndex: 10) }
  }

  @Test func `procedure codes are national or local`() {
    for text in ["1.001193", "2.000815", "1.014028.H38", "1.004873.000.00.00.H14"] {
      #expect(ProcedureCode.isValid(text))
    }
    for text in ["", "1", "1.00119", "1.0011933", "1.001193.X38", "1.004873.000.00.H14", "../x"] {
      #expect(!ProcedureCode.isValid(text))
    }
  }
}
