import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Certified copies: one number of the year's book for each paper, never twice, never skipped.
struct CopiesTests {
  @Test func `numbers run on from paper to paper and dossier to dossier`() throws {
    let test = try TestOffice()
    let first = try test.receive(TestOffice.copies, "valid-several-papers").code
    #expect(try test.office.certify(first, papers: 2, by: test.admin) == ["1/2026", "2/2026"])
    let state = try test.state(first)
    #expect(state.status == 9)
    #expect(state.certifications.map(\.book) == ["SCT/BS", "SCT/BS"])
    let second = try test.receive(TestOffice.copies, "valid-one-page").code
    try test.reopen()
    #expect(try test.office.certify(second, papers: 1, by: test.admin) == ["3/2026"])
  }

  @Test func `certified again, a dossier keeps its numbers`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-several-papers").code
    let numbers = try test.office.certify(code, papers: 2, by: test.admin)
    let before = try test.written
    #expect(try test.office.certify(code, papers: 2, by: test.admin) == numbers)
    #expect(try test.office.certify(code, papers: 7, by: test.admin) == numbers)
    #expect(try test.written == before)
    let next = try test.receive(TestOffice.copies, "valid-one-page").code
    #expect(try test.office.certify(next, papers: 1, by: test.admin) == ["3/2026"])
  }

  @Test func `a new year is a new book`() throws {
    let test = try TestOffice()
    let old = try test.receive(TestOffice.copies, "valid-one-page").code
    #expect(try test.office.certify(old, papers: 1, by: test.admin) == ["1/2026"])
    try test.setClock("2027-01-04T08:00:00+07:00")
    let new = try test.receive(TestOffice.copies, "valid-one-page").code
    #expect(try test.office.certify(new, papers: 1, by: test.admin) == ["1/2027"])
  }

  @Test func `no papers, impossible numbers and other procedures are refused`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-one-page").code
    for papers in [0, -1, Int.min, 10_001] {
      try test.expectRefusal(.badInput) { office in
        _ = try office.certify(code, papers: papers, by: test.admin)
      }
    }
    let birth = try test.receive(TestOffice.birth, "valid-father-on-time").code
    try test.expectRefusal(.refused) { _ = try $0.certify(birth, papers: 1, by: test.admin) }
    try test.expectRefusal(.notFound) { _ = try $0.certify("x", papers: 1, by: test.admin) }
    #expect(try test.office.certify(code, papers: 1, by: test.admin) == ["1/2026"])
  }

  @Test func `a withdrawn dossier is not certified and takes no number`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-one-page").code
    try test.office.changeStatus(
      code,
      StatusRequest(to: .withdrawn, reason: "Công dân xin rút", data: [.identityCheck: "Có"]),
      by: test.admin)
    try test.expectRefusal(.refused) { _ = try $0.certify(code, papers: 1, by: test.admin) }
    let next = try test.receive(TestOffice.copies, "valid-one-page").code
    #expect(try test.office.certify(next, papers: 1, by: test.admin) == ["1/2026"])
  }
}
