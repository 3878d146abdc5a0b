import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// A dossier begun from another: what was answered is not asked again.
struct ChainTests {
  private let death = "1.000656"
  private let extract = "2.000635"

  @Test func `the next procedure starts filled and the two dossiers know each other`() throws {
    let test = try TestOffice()
    let first = try test.receive(death, "valid-son-for-father")
    let before = try test.office.state(code: first.code)
    let offered = try test.office.nextProcedures(after: before.state).map(\.link.code)
    #expect(offered.first == extract)
    let draft = try test.office.startDraft(
      procedure: extract, after: first.code, by: test.admin)
    var open = try test.office.draft(draft)
    let origin = try #require(open.content.origin)
    #expect(origin.code == first.code && origin.dossier == before.id)
    #expect(open.content.answers.values["nyc/hoTen"] == before.state.allValues["nyc/hoTen"])
    #expect(origin.carried["nyc/hoTen"] == before.state.allValues["nyc/hoTen"])
    // Through a stop of the program the draft keeps where it came from.
    try test.reopen()
    open = try test.office.change(draft: draft, by: test.admin) { open in
      try open.session.set("3", at: "ketQua/soLuong")
    }
    #expect(open.session.validate().isEmpty)
    for component in try open.procedure.requiredComponents(
      evaluate: { try open.session.truth(of: $0) })
    {
      open.content.counts[component.id] = PaperCounts(asAsked: component)
    }
    let second = try test.office.receive(
      IntakeRequest(content: open.content, token: draft, draft: draft), by: test.admin)
    let after = try test.office.state(code: second.code)
    #expect(after.state.follows == before.id)
    #expect(try test.office.linked(before.id, before.state).map(\.code) == [second.code])
    #expect(try test.office.linked(after.id, after.state).map(\.code) == [first.code])
    #expect(try test.office.store.check().isEmpty)
    try test.office.store.rebuildProjections()
    #expect(try test.office.linked(before.id, before.state).map(\.code) == [second.code])
  }

  @Test func `only what the procedure names may be begun from it`() throws {
    let test = try TestOffice()
    let first = try test.receive(death, "valid-son-for-father")
    try test.expectRefusal(.refused, saying: "names no next procedure") { office in
      _ = try office.startDraft(procedure: "2.000815", after: first.code, by: test.admin)
    }
    try test.expectRefusal(.notFound) { office in
      _ = try office.startDraft(procedure: extract, after: "H99.88-261120-9999", by: test.admin)
    }
  }

  @Test func `every next procedure that is shipped can be begun`() throws {
    let test = try TestOffice()
    let catalogue = test.office.library.catalogue
    let today = test.office.now.civil.date
    var links = 0
    for entry in catalogue.inForce(on: today) {
      for link in entry.procedure.next {
        links += 1
        let next = try catalogue.entry(link.code, on: today).procedure
        let form = try test.office.library.session(
          next.code, version: next.version, now: test.office.now)
        let known = Set(form.view().questions.map(\.path))
        let unknown = link.carry.map(\.to).filter { !known.contains($0) }
        #expect(unknown.isEmpty, "\(entry.procedure.code) → \(link.code): \(unknown)")
        let source = try test.office.library.session(
          entry.procedure.code, version: entry.procedure.version, now: test.office.now)
        for value in link.carry { _ = try source.text(of: value.value) }
      }
    }
    #expect(links >= 10)
  }
}
