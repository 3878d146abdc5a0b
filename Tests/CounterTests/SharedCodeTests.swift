import Counter
import Documents
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// Two dossiers have one code: nothing is done to the wrong one, and each is reached by its id.
struct SharedCodeTests {
  /// The second dossier also has the first one's code.
  private func twice(_ test: TestOffice) throws -> (one: Received, other: Received) {
    let one = try test.receive(TestOffice.marital, "valid-widow-for-marriage")
    let other = try test.receive(TestOffice.birth, "valid-father-on-time")
    try test.office.store.append(
      [
        EntryDraft(
          kind: "dossier.official", subject: .existing(other.id),
          body: ["code": .string(one.code)])
      ], by: test.admin.id)
    return (one, other)
  }

  @Test func `a code of two dossiers is refused with both ids, and nothing is written`() throws {
    let test = try TestOffice()
    let (one, other) = try twice(test)
    let before = try test.written
    let acts: [(OneStopOffice) throws -> Void] = [
      { _ = try $0.state(code: one.code) },
      { _ = try $0.state(code: one.code.lowercased()) },
      { _ = try $0.reading(code: one.code) },
      {
        try $0.changeStatus(
          one.code, StatusRequest(to: .processing, reason: "Xử lý"), by: test.admin)
      },
      {
        _ = try $0.document(.receipt, format: .pdf, code: one.code, mark: .original, by: test.admin)
      },
    ]
    for act in acts {
      let error = try #require(
        #expect(throws: SharedCode.self) { try act(test.office) })
      #expect(error.dossiers == [one.id, other.id].sorted())
      for text in [error.message.vi, error.message.en] {
        #expect(text.contains("\(one.id)") && text.contains("\(other.id)"))
      }
    }
    #expect(try test.written == before)
  }

  @Test func `each of them is opened and decided by its id`() throws {
    let test = try TestOffice()
    let (one, other) = try twice(test)
    #expect(try test.state("\(one.id)").procedure == TestOffice.marital)
    #expect(try test.office.reading(code: "\(other.id)").summary.procedure == TestOffice.birth)
    try test.office.changeStatus(
      "\(other.id)", StatusRequest(to: .processing, reason: "Xử lý"), by: test.admin)
    #expect(try test.state("\(one.id)").status == 2)
    #expect(try test.state("\(other.id)").status == 4)
    // Its own code is nobody else's.
    #expect(try test.office.state(code: other.code).id == other.id)
    try test.office.addOfficer(
      name: "thu", fullName: "Hà Thị Thử", role: .receptionOfficer, password: "thu-nghiem-1",
      by: test.admin)
    let officer = try #require(test.office.officers().first { $0.name == "thu" })
    try test.expectRefusal(.notFound) { _ = try $0.state(code: "\(officer.id)") }
  }

  @Test func `lists lead to each of them, and the code is listed`() throws {
    let test = try TestOffice()
    let (one, other) = try twice(test)
    let store = test.office.store
    let known = try store.summaries().map { ($0.id, $0.reference) }
    #expect(
      Dictionary(uniqueKeysWithValues: known) == [
        one.id: "\(one.id)", other.id: other.code,
      ])
    #expect(try store.search(one.code).map(\.reference).contains("\(one.id)"))
    #expect(try test.office.reading(code: "\(one.id)").summary.reference == "\(one.id)")
    #expect(try test.office.reference(to: one.id, code: one.code) == "\(one.id)")
    #expect(try test.office.reference(to: other.id, code: other.code) == other.code)
    let collisions = try store.codeCollisions()
    #expect(collisions.map(\.code) == [one.code])
    #expect(collisions.map(\.dossiers) == [[one.id, other.id].sorted()])
    // The day's ledger has both.
    let day = Instant(milliseconds: test.clock.milliseconds).civil.date
    let list = try test.office.filledList(.ledger, .days(day, day), by: test.admin)
    #expect(list.data.rows["dossiers"]?.count == 2)
  }
}
