import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// Telling residents: with consent, once per event, never in quiet hours, nothing personal.
struct TellTests {
  private func ready(_ test: TestOffice) throws -> String {
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    for (to, reason) in [(DossierStatus.processing, ""), (.done, "Giấy số 7")] {
      try test.office.changeStatus(code, StatusRequest(to: to, reason: reason), by: test.admin)
    }
    return code
  }

  private func agree(
    _ test: TestOffice, _ code: String, _ channels: Set<TellingChannel> = [.sms],
    phone: String = "0912 345 678", village: String = ""
  ) throws {
    try test.office.recordConsent(
      code, channels: channels, phone: phone, village: village, by: test.admin)
  }

  private func export(_ test: TestOffice) throws -> (String, Int) {
    var list = ""
    let count = try test.office.exportMessages(by: test.admin) {
      list = String(decoding: $0, as: UTF8.self)
    }
    return (list, count)
  }

  @Test func `without consent nobody is told, and consent can be taken back`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    #expect(try test.office.outbox(by: test.admin).isEmpty)
    try agree(test, code)
    #expect(try test.office.outbox(by: test.admin).count == 1)
    let written = try test.written
    try agree(test, code)
    #expect(try test.written == written)
    try agree(test, code, [])
    #expect(try test.office.outbox(by: test.admin).isEmpty)
  }

  @Test func `a message names the dossier and nothing personal`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    try agree(test, code)
    let message = try #require(try test.office.outbox(by: test.admin).first)
    #expect(
      message.message.text
        == "UBND xa Pa Co Thu: Ho so \(code) da co ket qua, moi den nhan trong gio lam viec. "
        + "DT 0200 000 000.")
    #expect(message.message.alphabet == .gsm7)
    #expect(message.message.parts == 1)
  }

  @Test func `each event is told once, a failed message is tried three times`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    try agree(test, code)
    let (list, count) = try export(test)
    #expect(count == 1)
    #expect(list.contains("0912345678"))
    #expect(try export(test).1 == 0)
    let id = try #require(try test.office.outbox(by: test.admin).first?.id)
    #expect(list.contains(id))
    try test.office.recordMessages([id], result: .failed, by: test.admin)
    for _ in 0..<2 {
      #expect(try export(test).1 == 1)
      try test.office.recordMessages([id], result: .failed, by: test.admin)
    }
    #expect(try test.office.outbox(by: test.admin).isEmpty)
    let other = try ready(test)
    try agree(test, other)
    #expect(try export(test).1 == 1)
    let second = try #require(try test.office.outbox(by: test.admin).first?.id)
    try test.office.recordMessages([second], result: .sent, by: test.admin)
    #expect(try export(test).1 == 0)
    try test.expectRefusal(.notFound) { office in
      try office.recordMessages([second], result: .sent, by: test.admin)
    }
  }

  @Test func `a list that could not be saved is not recorded`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    try agree(test, code)
    struct Full: Error {}
    #expect(throws: Full.self) {
      try test.office.exportMessages(by: test.admin) { _ in throw Full() }
    }
    #expect(try export(test).1 == 1)
  }

  @Test func `nothing goes out in quiet hours, nor after erasure`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    try agree(test, code)
    try test.setClock("2026-11-20T20:30:00+07:00")
    let held = try #require(try test.office.outbox(by: test.admin).first)
    #expect(
      held.state == .held(until: Instant(milliseconds: try time("2026-11-21T07:00:00+07:00"))))
    #expect(try export(test).1 == 0)
    try test.setClock("2026-11-21T07:00:00+07:00")
    #expect(try test.office.outbox(by: test.admin).first?.state == .ready)
    let (id, _) = try test.office.state(code: code)
    try test.office.store.erase(id, basis: "hết hạn", by: test.admin.id)
    #expect(try test.office.outbox(by: test.admin).isEmpty)
  }

  @Test func `papers that are needed are told, and a result not collected after five days`() throws
  {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try agree(test, code)
    #expect(try test.office.outbox(by: test.admin).isEmpty)
    func change(_ to: DossierStatus, _ reason: String = "") throws {
      try test.office.changeStatus(code, StatusRequest(to: to, reason: reason), by: test.admin)
    }
    try change(.supplementAsked, "Bản sao trích lục")
    #expect(try test.office.outbox(by: test.admin).map(\.event) == [.supplement])
    try change(.processing)
    try change(.done, "Giấy số 7")
    #expect(try export(test).1 == 1)
    let id = try #require(try test.office.outbox(by: test.admin).first?.id)
    try test.office.recordMessages([id], result: .sent, by: test.admin)
    try test.setClock("2026-11-24T09:00:00+07:00")
    #expect(try test.office.outbox(by: test.admin).isEmpty)
    try test.setClock("2026-11-25T09:00:00+07:00")
    #expect(try test.office.outbox(by: test.admin).map(\.event) == [.reminder])
    try change(.returned, "Giàng Thị Thử")
    #expect(try test.office.outbox(by: test.admin).isEmpty)
  }

  @Test func `the head of the village gets a list, and who was told is an entry`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    try agree(test, code, [.call], village: "xom cha day")
    let line = try #require(try test.office.callList(by: test.admin).first)
    #expect(line.village == "Xóm Chà Đáy")
    #expect(line.code == code)
    #expect(line.event == .ready)
    #expect(try test.office.callList(village: "Xóm Pà Khôm", by: test.admin).isEmpty)
    #expect(try test.state(code).views.contains { $0.actor == test.admin.id })
    let other = try ready(test)
    try agree(test, other, [.call], village: "Xóm Pà Khôm")
    let paper = test.folder.appending(path: "calls.pdf")
    try test.office.callPaper(by: test.admin).write(to: paper)
    let pages = try Poppler.words("calls.pdf", in: test.folder).map { $0.map(\.word) }
    // A sheet for each village, with its own people only.
    #expect(pages.count == 2)
    for (page, (mine, foreign)) in zip(pages, [(code, other), (other, code)]) {
      #expect(page.contains(mine) && !page.contains(foreign))
    }
    #expect(pages[0].joined(separator: " ").contains("Xóm Chà Đáy"))
    try test.office.recordCall(other, reached: true, by: test.admin)
    try test.office.recordCall(code, reached: false, note: "không nghe máy", by: test.admin)
    #expect(try test.office.callList(by: test.admin).first?.attempts == 1)
    try test.office.recordCall(code, reached: true, by: test.admin)
    #expect(try test.office.callList(by: test.admin).isEmpty)
    #expect(try test.state(code).told.tellings.map(\.result) == [.unreached, .reached])
    try test.expectRefusal(.notFound, saying: "nobody to call") { office in
      _ = try office.callPaper(by: test.admin)
    }
    try test.expectRefusal(.refused, saying: "nothing to call about") { office in
      try office.recordCall(code, reached: true, by: test.admin)
    }
  }

  @Test func `what cannot be is refused in one sentence`() throws {
    let test = try TestOffice()
    let code = try ready(test)
    try test.expectRefusal(.badInput, saying: "telephone") { _ in
      try agree(test, code, phone: "12345")
    }
    try test.expectRefusal(.badInput, saying: "mobile") { _ in
      try agree(test, code, phone: "0218 385 1234")
    }
    try test.expectRefusal(.badInput, saying: "village") { _ in
      try agree(test, code, village: "Thôn Đâu Đâu")
    }
    try test.expectRefusal(.refused) { office in
      try office.recordConsent(code, channels: [.call], by: officer(.administrator))
    }
    try test.expectRefusal(.refused) { office in
      _ = try office.outbox(by: officer(.specialist))
    }
  }

  @Test func `a name that looks like a formula is left for no spreadsheet to run`() {
    let text = String(
      decoding: CSVText.data([["=1+1", "a,b", "nói \"vâng\"", "-5"]]), as: UTF8.self)
    #expect(text == "\u{FEFF}'=1+1,\"a,b\",\"nói \"\"vâng\"\"\",'-5\r\n")
  }
}
