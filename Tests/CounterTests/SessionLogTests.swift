import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// The session log of a form that asks for one, in the columns ODK documents for `audit.csv`.
@Suite struct SessionLogTests {
  /// 1.004873 with `audit` and these parameters.
  private func office(_ parameters: String) throws -> TestOffice {
    let share = try Share.copy()
    try Share.rewrite(share.appending(path: "Forms/1.004873/2026.1/form.xml")) { xml in
      xml.replacing("<meta>", with: "<meta><audit/>").replacing(
        "</instance>",
        with: "</instance><bind nodeset=\"/data/meta/audit\" type=\"binary\" \(parameters)/>",
        maxReplacements: 1)
    }
    return try TestOffice(share: share)
  }

  private func log(_ test: TestOffice, _ code: String) throws -> [[String]] {
    let file = try #require(
      test.state(code).files.first { $0.component == SessionLog.component })
    #expect(file.name == "audit.csv" && file.type == "text/csv")
    let text = String(decoding: try test.office.store.file(file.sha256), as: UTF8.self)
    return text.split(separator: "\n").map { $0.components(separatedBy: ",") }
  }

  @Test func `a filling is written down: opened, answered, left, with old and new values`() throws {
    let test = try office("odk:track-changes=\"true\" odk:identify-user=\"true\"")
    let draft = try test.office.startDraft(procedure: TestOffice.marital, by: test.admin)
    let answers = try Share.answers(TestOffice.marital, "valid-single-for-marriage")
    try test.setClock("2026-11-20T09:00:10+07:00")
    try test.office.noteOpened("nyc", draft: draft, by: test.admin)
    try test.setClock("2026-11-20T09:00:30+07:00")
    for name in ["Giàng Thị", "Giàng Thị Thử"] {
      _ = try test.office.change(draft: draft, by: test.admin) { open in
        try open.session.set(name, at: "nyc/hoTen")
      }
    }
    _ = try test.office.change(draft: draft, by: test.admin) { open in
      _ = try open.session.load(answers)
    }
    try test.setClock("2026-11-20T09:01:00+07:00")
    try test.office.noteOpened(nil, draft: draft, by: test.admin)
    var content = try test.office.draftContent(draft)
    let open = try test.office.draft(draft)
    let required = try open.procedure.requiredComponents { try open.session.truth(of: $0) }
    for component in required {
      content.counts[component.id] = PaperCounts(asAsked: component)
    }
    let received = try test.office.receive(
      IntakeRequest(content: content, token: nil, draft: draft), by: test.admin)
    let rows = try log(test, received.code)
    let start = try time(TestOffice.start)
    #expect(
      rows[0] == ["event", "node", "start", "end", "old-value", "new-value", "user"])
    #expect(rows[1] == ["form start", "", "\(start)", "\(start)", "", "", "local:1000"])
    #expect(
      rows[2] == [
        "group questions", "/data/nyc", "\(start + 10_000)", "\(start + 60_000)", "", "",
        "local:1000",
      ])
    let names = rows.filter { $0[1] == "/data/nyc/hoTen" }
    #expect(
      names.map { [$0[0], $0[2], $0[3], $0[4], $0[5]] } == [
        ["question", "\(start + 10_000)", "\(start + 30_000)", "", "Giàng Thị"],
        ["question", "\(start + 10_000)", "\(start + 30_000)", "Giàng Thị", "Giàng Thị Thử"],
      ])
    #expect(
      rows.suffix(2).map { Array($0.prefix(4)) } == [
        ["end screen", "", "\(start + 60_000)", "\(start + 60_000)"],
        ["form finalize", "", "\(start + 60_000)", "\(start + 60_000)"],
      ])
    #expect(try test.office.store.check().map(\.message) == [])
  }

  @Test func `columns are those the form asks for; places are empty`() throws {
    let test = try office("odk:location-priority=\"balanced\"")
    let received = try test.receive(TestOffice.marital, "valid-single-for-marriage")
    let rows = try log(test, received.code)
    #expect(
      rows[0] == ["event", "node", "start", "end", "latitude", "longitude", "accuracy"])
    #expect(rows.dropFirst().map(\.first) == ["form start", "form finalize"])
    #expect(rows[1].suffix(3) == ["", "", ""])
  }

  @Test func `a form that does not ask keeps none`() throws {
    let test = try TestOffice()
    let received = try test.receive(TestOffice.marital, "valid-single-for-marriage")
    #expect(try test.state(received.code).files == [])
  }

  @Test func `commas, quotes and lines stay within their cell`() {
    var log = SessionLog()
    log.change("/data/a", from: "x, y", to: "nói \"không\"\nrồi", at: 5, by: "")
    #expect(
      String(decoding: log.csv(FormAudit(root: "data", tracksChanges: true)), as: UTF8.self)
        == "event,node,start,end,old-value,new-value\n"
        + "question,/data/a,5,5,\"x, y\",\"nói \"\"không\"\"\nrồi\"\n")
  }
}
