import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// Receipt numbers of the province's range: used once each, in order, never by two machines.
struct ReceiptNumberTests {
  /// The demo unit with numbers for its first two devices.
  private static func unit(_ ranges: String) throws -> Data {
    var unit = try #require(
      JSONSerialization.jsonObject(with: Share.demoUnit()) as? [String: Any])
    unit["receiptSeries"] = try JSONSerialization.jsonObject(
      with: Data(#"{"form": "01BLP2-001", "series": "AA-26T", "ranges": [\#(ranges)]}"#.utf8))
    return try JSONSerialization.data(withJSONObject: unit)
  }

  private static let two =
    #"{"device": 1, "first": 1, "last": 3}, {"device": 2, "first": 51, "last": 60}"#

  /// A paid dossier and its payment.
  private func paid(_ test: TestOffice) throws -> (code: String, claim: EntryID) {
    let code = try test.receive(TestOffice.copies, "valid-one-page").code
    let claim = try test.office.takePayment(
      code, PaymentRequest(method: .cash), by: test.admin)
    return (code, claim.entry)
  }

  private func number(_ test: TestOffice, _ number: Int? = nil) throws -> [String] {
    let (code, claim) = try paid(test)
    return try test.office.giveReceiptNumber(code, claim: claim, number: number, by: test.admin)
      .receiptNumbers
  }

  @Test func `without numbers of the province there is a fee notice and no receipt`() throws {
    let test = try TestOffice()
    let (code, claim) = try paid(test)
    try test.expectRefusal(.refused, saying: "fee notice") {
      try $0.giveReceiptNumber(code, claim: claim, by: test.admin)
    }
    let notice = try test.office.feeNotice(code: code, by: test.admin)
    #expect(notice.receiptNumbers.isEmpty && notice.text.contains(FeeNotice.noReceipt.vi))
  }

  @Test func `numbers are used in order, once each, and run out with a sentence`() throws {
    let test = try TestOffice(unitFile: Self.unit(Self.two))
    let (code, claim) = try paid(test)
    let first = try test.office.giveReceiptNumber(code, claim: claim, by: test.admin)
    #expect(first.receiptNumbers == ["01BLP2-001 AA-26T 1"])
    // Asked again, the same.
    let again = try test.office.giveReceiptNumber(code, claim: claim, by: test.admin)
    #expect(again.receiptNumbers == first.receiptNumbers)
    #expect(
      try test.office.feeNotice(code: code, by: test.admin).text.contains(
        "Biên lai: 01BLP2-001 AA-26T 1"))
    try test.office.spoilReceiptNumber(2, reason: "Viết sai", by: test.admin)
    try test.reopen()
    #expect(try number(test) == ["01BLP2-001 AA-26T 3"])
    let (last, open) = try paid(test)
    try test.expectRefusal(.refused, saying: "ask the province for more") {
      try $0.giveReceiptNumber(last, claim: open, by: test.admin)
    }
    let book = try test.office.receiptNumberBook()
    #expect(book.used.map(\.number) == [1, 2, 3] && book.left == 0 && book.next == nil)
  }

  @Test func `a number on paper that is another machine's or used already is refused`() throws {
    let test = try TestOffice(unitFile: Self.unit(Self.two))
    #expect(try number(test, 2) == ["01BLP2-001 AA-26T 2"])
    let (code, claim) = try paid(test)
    for (wrong, kind) in [(2, DossierError.Kind.refused), (0, .badInput), (51, .badInput)] {
      try test.expectRefusal(kind, saying: "\(wrong)") {
        try $0.giveReceiptNumber(code, claim: claim, number: wrong, by: test.admin)
      }
    }
    try test.expectRefusal(.refused) {
      try $0.giveReceiptNumber(code, claim: claim, by: officer(.specialist))
    }
    try test.expectRefusal(.badInput) {
      try $0.spoilReceiptNumber(3, reason: " ", by: test.admin)
    }
    // 1 was skipped: it stays for whoever has that paper in hand.
    #expect(try number(test, 1) == ["01BLP2-001 AA-26T 1"])
    let second = try TestOffice(range: 2000...2999, unitFile: Self.unit(Self.two), seed: 5)
    #expect(try number(second) == ["01BLP2-001 AA-26T 51"])
    let third = try TestOffice(range: 3000...3999, unitFile: Self.unit(Self.two), seed: 6)
    let (there, open) = try paid(third)
    try third.expectRefusal(.refused, saying: "3") {
      try $0.giveReceiptNumber(there, claim: open, by: third.admin)
    }
  }

  @Test func `a payment that was a mistake gets no number, and erasure frees none`() throws {
    let test = try TestOffice(unitFile: Self.unit(Self.two))
    let (code, claim) = try paid(test)
    try test.office.voidPayment(code, claim: claim, reason: "Bấm nhầm", by: test.admin)
    try test.expectRefusal(.refused) {
      try $0.giveReceiptNumber(code, claim: claim, by: test.admin)
    }
    let (second, paid) = try paid(test)
    try test.office.giveReceiptNumber(second, claim: paid, by: test.admin)
    try test.office.store.erase(
      try test.office.state(code: second).id, basis: "Theo yêu cầu", by: test.admin.id)
    #expect(try number(test) == ["01BLP2-001 AA-26T 2"])
  }

  @Test(arguments: [
    #"{"device": 1, "first": 1, "last": 3}, {"device": 2, "first": 3, "last": 9}"#,
    #"{"device": 0, "first": 1, "last": 3}"#, #"{"device": 1, "first": 9, "last": 3}"#,
    #"{"device": 1, "first": 0, "last": 3}"#, #"{"device": 1, "first": 1}"#,
    #"{"device": 1, "first": 1, "last": 3, "lats": 4}"#,
  ])
  func `ranges that overlap or make no sense are refused`(ranges: String) throws {
    let file = try Self.unit(ranges)
    #expect(throws: DossierError.self) {
      try JSONFile.decode(Dossiers.Unit.self, from: file, named: "unit")
    }
  }
}
