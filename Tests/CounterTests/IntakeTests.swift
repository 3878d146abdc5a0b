import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Founding an office and receiving dossiers of all procedures.
struct IntakeTests {
  @Test func `a standalone office trusts its own key and keeps its range`() throws {
    let test = try TestOffice()
    #expect(test.office.unit.code == "H99.88")
    #expect(try test.office.codeRange() == Dossiers.CodeRange(first: 1000, last: 1999))
    let bundle = try TrustBundle(
      jsonBytes: try Data(contentsOf: DataFolder(test.folder).bundle))
    #expect(bundle.verify())
    #expect(bundle.hub == test.office.store.device)
    #expect(try test.written == 1)
    try test.reopen()
    #expect(try test.office.codeRange().last == 1999)
    #expect(try test.written == 1)
  }

  @Test func `a folder that holds an office is not founded again`() throws {
    let test = try TestOffice()
    try test.expectRefusal(.refused, saying: "already holds an office") { office in
      _ = try OneStopOffice.found(
        office.surroundings, unitFile: try Share.demoUnit(), mode: .plainFile,
        range: Dossiers.CodeRange(first: 0, last: 9))
    }
  }

  @Test func `a unit file that is no unit founds nothing`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let surroundings = TestOffice.surroundings(
      folder, ManualClock(milliseconds: try time(TestOffice.start)), seed: 1)
    for text in ["", "{}", "[1]", #"{"code":"","name":"x"}"#] {
      #expect(throws: DossierError.self) {
        _ = try OneStopOffice.found(
          surroundings, unitFile: Data(text.utf8), mode: .plainFile,
          range: Dossiers.CodeRange(first: 0, last: 9))
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
    #expect(throws: DossierError.self) { _ = try OneStopOffice.open(surroundings) }
  }

  @Test func `every valid sample is received`() throws {
    let test = try TestOffice()
    for (procedure, name) in try Share.all("valid-") {
      let received = try test.receive(procedure, name)
      let state = try test.state(received.code)
      #expect(state.procedure == procedure && state.status == 2, "\(name)")
      #expect(state.due?.instant == received.due?.milliseconds, "\(name)")
      #expect(state.due?.vi == received.explanation.vi && !received.explanation.vi.isEmpty)
      #expect(state.lookup.count == 6)
      #expect(state.unknownEntries.isEmpty && state.missing.isEmpty)
    }
    #expect(try test.office.store.check().isEmpty)
  }

  @Test func `every invalid sample is refused with its problems and leaves nothing`() throws {
    let test = try TestOffice()
    for (procedure, name) in try Share.all("invalid-") {
      let sample = try Share.sample(procedure, name)
      try test.expectProblems(Set(sample.errors.map(\.path))) { office in
        _ = try office.receive(
          procedure: procedure, answers: sample.answers, files: [], token: nil, by: test.admin)
      }
    }
  }

  /// Friday 20 November 2026, 09:00; Tuesday the 24th is a holiday, so the third working day
  /// after Friday is Thursday the 26th. The office closes at 17:00.
  @Test func `the promised date is that of the procedure's term and says why`() throws {
    let test = try TestOffice()
    let birth = try test.receive(TestOffice.birth, "valid-father-on-time")
    #expect(birth.due?.rfc3339 == "2026-11-20T17:00:00+07:00")
    let marital = try test.receive(TestOffice.marital, "valid-single-for-marriage")
    #expect(marital.due?.rfc3339 == "2026-11-26T17:00:00+07:00")
    #expect(marital.explanation.vi.contains("24/11"))
    try test.setClock("2026-11-20T15:00:01+07:00")
    let late = try test.receive(TestOffice.copies, "valid-one-page")
    #expect(late.due?.rfc3339 == "2026-11-23T17:00:00+07:00")
  }

  @Test func `answers of people are kept apart from what the form computed`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-several-papers").code
    let state = try test.state(code)
    let rows = try #require(state.rows["giayTo"])
    #expect(rows.count == 2)
    #expect(state.fields["giayTo[\(rows[1])]/ten"]?.value == "Học bạ tiểu học")
    #expect(state.fields.keys.allSatisfy { !$0.hasSuffix("thanhTien") })
    #expect(state.frozen["giayTo[\(rows[0])]/thanhTien"] == "12000")
    #expect(state.fee["total"]?.integer == 26000)
  }

  @Test func `the same token is the same dossier, also with other answers and later`() throws {
    let test = try TestOffice()
    let first = try test.receive(TestOffice.birth, "valid-father-on-time", token: "t-1")
    let before = try test.written
    #expect(try test.receive(TestOffice.birth, "valid-father-on-time", token: "t-1") == first)
    try test.reopen()
    try test.setClock("2026-11-23T08:00:00+07:00")
    let again = try test.receive(TestOffice.marital, "valid-single-for-marriage", token: "t-1")
    #expect(again == first)
    #expect(try test.written == before)
    #expect(try test.receive(TestOffice.birth, "valid-father-on-time").code != first.code)
  }

  @Test func `a token that names nothing is refused`() throws {
    let test = try TestOffice()
    for token in ["", "  ", "a\nb", String(repeating: "x", count: 201)] {
      try test.expectRefusal(.badInput) { _ in
        _ = try test.receive(TestOffice.birth, "valid-father-on-time", token: token)
      }
    }
  }

  @Test func `a procedure that is not there or not in force is not received`() throws {
    let test = try TestOffice()
    try test.expectRefusal(.notFound) { _ in
      _ = try test.office.startDraft(
        procedure: "9.999999", by: test.admin)
    }
    try test.setClock("2027-03-01T09:00:00+07:00")
    try test.office.confirmClock(by: test.admin)
    try test.expectRefusal(.refused, saying: "in force") { _ in
      _ = try test.receive(TestOffice.birth, "valid-father-on-time")
    }
  }

  @Test func `a draft of a form no longer in force is refused at acceptance`() throws {
    let test = try TestOffice()
    try test.setClock("2027-02-26T09:00:00+07:00")
    try test.office.confirmClock(by: test.admin)
    let draft = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    try test.setClock("2027-03-01T09:00:00+07:00")
    try test.expectRefusal(.refused, saying: "not in force") { office in
      let content = try office.draft(draft).content
      _ = try office.receive(IntakeRequest(content: content, draft: draft), by: test.admin)
    }
    #expect(try test.office.store.draft(draft) != nil)
  }
}
