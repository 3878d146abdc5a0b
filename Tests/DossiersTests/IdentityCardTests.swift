import Dossiers
import Testing

/// Synthetic cards with the test province 099.
@Suite struct IdentityCardTests {
  static let card =
    "099090000001|113456789|BÙI VĂN AN|05081990|Nam|Xóm Pà Khôm, Pà Cò, Mai Châu, Hoà Bình|10052021"

  @Test func `the seven fields of a card are read`() throws {
    let card = try IdentityCardQR(Self.card)
    #expect(card.number.text == "099090000001" && card.oldNumber == "113456789")
    #expect(card.name == "BÙI VĂN AN" && card.birthDate == CivilDate("1990-08-05"))
    #expect(card.sex == .male && card.issuedOn == CivilDate("2021-05-10"))
    #expect(card.address == "Xóm Pà Khôm, Pà Cò, Mai Châu, Hoà Bình")
    #expect(card.extras.isEmpty && card.warnings.isEmpty)
    #expect(card.value(of: "cccd.birthDate") == "1990-08-05")
    #expect(card.value(of: "cccd.sex") == "Nam" && card.value(of: "cccd.chip") == nil)
    #expect(IdentityCardQR.names.allSatisfy { card.value(of: $0) != nil })
  }

  @Test(arguments: [
    "099190000002||LÒ THỊ THỬ|01021990|Nữ|Bản Thử, Pà Cò|10052021",
    "099190000002|LÒ THỊ THỬ|01021990|Nữ|Bản Thử, Pà Cò|10052021",
    "\u{2}099190000002||LÒ THỊ THỬ|01021990|Nữ|Bản Thử, Pà Cò|10052021\r\n",
    "\u{FEFF}099190000002\t| |LO\u{300} THỊ THỬ |01021990|NỮ|Bản Thử, Pà Cò|10052021\u{0}",
  ])
  func `empty and missing fields and control characters do no harm`(payload: String) throws {
    let card = try IdentityCardQR(payload)
    #expect(card.oldNumber == nil && card.name == "LÒ THỊ THỬ" && card.sex == .female)
    #expect(card.birthDate == CivilDate("1990-02-01") && card.address == "Bản Thử, Pà Cò")
    #expect(card.issuedOn == CivilDate("2021-05-10") && card.warnings.isEmpty)
  }

  @Test func `fields of newer cards are kept as they came`() throws {
    let card = try IdentityCardQR(Self.card + "||BÙI VĂN CHA|LÒ THỊ MẸ")
    #expect(card.extras == ["BÙI VĂN CHA", "LÒ THỊ MẸ"] && card.name == "BÙI VĂN AN")
    #expect(card.issuedOn == CivilDate("2021-05-10"))
  }

  @Test func `what cannot be read is left empty and said`() throws {
    let bare = try IdentityCardQR("099090000001")
    #expect(bare.name == nil)
    #expect(bare.warnings == [.noName, .noBirthDate, .noSex, .noAddress, .noIssueDate])
    let odd = try IdentityCardQR("099090000001|X1|BÙI VĂN AN|31021990|Nam|Xóm Thử|")
    #expect(odd.birthDate == nil && odd.sex == .male && odd.address == "Xóm Thử")
    #expect(odd.name == "BÙI VĂN AN" && odd.warnings == [.noBirthDate, .noIssueDate])
  }

  @Test(arguments: [
    "", "|", "http://example.org", "99090000001|A", "09909000000x|A|B", "０99090000001",
  ])
  func `what is not a card is refused`(payload: String) {
    let why = refusal { _ = try IdentityCardQR(payload) }
    #expect(why.hasPrefix("Đây không phải mã QR của thẻ căn cước"))
  }

  @Test func `a text of megabytes is refused`() {
    let payload = "099090000001|" + String(repeating: "a|", count: 2_000_000)
    #expect(throws: DossierError.self) { try IdentityCardQR(payload) }
  }

  @Test(arguments: [
    "099090000001||NGUYEENX VAWN AN|05081990|Nam|Xóm Thử|10052021",
    "099090000001||Buif Vawn An|05081990|Nam|Xóm Thử|10052021",
    "099190000001||Lof Thij Thu|05081990|Nuwx|Xóm Thử|10052021",
  ])
  func `traces of a Telex keyboard driver are noticed`(payload: String) throws {
    let card = try IdentityCardQR(payload)
    #expect(card.warnings == [.telexResidue] && card.sex != nil)
  }

  @Test(arguments: ["Bùi Văn An", "Ksor H'Bia", "Đoàn Xuân Oanh", "Y Ơt Niê", "Quàng Thị Xoong"])
  func `ordinary names leave no such trace`(name: String) {
    #expect(!TelexResidue.isLikely(name))
  }
}
