import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// Payments and the cash book of a real office. The sample of copies costs 2.000 đ a page for two
/// pages and 1.000 đ from the third (TT 226/2016/TT-BTC).
struct MoneyTests {
  private func dong(_ amount: Int) -> Money { Money(dong: amount) }

  private func payment(_ test: TestOffice, _ code: String) throws -> PaymentState {
    try test.state(code).payment
  }

  @discardableResult
  private func cash(
    _ test: TestOffice, _ code: String, _ amount: Int? = nil, by actor: Actor? = nil
  )
    throws -> PaymentClaim
  {
    try test.office.takePayment(
      code, PaymentRequest(method: .cash, amount: amount.map(dong)), by: actor ?? test.admin)
  }

  /// A dossier of the marital-status procedure: 15.000 đ.
  private func dossier(_ test: TestOffice) throws -> String {
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try #require(try payment(test, code).due == dong(15_000))
    return code
  }

  @Test func `cash is taken once, in the drawer of who took it`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    let claim = try cash(test, code)
    #expect(claim.amount == dong(15_000))
    #expect(try payment(test, code).standing == .claimed)
    try test.expectRefusal(.refused, saying: "Nothing is to be paid") { _ in
      try cash(test, code)
    }
    let drawer = try test.office.cashBook().drawer(test.office.drawerID(of: test.admin))
    #expect(drawer.lines.map(\.amount) == [15_000])
    #expect(drawer.expected == 15_000)
  }

  @Test(arguments: [
    (-1, DossierError.Kind.badInput), (0, .badInput), (2_000_000_000, .badInput),
    (15_001, .refused),
  ])
  func `an amount that cannot be is refused in one sentence`(
    amount: Int, kind: DossierError.Kind
  ) throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try test.expectRefusal(kind) { _ in try cash(test, code, amount) }
  }

  @Test func `one transfer pays for one dossier, and is recognised when it is booked again`() throws
  {
    let test = try TestOffice()
    let code = try dossier(test)
    func transfer(_ code: String, _ reference: String, _ amount: Int? = nil) throws -> PaymentClaim
    {
      try test.office.takePayment(
        code, PaymentRequest(method: .transfer, amount: amount.map(dong), reference: reference),
        by: test.admin)
    }
    try test.expectRefusal(.badInput, saying: "reference") { _ in _ = try transfer(code, " - ") }
    let claim = try transfer(code, "FT26325 001")
    let written = try test.written
    #expect(try transfer(code, "ft26325001").entry == claim.entry)
    #expect(try test.written == written)
    try test.expectRefusal(.refused, saying: "already") { _ in
      _ = try transfer(code, "FT26325001", 4000)
    }
    let other = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.expectRefusal(.refused, saying: code) { _ in _ = try transfer(other, "FT26325001") }
    // A claim taken back frees its reference.
    try test.office.voidPayment(code, claim: claim.entry, reason: "nhầm hồ sơ", by: test.admin)
    #expect(try transfer(other, "FT26325001").amount == dong(15_000))
    #expect(try payment(test, code).standing == .due)
  }

  @Test func `only those who may take fees do, and only those who reconcile check and give back`()
    throws
  {
    let test = try TestOffice()
    let code = try dossier(test)
    let specialist = officer(.specialist)
    try test.expectRefusal(.refused) { _ in try cash(test, code, by: specialist) }
    let reception = officer(.receptionOfficer)
    let claim = try cash(test, code, by: reception)
    try test.expectRefusal(.refused) { office in
      try office.confirmPayment(code, claim: claim.entry, against: .count, by: reception)
    }
    try test.expectRefusal(.refused) { office in
      try office.refundPayment(code, claim: claim.entry, amount: nil, reason: "rút", by: reception)
    }
    // His own slip of today he may take back; nobody else's.
    try test.expectRefusal(.refused) { office in
      try office.voidPayment(
        code, claim: claim.entry, reason: "nhầm",
        by: .officer(id: "bbbbbbbbbbbbbbbb.1.9", fullName: "Mã A Thử", role: .receptionOfficer))
    }
    try test.office.voidPayment(code, claim: claim.entry, reason: "nhầm", by: reception)
    #expect(try payment(test, code).received == .zero)
  }

  @Test func `a day counted right and closed makes its payments paid`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try test.office.openDrawer(dong(100_000), by: test.admin)
    try cash(test, code)
    try test.expectRefusal(.refused, saying: "Count the cash") { office in
      try office.closeDay(by: test.admin)
    }
    try test.office.countDrawer(
      try Banknotes([100_000: 1, 10_000: 1, 5000: 1]), by: test.admin)
    let close = try test.office.closeDay(by: test.admin)
    #expect(close.difference == 0)
    #expect(close.lines.map(\.amount).sorted() == [15_000, 100_000])
    #expect(close.lines.map(\.dossier).contains(code))
    #expect(try payment(test, code).standing == .paid)
    // Closing again changes nothing.
    let written = try test.written
    #expect(try test.office.closeDay(by: test.admin) == close)
    #expect(try test.written == written)
  }

  @Test func `a difference needs a reason, and leaves the payments to be checked`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try cash(test, code)
    try test.office.countDrawer(try Banknotes([10_000: 1]), by: test.admin)
    try test.expectRefusal(.refused, saying: "differs by -5000") { office in
      try office.closeDay(by: test.admin)
    }
    let close = try test.office.closeDay(reason: "trả lại nhầm 5.000 đ", by: test.admin)
    #expect(close.difference == -5000)
    #expect(try payment(test, code).standing == .claimed)
    let drawer = try test.office.cashBook().drawer(test.office.drawerID(of: test.admin))
    #expect(drawer.difference == -5000)
    try test.office.correctCash(-5000, reason: "trả lại nhầm", by: test.admin)
    let corrected = try test.office.cashBook().drawer(drawer.id)
    #expect(corrected.difference == 0)
    #expect(corrected.late.map(\.amount) == [-5000])
  }

  @Test func `cash booked late stands behind the closed day until it is closed again`() throws {
    let test = try TestOffice()
    let (code, late) = (try dossier(test), try dossier(test))
    try cash(test, code)
    try test.office.countDrawer(try Banknotes([5000: 3]), by: test.admin)
    try test.office.closeDay(by: test.admin)
    let friday = test.office.now.civil.date
    try test.setClock("2026-11-23T08:00:00+07:00")
    _ = try test.office.takePayment(
      late, PaymentRequest(method: .cash, day: friday), by: test.admin)
    let id = test.office.drawerID(of: test.admin, on: friday)
    var drawer = try test.office.cashBook().drawer(id)
    #expect(drawer.late.map(\.amount) == [15_000])
    #expect(drawer.difference == -15_000)
    #expect(try test.office.cashBook().drawers.map(\.id.day) == [friday])
    try test.office.countDrawer(try Banknotes([10_000: 3]), on: friday, by: test.admin)
    try test.office.closeDay(friday, by: test.admin)
    drawer = try test.office.cashBook().drawer(id)
    #expect(drawer.late.isEmpty)
    #expect(drawer.difference == 0)
    #expect(drawer.closes.count == 1)
    #expect(try payment(test, late).standing == .paid)
    try test.expectRefusal(.badInput, saying: "2026-11-24") { office in
      _ = try office.takePayment(
        late, PaymentRequest(method: .cash, day: CivilDate("2026-11-24")), by: test.admin)
    }
  }

  @Test func `with a clock that cannot be believed no money is booked`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try test.setClock("1970-01-01T08:00:00+07:00")
    try test.expectRefusal(.refused, saying: "Confirm the date") { _ in try cash(test, code) }
    try test.expectRefusal(.refused) { office in
      try office.openDrawer(dong(5000), by: test.admin)
    }
  }

  @Test func `the book of a closed day stands after its dossier was erased`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try cash(test, code)
    try test.office.countDrawer(try Banknotes([5000: 3]), by: test.admin)
    try test.office.closeDay(by: test.admin)
    let (id, _) = try test.office.state(code: code)
    try test.office.store.erase(id, basis: "hết hạn lưu", by: test.admin.id)
    let drawer = try test.office.cashBook().drawer(test.office.drawerID(of: test.admin))
    #expect(drawer.lines.isEmpty)
    #expect(drawer.erased.map(\.amount) == [15_000])
    #expect(drawer.erased.map(\.dossier) == [code])
    #expect(drawer.expected == 15_000)
    #expect(drawer.difference == 0)
  }

  @Test func `more cannot be handed on or given back than there is`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    let claim = try cash(test, code)
    try test.expectRefusal(.refused, saying: "15000") { office in
      try office.depositCash(dong(15_001), to: "Kho bạc", by: test.admin)
    }
    try test.office.depositCash(dong(10_000), to: "Kho bạc", by: test.admin)
    try test.expectRefusal(.refused, saying: "15000") { office in
      try office.refundPayment(
        code, claim: claim.entry, amount: dong(15_001), reason: "thừa", by: test.admin)
    }
    try test.office.refundPayment(
      code, claim: claim.entry, amount: dong(4000), reason: "thừa", by: test.admin)
    #expect(try payment(test, code).received == dong(11_000))
    let drawer = try test.office.cashBook().drawer(test.office.drawerID(of: test.admin))
    #expect(drawer.lines.map(\.amount) == [15_000, -10_000, -4000])
    #expect(drawer.expected == 1000)
  }

  @Test func `status 6 asks for what is due and is left on what was paid`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    func change(_ to: DossierStatus, _ data: [TransitionDatum: String] = [:]) throws {
      try test.office.changeStatus(
        code, StatusRequest(to: to, reason: "", data: data), by: test.admin)
    }
    try change(.paymentAsked)
    let amounts = try test.state(code).timeline.last?.data["amounts"] ?? ""
    #expect(amounts.hasSuffix("15.000 đ"))
    try test.expectRefusal(.badInput, saying: "the proof of payment") { _ in
      try change(.processing)
    }
    try cash(test, code)
    try change(.processing)
    let proof = try test.state(code).timeline.last?.data["paymentProof"]
    #expect(proof == "15.000 đ, tiền mặt, ngày 20/11")
  }

  @Test func `a paper shown when leaving status 6 is booked as a claim`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try test.office.changeStatus(
      code, StatusRequest(to: .paymentAsked, reason: ""), by: test.admin)
    try test.office.changeStatus(
      code,
      StatusRequest(to: .processing, reason: "", data: [.paymentProof: "Giấy nộp tiền số 12"]),
      by: test.admin)
    let claims = try payment(test, code).claims
    #expect(claims.map(\.method) == [.paper])
    #expect(claims.map(\.reference) == ["Giấy nộp tiền số 12"])
    #expect(try payment(test, code).standing == .claimed)
  }

  @Test func `a fee is exempted on a proof, and the proof is kept`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    let fee = try #require(try payment(test, code).lines.first)
    let procedure = try test.office.entry(of: try test.state(code)).procedure
    let exemption = try #require(procedure.fees.first { $0.id == fee.id }?.exemptions.first)
    try test.expectRefusal(.badInput, saying: "shown") { office in
      try office.exempt(code, fee: fee.id, exemption: exemption.id, proof: " ", by: test.admin)
    }
    try test.expectRefusal(.badInput, saying: exemption.id) { office in
      try office.exempt(code, fee: fee.id, exemption: "không có", proof: "thẻ", by: test.admin)
    }
    try test.office.exempt(
      code, fee: fee.id, exemption: exemption.id, proof: "Thẻ số 7", by: test.admin)
    let after = try payment(test, code)
    #expect(after.standing == .nothingDue)
    #expect(after.lines.first?.proof == "Thẻ số 7")
    #expect(after.lines.first?.full == dong(15_000))
  }

  @Test func `a dossier that ended without a result takes no money`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    try test.office.changeStatus(
      code,
      StatusRequest(to: .withdrawn, reason: "xin rút", data: [.identityCheck: "có"]),
      by: test.admin)
    try test.expectRefusal(.refused, saying: "ended") { _ in try cash(test, code) }
  }

  @Test func `the fee notice has a payment code for what is open and is no receipt`() throws {
    let test = try TestOffice()
    let code = try dossier(test)
    let notice = try test.office.feeNotice(code: code, by: test.admin)
    #expect(notice.totalInWords == "Mười lăm nghìn đồng")
    #expect(notice.receiptNumbers.isEmpty)
    #expect(notice.text.contains(FeeNotice.noReceipt.vi))
    let qr = try #require(notice.paymentCode)
    #expect(qr.contains("540515000"))
    #expect(
      qr.contains("62\(String(format: "%02d", code.utf8.count + 4))08\(code.utf8.count)\(code)"))
    try cash(test, code)
    #expect(try test.office.feeNotice(code: code, by: test.admin).paymentCode == nil)
  }
}
