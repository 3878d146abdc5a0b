import Counter
import DossierStore
import Dossiers
import Foundation
import Sync
import Testing

/// Intake with its three outcomes, extension, withdrawal, correction, delivery.
struct LifeActTests {
  private let head = officer(.headOfUnit)

  private func change(
    _ test: TestOffice, _ code: String, _ to: DossierStatus, _ reason: String = "",
    _ data: [TransitionDatum: String] = [:], correct: Bool = false, by actor: Actor? = nil
  ) throws {
    try test.office.changeStatus(
      code, StatusRequest(to: to, reason: reason, data: data, isCorrection: correct),
      by: actor ?? head)
  }

  private func intake(
    _ test: TestOffice, _ sample: String, _ outcome: IntakeOutcome, by actor: Actor? = nil
  ) throws -> String {
    try test.office.receive(
      procedure: TestOffice.marital, answers: Share.answers(TestOffice.marital, sample), files: [],
      token: nil, outcome: outcome, by: actor ?? head
    ).code
  }

  @Test func `refused at the counter: a code, the reason, who signed, and no promise`() throws {
    let test = try TestOffice()
    let code = try intake(
      test, "invalid-two-wives", .refuse(reason: "Không thuộc thẩm quyền của xã"))
    let state = try test.state(code)
    #expect(state.status == 3 && state.due == nil && state.acceptedAt == nil)
    #expect(state.timeline.map(\.to) == [1, 3])
    #expect(state.timeline.last?.data["signer"] == "Hà Thị Thử")
    #expect(state.timeline.last?.reason == "Không thuộc thẩm quyền của xã")
    try test.expectRefusal(.badInput, saying: "the reason") { _ in
      _ = try intake(test, "valid-single-for-marriage", .refuse(reason: " "))
    }
    try test.expectRefusal(.refused) { _ in
      _ = try intake(
        test, "valid-single-for-marriage", .refuse(reason: "x"), by: officer(.specialist))
    }
  }

  /// The papers come on Friday 27 November at 9:00: three working days from then is Wednesday
  /// 2 December, whatever the day of the first visit was.
  @Test func `asked to complete: the term begins when everything is there`() throws {
    let test = try TestOffice()
    let code = try intake(
      test, "valid-widow-for-marriage",
      .askToComplete(papers: ["Giấy chứng tử của chồng"], reason: "Thiếu giấy tờ"))
    var state = try test.state(code)
    #expect(state.status == 5 && state.due == nil)
    #expect(state.timeline.map(\.to) == [1, 5])
    #expect(state.supplement?.papers == ["Giấy chứng tử của chồng"])
    #expect(state.custody.isEmpty)
    try test.setClock("2026-11-27T09:00:00+07:00")
    try test.office.changeStatus(
      code,
      StatusRequest(
        to: .received, reason: "",
        broughtPapers: [PaperTally(component: "giayChungTu", original: 1)]), by: head)
    state = try test.state(code)
    #expect(state.status == 2 && state.supplementRounds == 1)
    #expect(try state.due?.instant == time("2026-12-02T17:00:00+07:00"))
    #expect(try state.acceptedAt == time("2026-11-27T09:00:00+07:00"))
    #expect(state.papers(at: .counter) == [PaperTally(component: "giayChungTu", original: 1)])
  }

  @Test func `what the form still lacks keeps it from being taken in`() throws {
    let test = try TestOffice()
    let code = try intake(
      test, "invalid-other-purpose-empty",
      .askToComplete(papers: [], reason: "Chưa rõ mục đích"))
    let before = try test.written
    #expect(throws: IncompleteError.self) { try change(test, code, .received) }
    #expect(try test.written == before)
    try test.expectRefusal(.refused, saying: "only shown") { office in
      try office.changeStatus(
        code,
        StatusRequest(
          to: .received, reason: "",
          broughtPapers: [PaperTally(component: "giayToTuyThan", copy: 1)]), by: head)
    }
  }

  /// Received Friday the 20th, promised Thursday the 26th, 17:00; Saturday the 28th is a day off.
  @Test func `a promise is moved before it expires, with a reason, by who signs`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    let leader = officer(.signingLeader, name: "Vàng Thị Ký")
    func extend(_ day: String, late: Bool = false, by actor: Actor? = nil, why: String = "Xác minh")
      throws
    {
      try test.office.extend(
        code,
        ExtensionRequest(due: try #require(CivilDate(day)), reason: why, isLate: late),
        by: actor ?? leader)
    }
    try test.expectRefusal(.refused) { _ in
      try extend("2026-11-30", by: officer(.receptionOfficer))
    }
    try test.expectRefusal(.badInput, saying: "day off") { _ in try extend("2026-11-28") }
    try test.expectRefusal(.badInput, saying: "after the old one") { _ in
      try extend("2026-11-26")
    }
    try test.expectRefusal(.badInput, saying: "the reason") { _ in
      try extend("2026-11-30", why: "  ")
    }
    try extend("2026-11-30")
    var state = try test.state(code)
    #expect(try state.due?.instant == time("2026-11-30T17:00:00+07:00"))
    #expect(try state.extensions.map(\.before) == [time("2026-11-26T17:00:00+07:00")])
    #expect(state.extensions.first?.signer == "Vàng Thị Ký")
    #expect(state.extensions.first?.isLate == false && state.due?.differs == false)

    try test.setClock("2026-12-01T08:00:00+07:00")
    try test.expectRefusal(.refused, saying: "already broken") { _ in try extend("2026-12-03") }
    try extend("2026-12-03", late: true)
    state = try test.state(code)
    #expect(state.extensions.map(\.isLate) == [false, true])
    #expect(try state.due?.instant == time("2026-12-03T17:00:00+07:00"))
    try change(test, code, .supplementAsked, "Thiếu")
    try test.expectRefusal(.refused, saying: "whose term runs") { _ in try extend("2026-12-10") }
  }

