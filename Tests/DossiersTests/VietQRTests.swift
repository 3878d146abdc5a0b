import Dossiers
import Foundation
import Testing

/// Payment codes, byte for byte as banks' own tools write them (domain notes §7.1).
struct VietQRTests {
  private func account(_ number: String) throws -> PaymentAccount {
    try PaymentAccount(bin: "970416", number: number)
  }

  @Test func `a static code without an amount`() throws {
    #expect(
      try VietQR.payload(account: account("257678859"))
        == "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN"
        + "6304AE9F")
  }

  @Test func `a code with an amount and a purpose`() throws {
    #expect(
      try VietQR.payload(
        account: account("257678859"), amount: Money(dong: 10_000), purpose: "Chuyen tien")
        == "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540510000"
        + "5802VN62150811Chuyen tien630453E6")
  }

  @Test func `a code with a bill number too`() throws {
    #expect(
      try VietQR.payload(
        account: account("224528479"), amount: Money(dong: 10_000),
        purpose: "TRANSFER TO SOMEONE", bill: "NPS6869")
        == "00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA5303704540510000"
        + "5802VN62340107NPS68690819TRANSFER TO SOMEONE6304AC13")
  }

  /// The check value every catalogue of CRCs gives for "123456789", and one that begins with zero.
  @Test func `the checksum is CCITT-FALSE with four digits`() {
    #expect(CRC16.hex("123456789".utf8) == "29B1")
    #expect(CRC16.hex([]) == "FFFF")
    let short = (0..<200).map { CRC16.hex(String($0).utf8) }
    #expect(short.allSatisfy { $0.count == 4 })
    #expect(short.contains { $0.hasPrefix("0") })
  }

  @Test(arguments: [0, -1, 1_000_000_001])
  func `an amount nobody can pay gives no code`(dong: Int) throws {
    let account = try account("257678859")
    #expect(throws: DossierError.self) {
      try VietQR.payload(account: account, amount: Money(dong: dong))
    }
  }

  @Test(arguments: ["Hồ sơ", "a\nb", String(repeating: "9", count: 26)])
  func `a purpose that does not fit gives no code`(text: String) throws {
    let account = try account("257678859")
    #expect(throws: DossierError.self) {
      try VietQR.payload(account: account, amount: Money(dong: 1000), purpose: text)
    }
  }

  @Test(arguments: [("97041", "1"), ("970416", ""), ("97041a", "1"), ("970416", "12 3")])
  func `an account that cannot be is refused`(bin: String, number: String) {
    #expect(throws: DossierError.self) { try PaymentAccount(bin: bin, number: number) }
  }

  @Test func `notes add up, and only those that exist`() throws {
    let notes = try Banknotes([500_000: 1, 2000: 3, 1000: 0, 200: 2])
    #expect(notes.total.dong == 506_400)
    #expect(notes.pieces.count == 3)
    #expect(throws: DossierError.self) { try Banknotes([3000: 1]) }
    #expect(throws: DossierError.self) { try Banknotes([1000: -1]) }
    #expect(throws: DossierError.self) { try Banknotes([1000: 100_001]) }
  }

  @Test(arguments: [
    ("12000", 12_000), ("12.000", 12_000), ("12 000 đ", 12_000), (" 1,000", 1000),
  ])
  func `amounts are read as people type them`(text: String, dong: Int) {
    #expect(Money(typed: text)?.dong == dong)
  }

  @Test(arguments: ["", "-5", "1e3", "mười", "1234567890123", "12x"])
  func `what is no amount is not read as one`(text: String) {
    #expect(Money(typed: text) == nil)
  }
}
