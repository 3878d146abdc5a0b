import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Changes of status by the life cycle's table, with the data each needs.
struct StatusTests {
  private func change(
    _ test: TestOffice, _ code: String, _ to: DossierStatus, _ reason: String = "",
    _ data: [TransitionDatum: String] = [:]
  ) throws {
    try test.office.changeStatus(
      code, StatusRequest(to: to, reason: reason, data: data), by: test.admin)
  }

  @Test func `a dossier goes from reception to the handing over`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try change(test, code, .processing)
    try change(test, code, .done, "Giấy xác nhận số 7")
    try change(test, code, .returned, "Giàng Thị Thử")
    let state = try test.state(code)
    #expect(state.status == 10)
    #expect(state.timeline.map(\.to) == [2, 4, 9, 10])
    #expect(state.timeline.last?.data["takenBy"] == "Giàng Thị Thử")
    #expect(state.timeline[2].data["result"] == "Giấy xác nhận số 7")
    #expect(state.unknownEntries.isEmpty)
  }

  /// The table written out: from a received dossier, and from each state it can reach.
  @Test func `what the table does not allow is refused and writes nothing`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    func refuse(_ targets: [DossierStatus]) throws {
      for to in targets {
        try test.expectRefusal(.refused) { _ in
          try change(
            test, code, to, "lý do",
            Dictionary(uniqueKeysWithValues: TransitionDatum.allCases.map { ($0, "có") }))
        }
      }
    }
    try refuse([.registered, .received, .notAccepted, .returned])
    try change(test, code, .processing)
    try refuse([.registered, .received, .notAccepted, .processing, .returned])
    try change(test, code, .done, "kết quả")
    try refuse([.received, .processing, .supplementAsked, .withdrawn, .stopped, .done])
    try change(test, code, .returned, "người nhận")
    try refuse(DossierStatus.allCases)
  }

  @Test func `a transition without what it needs says what is missing`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.expectRefusal(.badInput, saying: "the reason") { _ in
      try change(test, code, .supplementAsked)
    }
    try test.expectRefusal(.badInput, saying: "the result document") { _ in
      try change(test, code, .done, "", [.result: "   "])
    }
    try test.expectRefusal(.badInput, saying: "the check of identity") { _ in
      try change(test, code, .withdrawn, "Công dân xin rút")
    }
    try change(
      test, code, .withdrawn, "Công dân xin rút", [.identityCheck: "Đã đối chiếu thẻ căn cước"])
    #expect(try test.state(code).status == 7)
  }

  @Test func `texts too long or with control characters are refused`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    for reason in [String(repeating: "a", count: 2001), "a\u{1B}[31m", "a\u{0}b"] {
      try test.expectRefusal(.badInput) { _ in
        try change(test, code, .supplementAsked, reason)
      }
      try test.expectRefusal(.badInput) { _ in
        try change(test, code, .done, "", [.result: reason])
      }
    }
    try test.expectRefusal(.notFound) { _ in try change(test, "H99.88-261120-9999", .processing) }
  }

  /// Received Friday 20 November, three working days: Thursday the 26th. Asked on Monday the 23rd,
  /// which counts as used; Wednesday and Thursday are left (Tuesday is a holiday). The papers come
  /// on Friday the 27th, so the two days left are Monday 30 November and Tuesday 1 December.
  @Test func `a supplement stops the term and what was left of it runs on`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.setClock("2026-11-23T10:00:00+07:00")
    try change(test, code, .supplementAsked, "Thiếu bản án ly hôn")
    #expect(try test.state(code).supplement?.papers == ["Thiếu bản án ly hôn"])
    try test.setClock("2026-11-27T09:00:00+07:00")
    try change(test, code, .received)
    let state = try test.state(code)
    #expect(try state.due?.instant == time("2026-12-01T17:00:00+07:00"))
    #expect(state.due?.differs == false && state.supplement == nil)
    #expect(state.timeline.last?.data["newDue"] == "2026-12-01T17:00:00+07:00")
    #expect(state.timeline.last?.data["supplementReceivedAt"] == "2026-11-27T09:00:00+07:00")
  }

  /// After the first supplement the promise is Tuesday 1 December. Asked again on Monday 30
  /// November, one day is left; the papers come on Thursday the 3rd: Friday the 4th.
  @Test func `a second supplement counts on from the promise of the first`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.setClock("2026-11-23T10:00:00+07:00")
    try change(test, code, .supplementAsked, "Thiếu bản án ly hôn")
    try test.setClock("2026-11-27T09:00:00+07:00")
    try change(test, code, .processing)
    try test.setClock("2026-11-30T10:00:00+07:00")
    try change(test, code, .supplementAsked, "Bản án chưa có hiệu lực")
    let asked = try test.state(code)
    #expect(asked.supplementRounds == 2)
    #expect(asked.timeline.last?.data["requestNumber"] == "2")
    try test.setClock("2026-12-03T09:00:00+07:00")
    try change(test, code, .processing)
    #expect(try test.state(code).due?.instant == time("2026-12-04T17:00:00+07:00"))
  }

  @Test func `withdrawn while papers are awaited promises nothing new`() throws {
    let test = try TestOffice()
    let received = try test.receive(TestOffice.marital, "valid-single-for-marriage")
    try test.setClock("2026-11-23T10:00:00+07:00")
    try change(test, received.code, .supplementAsked, "Thiếu bản án")
    try change(
      test, received.code, .withdrawn, "Công dân xin rút", [.identityCheck: "Đã đối chiếu"])
    let state = try test.state(received.code)
    #expect(state.status == 7 && state.due?.instant == received.due?.milliseconds)
  }
}
