import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Answers changed in two places, each right by itself, that break the form's rules together.
struct RuleTests {
  /// Who wants to marry cannot marry under his own number: the rule of the second looks at the
  /// first.
  private static let (own, other) = ("ndc/soDinhDanh", "mucDich/ketHonVoi/soDinhDanh")
  private static let number = "099301000015"

  /// The office corrects the resident's number, the province that of whom she marries, unaware of
  /// each other.
  private func mixed(_ test: TestOffice, _ province: inout TestProvince) throws -> Received {
    let received = try test.receive(TestOffice.marital, "valid-widow-for-marriage")
    try edit(test, received, Self.own, Self.number)
    try province.change(Self.other, Self.number, of: received.id, over: [received.id])
    return received
  }

  private func edit(_ test: TestOffice, _ received: Received, _ path: String, _ value: String)
    throws
  {
    try test.office.edit(
      received.code, changes: .init([path: .value(value)]), cleared: [], by: test.admin)
  }

  private func broken(_ test: TestOffice, _ code: String) throws -> [BrokenRule] {
    try test.office.brokenRules(of: test.state(code))
  }

  private func seen(_ test: TestOffice, _ code: String, _ path: String) throws -> Set<String> {
    Set(try test.state(code).heads(of: path).map(\.description))
  }

  @Test func `each is taken by itself, together they are listed with both fields`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let code = try mixed(test, &province).code
    let state = try test.state(code)
    #expect(state.disputes.isEmpty && state.answerAuthors.count == 2)
    let rule = try #require(try broken(test, code).first)
    #expect(rule.problem.kind == .constraint && rule.path == Self.other)
    #expect(rule.fields.map(\.path) == [Self.other, Self.own])
    #expect(
      rule.fields.map(\.label) == [
        "Mục đích sử dụng: Số định danh cá nhân", "Người được cấp giấy: Số định danh cá nhân",
      ])
    let line = try #require(try test.office.waitingDecisions().first)
    #expect(line.summary.code == code && line.doubts.map(\.kind) == ["rules"])
    #expect(
      line.doubts.first?.json == [
        "kind": "rules", "fields": [.string(Self.other), .string(Self.own)],
      ])
  }

  @Test func `it holds the result, and the hand-over of one that was finished before`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let code = try mixed(test, &province).code
    let done = StatusRequest(to: .done, reason: "Giấy xác nhận số 3")
    try test.expectRefusal(.refused, saying: "put right first: \(Self.other)") { office in
      try office.changeStatus(code, done, by: test.admin)
    }
    let late = try test.receive(TestOffice.marital, "valid-widow-for-marriage")
    try edit(test, late, Self.own, Self.number)
    try test.office.changeStatus(late.code, done, by: test.admin)
    try province.change(Self.other, Self.number, of: late.id, over: [late.id])
    let returned = StatusRequest(to: .returned, reason: "Giàng Thị Thử")
    try test.expectRefusal(.refused, saying: "put right first") { office in
      try office.changeStatus(late.code, returned, by: test.admin)
    }
    try test.office.correct(
      code: late.code, field: Self.other, value: "099099000008", reason: "Theo thẻ",
      seen: seen(test, late.code, Self.other), by: test.admin)
    try test.office.changeStatus(late.code, returned, by: test.admin)
    #expect(try test.state(late.code).status == 10)
  }

  @Test func `it stays listed when the dossier was handed over before it came`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let received = try test.receive(TestOffice.marital, "valid-widow-for-marriage")
    try edit(test, received, Self.own, Self.number)
    for status in [DossierStatus.done, .returned] {
      try test.office.changeStatus(
        received.code, StatusRequest(to: status, reason: "Giàng Thị Thử"), by: test.admin)
    }
    #expect(try test.office.waitingDecisions().isEmpty)
    try province.change(Self.other, Self.number, of: received.id, over: [received.id])
    #expect(try test.office.waitingDecisions().map(\.summary.code) == [received.code])
    test.clock.advance(milliseconds: 91 * 24 * 3600 * 1000)
    #expect(try test.office.waitingDecisions().isEmpty)
  }

  @Test func `either of the two answers is put right by an edit with its reason`() throws {
    for path in [Self.own, Self.other] {
      let test = try TestOffice()
      var province = try TestProvince(test)
      let received = try mixed(test, &province)
      #expect(
        try test.office.disputeFigures(test.office.waitingDecisions()).map(\.open) == [1])
      test.clock.advance(milliseconds: 7 * 60_000)
      try test.office.resolve(
        code: received.code, field: path, keep: nil, value: "099301000007", reason: "Theo thẻ",
        by: test.admin)
      #expect(try test.state(received.code).fields[path]?.value == "099301000007")
      #expect(try broken(test, received.code).isEmpty)
      #expect(try test.office.waitingDecisions().isEmpty)
      let figure = try #require(try test.office.disputeFigures([]).first)
      #expect(figure.kind == "rules" && figure.open == 0 && figure.settled == 1)
      #expect(figure.medianMinutes == 7)
      let reasons = try test.office.store.entries(of: received.id)
        .filter { $0.kind == "dossier.edited" }.compactMap { $0.content?["reason"]?.string }
      #expect(reasons == ["Theo thẻ"])
    }
  }

  @Test func `what mends nothing, breaks more or was not seen is refused`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let received = try mixed(test, &province)
    let heads = try seen(test, received.code, Self.own)
    func correct(_ path: String, _ value: String, seen: Set<String>, by actor: Actor)
      -> (OneStopOffice) throws -> Void
    {
      {
        try $0.correct(
          code: received.code, field: path, value: value, reason: "", seen: seen, by: actor)
      }
    }
    let of = try seen(test, received.code, Self.other)
    try test.expectProblems([Self.other], correct(Self.other, "12", seen: of, by: test.admin))
    try test.expectProblems(
      [Self.other], correct(Self.other, Self.number, seen: of, by: test.admin))
    try test.expectProblems([Self.own], correct(Self.own, "", seen: heads, by: test.admin))
    try test.expectRefusal(
      .notFound, saying: "no dispute",
      correct("ndc/hoTen", "Giàng Thị Thử", seen: [], by: test.admin))
    try test.expectRefusal(
      .refused, correct(Self.own, "099301000007", seen: heads, by: officer(.receptionOfficer)))
    try province.change(
      Self.own, "099301000015", of: received.id, over: test.state(received.code).heads(of: Self.own)
    )
    try test.expectRefusal(
      .refused, saying: "changed meanwhile",
      correct(Self.own, "099301000007", seen: heads, by: test.admin))
  }
}
