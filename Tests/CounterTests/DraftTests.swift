import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// A draft's life: started, answered, kept through a stop, accepted or discarded.
struct DraftTests {
  /// Answers a draft like a sample.
  private func fill(_ test: TestOffice, _ draft: String, _ procedure: String, _ sample: String)
    throws
  {
    let answers = try Share.answers(procedure, sample)
    _ = try test.office.change(draft: draft, by: test.admin) { open in
      _ = try open.session.load(answers)
    }
  }

  private func accept(_ test: TestOffice, _ draft: String, token: String? = nil) throws -> Received
  {
    let content = try test.office.draft(draft).content
    return try test.office.receive(
      IntakeRequest(content: content, token: token, draft: draft), by: test.admin)
  }

  @Test func `answers are on the disk when the call returns`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    _ = try test.office.change(draft: draft, by: test.admin) { open in
      try open.session.set("Bùi Minh Thử", at: "nks/hoTen")
    }
    try test.reopen()
    let open = try test.office.draft(draft)
    #expect(open.content.answers.values["nks/hoTen"] == "Bùi Minh Thử")
    #expect(open.owner == test.admin.id)
    #expect(open.savedAt.rfc3339 == TestOffice.start)
    #expect(try open.session.text(of: "/data/nks/hoTen") == "Bùi Minh Thử")
    #expect(try test.written == 1)
  }

  @Test func `rows of copies keep their ids and order through a stop`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.copies, by: test.admin)
    try fill(test, draft, TestOffice.copies, "valid-several-papers")
    let rows = try #require(test.office.draft(draft).content.answers.rows["giayTo"])
    try test.reopen()
    let open = try test.office.change(draft: draft, by: test.admin) { open in
      _ = try open.session.addRow(to: "giayTo")
      try open.session.set("Sổ hộ khẩu cũ", at: "giayTo[3]/ten")
      try open.session.removeRow(at: "giayTo[1]")
    }
    let after = try #require(open.content.answers.rows["giayTo"])
    #expect(after.count == 2 && after.first == rows.last)
    #expect(open.content.answers.values["giayTo[\(after[1])]/ten"] == "Sổ hộ khẩu cũ")
    #expect(!open.content.answers.values.keys.contains { $0.contains(rows[0]) })
  }

  @Test func `a change that fails leaves the draft as it was`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.copies, by: test.admin)
    try fill(test, draft, TestOffice.copies, "valid-one-page")
    let before = try test.office.draft(draft).content
    try test.expectRefusal(.badInput) { office in
      _ = try office.change(draft: draft, by: test.admin) { open in
        try open.session.set("Trần Văn Thử", at: "nyc/hoTen")
        try open.session.set("x", at: "nyc/khongCo")
      }
    }
    #expect(try test.office.draft(draft).content == before)
  }

  @Test func `the requester who is the mother is not typed twice`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    let open = try test.office.change(draft: draft, by: test.admin) { open in
      try open.session.set("Hà Thị Thử Mai", at: "nyc/hoTen")
      try open.session.set("1998-03-12", at: "nyc/ngaySinh")
      try open.session.set("me", at: "nyc/quanHe")
    }
    #expect(open.content.answers.values["me/hoTen"] == "Hà Thị Thử Mai")
    #expect(open.content.answers.values["me/ngaySinh"] == "12/03/1998")
    #expect(open.content.answers.values["cha/hoTen"] == nil)
  }

  @Test func `the father and the person concerned are carried over, and typed words stay`() throws {
    let test = try TestOffice()
    let birth = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    let father = try test.office.change(draft: birth, by: test.admin) { open in
      try open.session.set("Bùi Văn Anh", at: "cha/hoTen")
      try open.session.set("Bùi Văn An", at: "nyc/hoTen")
      try open.session.set("1990-08-05", at: "nyc/ngaySinh")
      try open.session.set("cha", at: "nyc/quanHe")
    }
    #expect(father.content.answers.values["cha/hoTen"] == "Bùi Văn Anh")
    #expect(father.content.answers.values["cha/ngaySinh"] == "05/08/1990")
    let marital = try test.office.startDraft(procedure: TestOffice.marital, by: test.admin)
    let person = try test.office.change(draft: marital, by: test.admin) { open in
      try open.session.set("Giàng Thị Thử", at: "nyc/hoTen")
      try open.session.set("cccd", at: "nyc/loaiGiayTo")
      try open.session.set("099301000007", at: "nyc/soDinhDanh")
      try open.session.set("ban_than", at: "nyc/quanHe")
    }
    #expect(person.content.answers.values["ndc/hoTen"] == "Giàng Thị Thử")
    // The fourth digit, 3, is a woman's.
    #expect(person.content.answers.values["ndc/gioiTinh"] == "nu")
  }

  @Test func `accepting ends the draft in the same commit, and again gives the same code`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.copies, by: test.admin)
    try fill(test, draft, TestOffice.copies, "valid-one-page")
    _ = try test.office.change(draft: draft, by: test.admin) {
      $0.content.counts["banChinh"] = PaperCounts(presented: true)
    }
    let content = try test.office.draft(draft).content
    let request = IntakeRequest(content: content, token: draft, draft: draft)
    let received = try test.office.receive(request, by: test.admin)
    #expect(try test.office.store.drafts().isEmpty)
    let before = try test.written
    #expect(try test.office.receive(request, by: test.admin) == received)
    #expect(try test.written == before)
    try test.expectRefusal(.notFound) { _ = try $0.draft(draft) }
  }

  @Test func `a draft that cannot be accepted stays`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    #expect(throws: IncompleteError.self) { _ = try accept(test, draft) }
    try fill(test, draft, TestOffice.birth, "valid-father-on-time")
    try test.expectRefusal(.refused, saying: "Missing") { _ in _ = try accept(test, draft) }
    #expect(try test.office.store.drafts().map(\.id) == [draft])
  }

  @Test func `an alternative stands in for a missing paper`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    try fill(test, draft, TestOffice.birth, "valid-father-on-time")
    _ = try test.office.change(draft: draft, by: test.admin) {
      $0.content.counts["giayToTuyThan"] = PaperCounts(presented: true)
    }
    try test.expectRefusal(.refused, saying: "Missing") { _ in _ = try accept(test, draft) }
    _ = try test.office.change(draft: draft, by: test.admin) {
      $0.content.counts["giayCamDoan"] = PaperCounts(original: 1)
    }
    let code = try accept(test, draft).code
    #expect(
      try test.state(code).components.map(\.id).sorted() == ["giayCamDoan", "giayToTuyThan"])
  }

  @Test func `a discarded draft is gone`() throws {
    let test = try TestOffice()
    let draft = try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
    try test.office.discardDraft(draft, by: test.admin)
    try test.expectRefusal(.notFound) { _ = try $0.draft(draft) }
    #expect(try test.office.store.drafts().isEmpty)
    try test.expectRefusal(.notFound) { try $0.discardDraft(draft, by: test.admin) }
  }
}
