import Dossiers
import Testing

@Suite struct ResidentTests {
  @Test(arguments: [
    ("099090000001", Sex.male, 1990), ("099190000001", .female, 1990),
    ("099205000001", .male, 2005), ("099326000001", .female, 2026),
    ("099 400-000.001", .male, 2100),
  ])
  func `a personal number tells sex and year of birth`(text: String, sex: Sex, year: Int) throws {
    let number = try PersonalNumber(text)
    #expect(number.sex == sex && number.birthYear == year && number.isTest)
  }

  @Test(arguments: [
    "", "09909000000", "0990900000011", "09909000000a", "٠٩٩٠٩٠٠٠٠٠٠١", "０９９０９０００００",
    "099090000001\u{0}",
  ])
  func `a number that is not twelve digits is refused`(text: String) {
    let why = refusal { _ = try PersonalNumber(text) }
    #expect(why == "Số định danh cá nhân phải có đúng 12 chữ số.")
  }

  @Test func `a personal number warns and never blocks`() throws {
    let known: Set<String> = ["01", "96"]
    let number = try PersonalNumber("099090000001")
    #expect(
      number.warnings(birthYear: 1991, sex: .female, knownProvinces: known).map(\.id)
        == [.birthYear, .sex, .testNumber])
    #expect(number.warnings(birthYear: 1990, knownProvinces: known, demoUnit: true).isEmpty)
    let odd = try PersonalNumber("003090000001")
    #expect(odd.warnings(knownProvinces: known).map(\.id) == [.province])
    for accepted in ["001090000001", "096090000001", "123090000001"] {
      #expect(try PersonalNumber(accepted).warnings(knownProvinces: known).isEmpty)
    }
  }

  @Test(arguments: [
    ("0912 345 678", "0912345678"), ("+84 912.345.678", "0912345678"),
    ("0084912345678", "0912345678"), ("84912345678", "0912345678"),
    ("(0218) 3851-234", "02183851234"), ("+842183851234", "02183851234"),
  ])
  func `telephone numbers are kept in one form`(typed: String, kept: String) throws {
    #expect(try PhoneNumber(typed).text == kept)
  }

  @Test(arguments: [
    "", "0312345678", "0512345678", "0951234567", "091234567", "09123456789", "0212345678",
    "+1 202 555 0101", "0912 345 67x", "+84+912345678",
  ])
  func `what is not a telephone number is refused`(typed: String) {
    #expect(throws: DossierError.self) { try PhoneNumber(typed) }
  }

  @Test func `an eleven-digit mobile number is offered in its new form`() {
    #expect(PhoneNumber.conversion(ofOld: "01681234567")?.text == "0381234567")
    #expect(PhoneNumber.conversion(ofOld: "+84 121 2345678")?.text == "0792345678")
    #expect(PhoneNumber.conversion(ofOld: "01111234567") == nil)
    let why = refusal { _ = try PhoneNumber("01681234567") }
    #expect(why == "Số 11 chữ số đã đổi đầu số, nay là 0381234567.")
  }

  @Test func `a name is kept as typed and knows its parts`() throws {
    let name = try PersonName("  Sùng   A  Thử ")
    #expect(name.text == "Sùng A Thử" && name.surname == "Sùng" && name.givenName == "Thử")
    #expect(try PersonName("Bùi Thị Mường").upperCased == "BÙI THỊ MƯỜNG")
    #expect(try PersonName("Nguye\u{302}\u{303}n An").text.unicodeScalars.count == 9)
    for accepted in ["Y Ban", "H'Bia Niê", "H’Hen Niê-Êban", "K. Thử", "Ơ"] {
      #expect(try PersonName(accepted).text == accepted)
    }
  }

  @Test(arguments: ["", "   ", "-", "An 2", "An<b>", "An\u{0}", "An_B", "An|B"])
  func `what is not a name is refused`(typed: String) {
    #expect(throws: DossierError.self) { try PersonName(typed) }
  }

  @Test func `a name of more than a hundred characters is refused`() throws {
    #expect(throws: DossierError.self) { try PersonName(String(repeating: "ễ", count: 101)) }
    #expect(throws: DossierError.self) { try PersonName(String(repeating: "a", count: 1_000_000)) }
    #expect(try PersonName(String(repeating: "ễ", count: 100)).text.count == 100)
  }

  @Test func `people are listed by given name, letters before tones`() throws {
    let sorted = [
      "Vũ Văn An", "Bùi Thị Ân", "Nguyễn Hà", "Trần Hạ", "An Hả", "Lê Dung", "Lê Đào", "Đỗ Văn Hà",
      "Nguyễn Văn Hà", "Lù Thị Ơn", "Lù Thị On", "Y Ban",
    ].shuffled().map { ($0, (try? PersonName($0))?.sortKey ?? VietnameseSortKey("")) }
      .sorted { $0.1 < $1.1 }.map(\.0)
    #expect(
      sorted == [
        "Vũ Văn An", "Bùi Thị Ân", "Y Ban", "Lê Dung", "Lê Đào", "Đỗ Văn Hà", "Nguyễn Hà",
        "Nguyễn Văn Hà", "An Hả", "Trần Hạ", "Lù Thị On", "Lù Thị Ơn",
      ])
  }

  @Test func `lists show no more than they must`() {
    #expect(Mask.name("Nguyễn Văn An") == "Nguyễn V. A***")
    #expect(Mask.name("Y Ban") == "Y B***")
    #expect(Mask.name("An") == "A***" && Mask.name(" ") == "")
    #expect(Mask.number("099090000001") == "*********001" && Mask.number("123") == "***")
  }
}