  /// Promised 26 November; 20 calendar days later is Wednesday, 16 December.
  @Test func `the 20 days for asking another commune are offered once, with their condition`()
    throws
  {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    let procedure = try test.office.entry(of: test.state(code)).procedure
    func foreseen() throws -> (due: CivilDate, when: LocalizedText)? {
      try test.office.foreseenExtension(test.state(code), procedure)
    }
    let allowed = try #require(try foreseen())
    #expect(try allowed.due == #require(CivilDate("2026-12-16")))
    #expect(allowed.when.vi.contains("xác minh"))
    try test.office.extend(code, ExtensionRequest(due: allowed.due, reason: "Xác minh"), by: head)
    #expect(try test.state(code).due?.instant == time("2026-12-16T17:00:00+07:00"))
    #expect(try foreseen() == nil)
    let other = try test.receive("1.001193", "valid-father-on-time").code
    let birth = try test.office.entry(of: test.state(other)).procedure
    #expect(
      try test.office.foreseenExtension(test.state(other), birth)?.when.vi
        == birth.term.extension?.when.vi)
  }

  /// Moved to Monday the 30th; asked on Monday the 23rd, which counts as used: 25, 26, 27 and 30
  /// November are left (the 24th is a holiday). The papers come on Friday the 27th: 30 November,
  /// 1, 2 and 3 December.
  @Test func `after an extension the term that was left runs on from it`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.office.extend(
      code,
      ExtensionRequest(due: try #require(CivilDate("2026-11-30")), reason: "Xác minh"), by: head)
    try test.setClock("2026-11-23T10:00:00+07:00")
    try change(test, code, .supplementAsked, "Thiếu bản án")
    try test.setClock("2026-11-27T09:00:00+07:00")
    try change(test, code, .received)
    let state = try test.state(code)
    #expect(try state.due?.instant == time("2026-12-03T17:00:00+07:00"))
    #expect(state.due?.differs == false)
  }

  /// The papers came on Wednesday the 25th and were booked on Friday; one of the days left (26th)
  /// is the day after: Thursday and Friday.
  @Test func `the time papers really came counts, not when they were booked`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try test.setClock("2026-11-23T10:00:00+07:00")
    try change(test, code, .supplementAsked, "Thiếu bản án")
    try test.setClock("2026-11-27T09:00:00+07:00")
    for wrong in ["2026-11-23T09:59:00+07:00", "2026-11-27T09:01:00+07:00", "hôm qua"] {
      try test.expectRefusal(.badInput) { _ in
        try change(test, code, .received, "", [.supplementReceivedAt: wrong])
      }
    }
    try change(
      test, code, .received, "", [.supplementReceivedAt: "2026-11-25T09:00:00+07:00"])
    #expect(try test.state(code).due?.instant == time("2026-11-27T17:00:00+07:00"))
  }

  @Test func `withdrawn, the papers are back with their owner; stopped, they wait for him`() throws
  {
    let test = try TestOffice()
    let held = [PaperTally(component: "giayChungTu", original: 1, copy: 1)]
    let withdrawn = try test.receive(TestOffice.marital, "valid-widow-for-marriage").code
    try change(
      test, withdrawn, .withdrawn, "Xin rút", [.identityCheck: "Thẻ căn cước", .takenBy: "Chủ"])
    #expect(try test.state(withdrawn).custody == [PaperHolding(place: .owner, papers: held)])
    #expect(try test.state(withdrawn).paperMoves.map(\.identity) == ["Thẻ căn cước"])

    let stopped = try test.receive(TestOffice.marital, "valid-widow-for-marriage").code
    try change(test, stopped, .stopped, "Hết thời hạn bổ sung", [.legalBasis: "NĐ 118/2025"])
    #expect(try test.state(stopped).custody.map(\.place) == [.counter])
    try test.expectRefusal(.badInput) { office in
      try office.handBack(stopped, HandBack(person: "Chủ", identity: " "), by: head)
    }
    try test.expectRefusal(.badInput, saying: "not that many") { office in
      try office.handBack(
        stopped,
        HandBack(
          person: "Chủ", identity: "Thẻ",
          papers: [PaperTally(component: "giayChungTu", original: 2)]), by: head)
    }
    try test.office.handBack(stopped, HandBack(person: "Chủ", identity: "Thẻ"), by: head)
    #expect(try test.state(stopped).custody == [PaperHolding(place: .owner, papers: held)])
    try test.expectRefusal(.refused, saying: "holds no paper") { office in
      try office.handBack(stopped, HandBack(person: "Chủ", identity: "Thẻ"), by: head)
    }
  }

  @Test func `a wrong result is taken back only as a correction, by the head, with a reason`()
    throws
  {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.marital, "valid-single-for-marriage").code
    try change(test, code, .done, "Giấy xác nhận số 7")
    try test.expectRefusal(.refused, saying: "recorded correction") { _ in
      try change(test, code, .processing, "Sai tên")
    }
    try test.expectRefusal(.refused, saying: "may not do this") { _ in
      try change(
        test, code, .processing, "Sai tên", correct: true, by: officer(.signingLeader))
    }
    try test.expectRefusal(.badInput, saying: "the reason") { _ in
      try change(test, code, .processing, correct: true)
    }
    try change(test, code, .processing, "Sai tên", correct: true)
    let state = try test.state(code)
    #expect(state.timeline.map(\.to) == [2, 9, 4] && state.statusConflict == nil)
    #expect(try state.due?.instant == time("2026-11-26T17:00:00+07:00"))
    try test.expectRefusal(.refused) { _ in
      try change(test, code, .processing, "Lần nữa", correct: true)
    }
  }

  @Test func `who acts for the owner and how the result is wanted are said at intake`() throws {
    let test = try TestOffice()
    let answers = try Share.answers(TestOffice.marital, "valid-single-for-marriage")
    func receive(_ who: Representative?, _ wish: DeliveryWish?) throws -> String {
      try test.office.receive(
        procedure: TestOffice.marital, answers: answers, files: [], token: nil,
        { content in
          content.representative = who
          content.delivery = wish
        }, by: head
      ).code
    }
    let who = Representative(
      name: "Giàng A Thử", identity: "099090000001", paper: "Giấy uỷ quyền số 5/2026")
    let code = try receive(who, DeliveryWish(way: .post, place: "Bản Thử 2, xã Pà Cò Thử"))
    var state = try test.state(code)
    #expect(state.representative == who && state.delivery?.way == .post)
    try test.office.chooseDelivery(code, .counter, place: "", by: head)
    #expect(try test.state(code).delivery?.way == .counter)
    try test.expectRefusal(.badInput, saying: "address") { office in
      try office.chooseDelivery(code, .post, place: " ", by: head)
    }
    var silent = who
    silent.paper = " "
    for wrong in [silent, Representative(name: "123", identity: "1", paper: "x")] {
      try test.expectRefusal(.badInput) { _ in _ = try receive(wrong, nil) }
    }
    try change(test, code, .done, "Giấy xác nhận")
    try change(
      test, code, .returned, "",
      [.takenBy: "Giàng A Thử", .authorisation: "Giấy uỷ quyền số 5/2026", .returnPlace: "Xã Thử"])
    state = try test.state(code)
    #expect(state.timeline.last?.data["returnWay"] == "counter")
    #expect(state.timeline.last?.data["authorisation"] == "Giấy uỷ quyền số 5/2026")
    try test.expectRefusal(.refused, saying: "has ended") { office in
      try office.chooseDelivery(code, .online, place: "", by: head)
    }
  }

  @Test func `another authority's word is recorded with its notice, its code finds the dossier`()
    throws
  {
    let test = try TestOffice()
    let code = try test.receive("1.004194", "valid-worker-rents-room").code
    try test.expectRefusal(.badInput, saying: "deciding authority's notice") { _ in
      try change(test, code, .processing)
    }
    try test.office.recordOfficialCode(code, official: " G01.899-261120-0001\n", by: head)
    try change(test, code, .processing, "", [.authorityNotice: "G01.899-261120-0001"])
    try change(test, code, .done, "Đã đăng ký", [.authorityNotice: "Thông báo CT08 số 12"])
    #expect(try test.state(code).status == 9)
    #expect(try test.state("G01.899-261120-0001").code == code)
    try test.expectRefusal(.refused, saying: "cannot make it") { _ in
      try change(test, code, .processing, "Sai", correct: true)
    }
    let other = try test.receive("1.004194", "valid-worker-rents-room").code
    try test.expectRefusal(.refused, saying: "another dossier") { office in
      try office.recordOfficialCode(other, official: "G01.899-261120-0001", by: head)
    }
    for wrong in ["", "mã số", String(repeating: "1", count: 65)] {
      try test.expectRefusal(.badInput) { office in
        try office.recordOfficialCode(other, official: wrong, by: head)
      }
    }
  }
}
