import Counter
import Documents
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// Emergency slips: printed ahead, booked once, accounted for.
struct SlipTests {
  private static let reason = "Mất điện từ 8 giờ đến 16 giờ"

  /// Prints slips on Friday 20/11/2026 at 9:00.
  private func printed(_ test: TestOffice, _ count: Int = 1) throws -> [String] {
    try test.office.printSlips(count, format: .pdf, by: test.admin).slips.map(\.code)
  }

  private func book(
    _ test: TestOffice, _ slip: String, at received: String, reason: String = SlipTests.reason,
    gone: Bool = false, procedure: String = TestOffice.marital,
    sample: String = "valid-single-for-marriage", token: String? = nil, by actor: Actor? = nil
  ) throws -> Received {
    try test.office.receive(
      procedure: procedure, answers: try Share.answers(procedure, sample), files: [],
      token: token,
      slip: SlipBooking(
        slip: slip, receivedAt: Instant(milliseconds: try time(received)), reason: reason,
        isOtherMachineGone: gone), by: actor ?? test.admin)
  }

  @Test func `codes of slips are taken when they are printed and for ever`() throws {
    let test = try TestOffice()
    #expect(try printed(test, 2) == ["H99.88-261120-1000", "H99.88-261120-1001"])
    #expect(
      try test.receive(TestOffice.copies, "valid-one-page").code == "H99.88-261120-1002")
    try test.reopen()
    #expect(try printed(test) == ["H99.88-261120-1003"])
    try test.setClock("2026-11-23T08:00:00+07:00")
    #expect(try printed(test) == ["H99.88-261123-1000"])
    #expect(try test.office.store.check(rebuild: true).isEmpty)
    #expect(try test.office.store.slip(code: "H99.88-261120-1001")?.isOpen == true)
  }

  @Test func `a booked slip is promised from the hour it was filled in`() throws {
    let test = try TestOffice()
    let code = try printed(test)[0]
    try test.setClock("2026-11-26T08:00:00+07:00")
    // Monday 23/11 at 15:10, Tuesday 24/11 is a holiday: three working days end on Friday 27/11.
    let received = try book(test, code, at: "2026-11-23T15:10:00+07:00")
    #expect(received.code == code)
    #expect(received.due?.rfc3339 == "2026-11-27T17:00:00+07:00")
    let state = try test.state(code)
    #expect(Instant(milliseconds: state.receivedAt).rfc3339 == "2026-11-23T15:10:00+07:00")
    #expect(
      state.slip.map { Instant(milliseconds: $0.bookedAt).rfc3339 } == "2026-11-26T08:00:00+07:00")
    #expect(state.slip?.reason == Self.reason)
    let slip = try #require(try test.office.store.slip(code: code))
    #expect(state.slip?.slip == slip.id && state.lookup == slip.lookup)
    guard case .booked(let booking) = slip.standing else {
      Issue.record("not booked")
      return
    }
    #expect(booking.dossier == received.id && booking.receivedAt == state.receivedAt)
    #expect(booking.time == test.clock.milliseconds && booking.actor == test.admin.id)
    #expect(try test.office.store.check(rebuild: true).isEmpty)
    // The day's own numbers are not used up by it.
    #expect(
      try test.receive(TestOffice.copies, "valid-one-page").code == "H99.88-261126-1000")
  }

  @Test func `work while the resident waits is late only if it was`() throws {
    let test = try TestOffice()
    let code = try printed(test)[0]
    try test.setClock("2026-11-26T08:00:00+07:00")
    _ = try book(
      test, code, at: "2026-11-23T14:59:00+07:00", procedure: TestOffice.copies,
      sample: "valid-one-page")
    #expect(
      try test.state(code).due?.instant == time("2026-11-23T17:00:00+07:00"))
    try test.office.changeStatus(
      code,
      StatusRequest(
        to: .done, reason: "",
        data: [.finishedAt: "2026-11-23T15:30:00+07:00", .result: "Bản sao đã chứng thực"]),
      by: test.admin)
    #expect(try test.state(code).status == DossierStatus.done.rawValue)
  }

  @Test func `a slip is booked once only`() throws {
    let test = try TestOffice()
    let code = try printed(test)[0]
    let at = "2026-11-20T09:30:00+07:00"
    try test.setClock("2026-11-20T17:00:00+07:00")
    let first = try book(test, code, at: at, token: "once")
    try test.expectRefusal(.refused, saying: code) { _ in _ = try book(test, code, at: at) }
    try test.expectRefusal(.refused, saying: code) { office in
      _ = try book(test, office.slipText(code), at: at)
    }
    #expect(try book(test, code, at: at, token: "once") == first)
    try test.expectRefusal(.refused, saying: code) { office in
      _ = try office.endSlips([code], as: .lost, reason: "Rơi", by: test.admin)
    }
  }

  @Test func `a day's range that is used up takes no slip at all`() throws {
    let test = try TestOffice(range: 1000...1002)
    _ = try printed(test, 2)
    try test.expectRefusal(.refused) { _ in _ = try printed(test, 2) }
    #expect(try test.office.outstandingSlips().count == 2)
    #expect(try printed(test) == ["H99.88-261120-1002"])
    try test.expectRefusal(.refused) { _ in
      _ = try test.receive(TestOffice.copies, "valid-one-page")
    }
    // Booking takes no number.
    try test.setClock("2026-11-20T15:00:00+07:00")
    _ = try book(test, "H99.88-261120-1000", at: "2026-11-20T10:00:00+07:00")
  }

  @Test func `two machines without a link never print the same code`() throws {
    let (one, two) = (
      try TestOffice(range: 1000...1999), try TestOffice(range: 2000...2999, seed: 7)
    )
    let codes = try printed(one, 30) + printed(two, 30)
    #expect(Set(codes).count == 60)
    try two.setClock("2026-11-20T15:00:00+07:00")
    try two.expectRefusal(.notFound, saying: codes[0]) { _ in
      _ = try book(two, codes[0], at: "2026-11-20T10:00:00+07:00")
    }
  }

  @Test func `a clock set back, or dead, prints and books nothing and repeats no code`() throws {
    let test = try TestOffice()
    try test.setClock("2026-11-23T08:00:00+07:00")
    let code = try printed(test)[0]
    let at = "2026-11-20T10:00:00+07:00"
    for wrong in ["2026-11-20T16:00:00+07:00", "1970-01-01T07:00:09+07:00"] {
      try test.setClock(wrong)
      try test.expectRefusal(.refused, saying: "clock") { _ in _ = try printed(test) }
      try test.expectRefusal(.refused, saying: "clock") { _ in _ = try book(test, code, at: at) }
    }
    try test.setClock("2026-11-20T16:00:00+07:00")
    try test.office.confirmClock(by: test.admin)
    // The clock that printed it was wrong, and nobody had checked it.
    _ = try book(test, code, at: at)
    #expect(try printed(test) == ["H99.88-261120-1000"])
  }

  @Test func `a slip says where it leads and that it was printed blank`() throws {
    let test = try TestOffice()
    let code = try printed(test)[0]
    let picture = try test.office.printSlipsAgain([code], format: .png, by: test.admin).paper
    let text = try #require(try PNG.codes(picture).first)
    #expect(text == test.office.slipText(code))
    let read = try ReceiptCode.parse(text)
    #expect(read.kind == .slip && read.code == code)
    #expect(read.isValid(test.office.keys.keys.signing.publicKey))
    // The mark is signed: taking it off makes no receipt.
    let plain = try ReceiptCode.parse(String(text.dropLast("&p=1".count)))
    #expect(plain.kind == .dossier && !plain.isValid(test.office.keys.keys.signing.publicKey))
    #expect(try test.office.store.slip(code: code)?.reprints == 1)
  }

  @Test func `unused and lost slips are accounted for`() throws {
    let test = try TestOffice()
    let codes = try printed(test, 4)
    try test.setClock("2026-11-25T09:00:00+07:00")
    let office = test.office
    try test.expectRefusal(.badInput) {
      _ = try $0.endSlips([codes[0]], as: .voided, reason: " ", by: test.admin)
    }
    try test.expectRefusal(.notFound) {
      _ = try $0.endSlips(
        [codes[0], "H99.88-261120-1777"], as: .voided, reason: "x", by: test.admin)
    }
    try test.expectRefusal(.refused) {
      _ = try $0.endSlips([codes[0]], as: .voided, reason: "x", by: officer(.specialist))
    }
    _ = try office.endSlips([codes[0]], as: .voided, reason: "In lem mực", by: test.admin)
    _ = try office.endSlips([codes[1]], as: .returned, reason: "Không dùng", by: test.admin)
    _ = try office.endSlips([codes[2]], as: .lost, reason: "Rơi trên đường", by: test.admin)
    let open = try office.outstandingSlips()
    #expect(open.map(\.code) == [codes[3]] && office.daysOutstanding(open[0]) == 5)
    let at = "2026-11-23T09:00:00+07:00"
    try test.expectRefusal(.refused, saying: codes[0]) { _ in _ = try book(test, codes[0], at: at) }
    // A lost one may turn up in the resident's hand.
    #expect(try book(test, codes[2], at: at).code == codes[2])
    _ = try office.reopenSlip(codes[0], reason: "Ghi nhầm mã", by: test.admin)
    #expect(try book(test, codes[0], at: at).code == codes[0])
    #expect(try office.slips(by: test.admin).map(\.isOpen) == [false, false, false, true])
  }

  @Test func `what is said wrongly about a slip changes nothing`() throws {
    let test = try TestOffice()
    let code = try printed(test)[0]
    let at = "2026-11-20T09:10:00+07:00"
    try test.setClock("2026-11-20T16:00:00+07:00")
    try test.expectRefusal(.badInput, saying: "reason") { _ in
      _ = try book(test, code, at: at, reason: "\n ")
    }
    try test.expectRefusal(.badInput, saying: "after") { _ in
      _ = try book(test, code, at: "2026-11-20T16:00:01+07:00")
    }
    try test.expectRefusal(.badInput, saying: "60") { _ in
      _ = try book(test, code, at: "2026-09-20T09:00:00+07:00")
    }
    try test.expectRefusal(.badInput) { _ in _ = try book(test, "phiếu số 3", at: at) }
    try test.expectRefusal(.notFound) { _ in _ = try book(test, "H99.88-261120-1900", at: at) }
    let receipt = try test.receive(TestOffice.copies, "valid-one-page").code
    try test.expectRefusal(.badInput, saying: receipt) { office in
      _ = try book(test, office.receiptText(receipt), at: at)
    }
    try test.expectRefusal(.refused) { _ in
      _ = try book(test, code, at: at, by: officer(.specialist))
    }
    try test.expectRefusal(.badInput) { _ in _ = try printed(test, 0) }
    try test.expectRefusal(.badInput) { _ in _ = try printed(test, 101) }
    #expect(try test.office.store.slip(code: code)?.isOpen == true)
  }

  @Test func `a slip of a machine that is gone is booked elsewhere by its signature`() throws {
    let (gone, here) = (try TestOffice(range: 2000...2999, seed: 7), try TestOffice())
    let code = try printed(gone)[0]
    let text = gone.office.slipText(code)
    let at = "2026-11-20T10:00:00+07:00"
    try here.setClock("2026-11-20T16:00:00+07:00")
    try here.expectRefusal(.badInput, saying: "signature") { _ in
      _ = try book(here, text, at: at, gone: true)
    }
    let keys = [gone, here].map { $0.office.keys.keys.signing }
    let bundle = TrustBundle.sign(
      issued: try time(TestOffice.start),
      devices: keys.map { TrustBundle.Device(key: $0.publicKey, unit: "H99.88", from: 0) },
      key: keys[1])
    try bundle.json.canonical.write(to: DataFolder(here.folder).bundle)
    try here.expectRefusal(.refused, saying: "another machine") { _ in
      _ = try book(here, text, at: at)
    }
    #expect(try book(here, text, at: at, gone: true).code == code)
    try here.expectRefusal(.refused, saying: code) { _ in
      _ = try book(here, text, at: at, gone: true)
    }
    #expect(try here.office.store.check(rebuild: true).isEmpty)
    #expect(
      try here.receive(TestOffice.copies, "valid-one-page").code == "H99.88-261120-1000")
  }

  @Test func `erasing a dossier leaves its slip booked and the counters right`() throws {
    let test = try TestOffice()
    let code = try printed(test)[0]
    try test.setClock("2026-11-23T08:00:00+07:00")
    let received = try book(test, code, at: "2026-11-20T10:00:00+07:00")
    try test.office.store.erase(received.id, basis: "Theo yêu cầu", by: test.admin.id)
    #expect(try test.office.store.check(rebuild: true).isEmpty)
    try test.expectRefusal(.refused, saying: code) { _ in
      _ = try book(test, code, at: "2026-11-20T10:00:00+07:00")
    }
  }
}
