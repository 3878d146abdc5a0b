import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Dossier codes and the machine's clock.
struct CodeTests {
  private func receive(_ test: TestOffice) throws -> String {
    try test.receive(TestOffice.copies, "valid-one-page").code
  }

  @Test func `codes run from the device's range and begin again each day`() throws {
    let test = try TestOffice(range: 2000...2999)
    #expect(try receive(test) == "H99.88-261120-2000")
    #expect(try receive(test) == "H99.88-261120-2001")
    try test.setClock("2026-11-23T08:00:00+07:00")
    #expect(try receive(test) == "H99.88-261123-2000")
    try test.reopen()
    #expect(try receive(test) == "H99.88-261123-2001")
  }

  @Test func `the day changes at midnight in Viet Nam`() throws {
    let test = try TestOffice()
    try test.setClock("2026-11-20T23:59:59+07:00")
    #expect(try receive(test) == "H99.88-261120-1000")
    try test.setClock("2026-11-21T00:00:00+07:00")
    #expect(try receive(test) == "H99.88-261121-1000")
  }

  @Test func `an exhausted range is refused and the next day works again`() throws {
    let test = try TestOffice(range: 1000...1001)
    _ = try receive(test)
    let second = try test.receive(TestOffice.copies, "valid-one-page", token: "second")
    try test.expectRefusal(.refused) { _ in _ = try receive(test) }
    try test.expectRefusal(.refused) { _ in _ = try receive(test) }
    #expect(try test.receive(TestOffice.copies, "valid-one-page", token: "second") == second)
    try test.setClock("2026-11-23T08:00:00+07:00")
    #expect(try receive(test) == "H99.88-261123-1000")
  }

  @Test func `a date set back never repeats a code`() throws {
    let test = try TestOffice()
    let first = try receive(test)
    try test.setClock("2026-11-23T08:00:00+07:00")
    _ = try receive(test)
    try test.setClock(TestOffice.start)
    try test.expectRefusal(.refused) { _ in _ = try receive(test) }
    try test.office.confirmClock(by: test.admin)
    let again = try receive(test)
    #expect(again != first && again == "H99.88-261120-1001")
  }

  @Test(
    arguments: [
      "1970-01-01T07:00:05+07:00", "2024-12-31T23:59:59+07:00", "2032-01-01T00:00:00+07:00",
      "2099-06-01T09:00:00+07:00",
    ])
  func `a clock outside the work calendar receives nothing and cannot be confirmed`(wrong: String)
    throws
  {
    let test = try TestOffice()
    try test.setClock(wrong)
    try test.expectRefusal(.refused) { _ in
      let content = DraftContent(procedure: TestOffice.copies, version: "2026.1")
      _ = try test.office.receive(IntakeRequest(content: content), by: test.admin)
    }
    try test.expectRefusal(.refused) { try $0.confirmClock(by: test.admin) }
    guard case .unsure(let why) = try test.office.clockStanding() else {
      Issue.record("the clock is believed")
      return
    }
    #expect(!why.vi.isEmpty && !why.en.isEmpty)
  }

  @Test func `a new machine's clock is taken unchecked and work moves what is known`() throws {
    let test = try TestOffice()
    #expect(try test.office.clockStanding() == .trusted(.unchecked))
    let id = try test.receive(TestOffice.copies, "valid-one-page").id
    #expect(try test.office.store.entries(of: id).first?.head.clock == .unchecked)
    // Ten minutes back is an adjustment; more is a clock set back.
    try test.setClock("2026-11-20T08:50:00+07:00")
    #expect(try test.office.clockStanding() == .trusted(.unchecked))
    try test.setClock("2026-11-20T08:49:59+07:00")
    guard case .unsure = try test.office.clockStanding() else {
      Issue.record("a clock set back is believed")
      return
    }
  }

  @Test func `a jump far ahead asks first, and a confirmed date counts as the officer's`() throws {
    let test = try TestOffice()
    _ = try receive(test)
    // 60 days after 20 November 2026, to the millisecond, and one more.
    try test.setClock("2027-01-19T09:00:00+07:00")
    #expect(try test.office.clockStanding() == .trusted(.unchecked))
    test.clock.advance(milliseconds: 1)
    try test.expectRefusal(.refused, saying: "Confirm") { _ in _ = try receive(test) }
    try test.office.confirmClock(by: test.admin)
    #expect(try test.office.clockStanding() == .trusted(.officer))
    let id = try test.receive(TestOffice.copies, "valid-one-page").id
    #expect(try test.office.store.entries(of: id).first?.head.clock == .officer)
  }

  @Test func `the hub's time resets what is known, downwards too`() throws {
    let test = try TestOffice()
    try test.setClock("2027-01-19T09:00:00+07:00")
    try test.office.confirmClock(by: test.admin)
    try test.setClock(TestOffice.start)
    try test.office.clockChecked(hubTime: try time(TestOffice.start))
    #expect(try test.office.clockStanding() == .trusted(.hub))
  }
}
