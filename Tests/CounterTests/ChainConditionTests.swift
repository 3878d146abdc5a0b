import Counter
import Dossiers
import FormEngine
import Foundation
import Testing

/// A next procedure that is offered only after certain answers, and rows taken over to it.
struct ChainConditionTests {
  private let death = "1.000656"
  private let marriage = "1.000894"
  private let shortStay = "1.004194"
  private let residence = "1.004222"

  private func offered(_ test: TestOffice, after procedure: String, _ story: String) throws
    -> (code: String, next: [String])
  {
    let first = try test.receive(procedure, story)
    let state = try test.office.state(code: first.code).state
    return (first.code, try test.office.nextProcedures(after: state).map(\.link.code))
  }

  @Test func `what follows a death depends on the age, what follows a certificate on its purpose`()
    throws
  {
    let test = try TestOffice()
    // 1950 to 2026 are 76 years: a social pension begins at 75, or at 70 in a poor household.
    let old = try offered(test, after: death, "valid-son-for-father").next
    #expect(old == ["2.000635", "1.001731", "1.014028"])
    // 03/1965 to 2026 are 61.
    let young = try offered(test, after: death, "valid-at-home-no-notice")
    #expect(young.next == ["2.000635", "1.001731"])
    try test.expectRefusal(.refused, saying: "By the answers of \(young.code)") { office in
      _ = try office.startDraft(procedure: "1.014028", after: young.code, by: test.admin)
    }
    let wedding = try offered(test, after: TestOffice.marital, "valid-single-for-marriage").next
    #expect(wedding == [marriage])
    let other = try offered(test, after: TestOffice.marital, "valid-divorced-asked-by-father").next
    #expect(other.isEmpty)
  }

  /// A share whose short stays are followed by permanent residence, with such a link.
  private func share(_ link: String) throws -> URL {
    let share = try Share.copy()
    try Share.rewrite(share.appending(path: "Forms/\(shortStay)/2026.1/procedure.json")) { text in
      let next = """
        "next": [{"code": "\(residence)", "why": {"vi": "Ở lâu dài"}, "dossiers": "several",
          "mark": "D lo", \(link)}],
        """
      return text.replacing("  \"sources\": [", with: next + "\n  \"sources\": [")
    }
    return share
  }

  @Test func `rows are taken over with what each of them says`() throws {
    let share = try share(
      """
      "carry": [{"to": "nyc/hoTen", "value": "/data/nyc/hoTen"},
        {"to": "hoGiaDinh/coThanhVien", "value": "/data/hoGiaDinh/coThanhVien"}],
      "carryRows": [{"to": "thanhVien", "rows": "thanhVien", "when": "gioiTinh = 'nam'",
        "carry": [{"to": "hoTen", "value": "hoTen"}, {"to": "ngaySinh", "value": "./ngaySinh"},
          {"to": "quanHe", "value": "quanHe"}]}]
      """)
    defer { try? FileManager.default.removeItem(at: share) }
    let test = try TestOffice(share: share)
    let first = try offered(test, after: shortStay, "valid-family-of-three-online")
    #expect(first.next == [residence])
    let draft = try test.office.startDraft(procedure: residence, after: first.code, by: test.admin)
    let open = try test.office.draft(draft)
    // Of the two members only the son is a man.
    #expect(open.session.value(at: "thanhVien[1]/hoTen") == "Bùi Minh Thử")
    #expect(open.session.value(at: "thanhVien[1]/ngaySinh") == "2020-11-02")
    #expect(open.session.value(at: "thanhVien[1]/quanHe") == "con")
    #expect(open.session.value(at: "thanhVien[2]/hoTen") == nil)
    let carried = try #require(open.content.origin).carried
    #expect(carried["thanhVien[1]/hoTen"] == "Bùi Minh Thử" && carried.count == 5)
  }

  @Test(arguments: [
    (
      "\"when\": \"/data/nyc/(\"",
      "Thủ tục 1.004194 2026.1, mục next[0].when: không đọc được biểu thức “/data/nyc/(”"
    ),
    (
      "\"when\": \"/data/nyc/khongCo = '1'\"",
      "Thủ tục 1.004194 2026.1, mục next[0].when: biểu mẫu không có /data/nyc/khongCo."
    ),
    (
      "\"carryRows\": [{\"to\": \"thanhVien\", \"rows\": \"hoGiaDinh\", \"carry\": [{\"to\": \"hoTen\", "
        + "\"value\": \"hoTen\"}]}]",
      "mục next[0].carryRows[0].carry[0].value: biểu mẫu không có nhóm lặp hoGiaDinh."
    ),
    ("\"when\": \"\"", "điều kiện trống"),
  ])
  func `a link that cannot be asked is named in one sentence and not offered`(
    link: String, sentence: String
  ) throws {
    let share = try share(link)
    defer { try? FileManager.default.removeItem(at: share) }
    let library = try FormLibrary(folder: share.appending(path: "Forms"))
    _ = try? library.definition(shortStay, version: "2026.1")
    let faults = library.faults.filter { $0.place == "\(shortStay)/2026.1" }
    #expect(faults.count == 1)
    #expect(faults.first?.message.vi.contains(sentence) == true, "\(faults)")
    #expect(!library.catalogue.entries.contains { $0.procedure.code == shortStay })
  }
}
