import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Edits by the contract: what is not mentioned stays, an empty value clears, rows by their names.
struct EditTests {
  private func edit(
    _ test: TestOffice, _ code: String, _ json: String, cleared: [String] = []
  ) throws {
    try test.office.edit(
      code, changes: try FormAnswers(json: Data(json.utf8)), cleared: cleared, by: test.admin)
  }

  @Test func `an unmentioned field stays and the new value replaces what was seen`() throws {
    let test = try TestOffice()
    let received = try test.receive(TestOffice.birth, "valid-father-on-time")
    let before = try test.state(received.code)
    try edit(test, received.code, #"{"nks/hoTen": "Bùi Minh Thử An"}"#)
    let after = try test.state(received.code)
    #expect(after.fields["nks/hoTen"]?.value == "Bùi Minh Thử An")
    #expect(after.fields["nks/hoTen"]?.heads.count == 1)
    for (path, field) in before.fields where path != "nks/hoTen" {
      #expect(after.fields[path] == field, "\(path)")
    }
    let last = try #require(test.office.store.entries(of: received.id).last)
    #expect(last.head.kind == "dossier.edited")
  }

  @Test func `an edit that changes nothing writes nothing`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    let before = try test.written
    try edit(test, code, #"{"nks/hoTen": "Bùi Minh Thử"}"#)
    try edit(test, code, "{}", cleared: ["nyc/email"])
    #expect(try test.written == before)
  }

  @Test func `a cleared field is gone, a required one is not cleared`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    try edit(test, code, "{}", cleared: ["nyc/dienThoai"])
    #expect(try test.state(code).flatAnswers.values["nyc/dienThoai"] == nil)
    #expect(try test.state(code).fields["nyc/dienThoai"]?.heads.first?.value == nil)
    try test.expectProblems(["nks/hoTen"]) { _ in
      try edit(test, code, "{}", cleared: ["nks/hoTen"])
    }
  }

  @Test func `a row is changed by its name, added without one and deleted`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-several-papers").code
    let rows = try #require(test.state(code).rows["giayTo"])
    try edit(
      test, code,
      """
      {"giayTo": [{"_row": "\(rows[0])", "soBan": 5},
       {"ten": "Bằng tốt nghiệp", "soTrang": "1", "soBan": "1", "banDienTu": "khong"}]}
      """)
    let added = try test.state(code)
    let three = try #require(added.rows["giayTo"])
    #expect(three.count == 3 && Array(three.prefix(2)) == rows)
    #expect(added.fields["giayTo[\(rows[0])]/soBan"]?.value == "5")
    #expect(added.fields["giayTo[\(rows[0])]/ten"]?.value == "Thẻ căn cước công dân")
    #expect(added.fields["giayTo[\(three[2])]/ten"]?.value == "Bằng tốt nghiệp")
    try edit(test, code, #"{"giayTo": [{"_row": "\#(rows[0])", "_deleted": true}]}"#)
    let deleted = try test.state(code)
    #expect(deleted.rows["giayTo"] == Array(three.dropFirst()))
    #expect(!deleted.fields.keys.contains { $0.contains(rows[0]) })
    #expect(!deleted.isDisputed)
  }

  @Test func `a row that is not there is neither changed nor deleted`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-several-papers").code
    for row in ["zzzz9999", "a]/b[c"] {
      try test.expectRefusal(.notFound, saying: "row") { _ in
        try edit(test, code, #"{"giayTo": [{"_row": "\#(row)", "_deleted": true}]}"#)
      }
      try test.expectRefusal(.notFound, saying: "row") { _ in
        try edit(test, code, #"{"giayTo": [{"_row": "\#(row)", "ten": "Giấy"}]}"#)
      }
    }
  }

  @Test func `what breaks the form or is not asked is refused`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    try test.expectProblems(["nyc/soDinhDanh"]) { _ in
      try edit(test, code, #"{"nyc/soDinhDanh": "123"}"#)
    }
    try test.expectProblems(["nks/khongCo"]) { _ in
      try edit(test, code, #"{"nks/khongCo": "x"}"#)
    }
    try test.expectRefusal(.notFound) { _ in
      try edit(test, "H99.88-261120-9999", #"{"nks/hoTen": "Bùi Thử"}"#)
    }
  }
}
