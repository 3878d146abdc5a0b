import Counter
import Dossiers
import FormEngine
import Foundation
import Sync
import Testing

/// Carrying an open draft over to a newer version of its form.
struct CarryOverTests {
  /// A share folder in which certified copies have a version 2026.2: the requester's name moved to
  /// another group, the papers are called otherwise, and the address is gone.
  private static func share(renames: String?) throws -> URL {
    let share = try Share.copy()
    let old = share.appending(path: "Forms/2.000815/2026.1")
    let new = share.appending(path: "Forms/2.000815/2026.2")
    try FileManager.default.copyItem(at: old, to: new)
    try Share.rewrite(new.appending(path: "form.xml")) { text in
      text.replacing("/data/nyc/hoTen", with: "/data/nyc/ten")
        .replacing("/data/nyc/diaChi", with: "/data/nyc/choO")
        .replacing("/data/giayTo", with: "/data/banChinh")
        .replacing("<giayTo", with: "<banChinh").replacing("</giayTo>", with: "</banChinh>")
        .replacing("<hoTen/>", with: "<ten/>").replacing("<diaChi/>", with: "<choO/>")
        .replacing("version=\"2026.1\"", with: "version=\"2026.2\"")
    }
    try Share.rewrite(new.appending(path: "procedure.json")) { text in
      text.replacing("\"2026.1\"", with: "\"2026.2\"").replacing("nyc/hoTen", with: "nyc/ten")
        .replacing("nyc/diaChi", with: "nyc/choO").replacing("giayTo", with: "banChinh")
        .replacing("\"2025-07-01\"", with: "\"2026-11-20\"")
    }
    if let renames {
      try Data(renames.utf8).write(to: new.appending(path: "renames.json"))
    }
    return share
  }

  private static let map = """
    {"from": "2026.1", "renames": {"nyc/hoTen": "nyc/ten", "giayTo": "banChinh"}}
    """

  /// An office whose draft was begun the day before the new version came into force.
  private func office(renames: String?) throws -> (test: TestOffice, draft: String) {
    let share = try Self.share(renames: renames)
    let test = try TestOffice(share: share)
    try test.setClock("2026-11-19T09:00:00+07:00")
    let draft = try test.office.startDraft(procedure: TestOffice.copies, by: test.admin)
    let answers = try Share.answers(TestOffice.copies, "valid-several-papers")
    _ = try test.office.change(draft: draft, by: test.admin) { open in
      _ = try open.session.load(answers)
      try open.session.set("Xóm Thử", at: "nyc/diaChi")
      for component in open.procedure.components {
        open.content.counts[component.id] = PaperCounts(asAsked: component)
      }
    }
    try test.setClock(TestOffice.start)
    return (test, draft)
  }

  @Test func `a draft stays on its version until an officer asks`() throws {
    let (test, draft) = try office(renames: Self.map)
    #expect(try test.office.draft(draft).content.version == "2026.1")
    #expect(try test.office.newerVersion(of: test.office.draftContent(draft)) == "2026.2")
    let plan = try test.office.planCarryOver(draft: draft, language: .vietnamese)
    #expect(plan.to == "2026.2")
    #expect(try test.office.draftContent(draft).version == "2026.1")
    // It can be accepted under the version it was begun with.
    let received = try test.office.receive(
      IntakeRequest(content: test.office.draftContent(draft), token: nil, draft: draft),
      by: test.admin)
    #expect(try test.state(received.code).version == "2026.1")
  }

  @Test func `renamed answers and rows are kept, and what has no place is named before`() throws {
    let (test, draft) = try office(renames: Self.map)
    let before = try test.office.draftContent(draft).answers
    let rows = try #require(before.rows["giayTo"])
    let plan = try test.office.planCarryOver(draft: draft, language: .vietnamese)
    #expect(plan.lost.map(\.path) == ["nyc/diaChi"])
    #expect(plan.lost.map(\.value) == ["Xóm Thử"])
    #expect(plan.renamed.contains { $0.path == "nyc/hoTen" && $0.becomes == "nyc/ten" })
    #expect(plan.renamed.contains { $0.path == "giayTo[2]/ten" && $0.becomes == "banChinh/ten" })
    try test.office.carryOver(
      draft: draft, to: "2026.2", language: .vietnamese, by: test.admin)
    let open = try test.office.draft(draft)
    #expect(open.content.version == "2026.2")
    #expect(open.content.answers.rows["banChinh"] == rows)
    #expect(open.content.answers.values["nyc/ten"] == before.values["nyc/hoTen"])
    for row in rows {
      #expect(
        open.content.answers.values["banChinh[\(row)]/ten"] == before.values["giayTo[\(row)]/ten"])
    }
    #expect(!open.content.answers.values.values.contains("Xóm Thử"))
    #expect(test.office.newerVersion(of: open.content) == nil)
    // Asked again, it is as it was.
    try test.office.carryOver(
      draft: draft, to: "2026.2", language: .vietnamese, by: test.admin)
    let received = try test.office.receive(
      IntakeRequest(content: open.content, token: nil, draft: draft), by: test.admin)
    #expect(try test.state(received.code).version == "2026.2")
  }

  @Test func `without a map from its version a draft is not carried over`() throws {
    for map in [nil, #"{"from": "2025.1", "renames": {}}"#, "{"] {
      let (test, draft) = try office(renames: map)
      #expect(try test.office.newerVersion(of: test.office.draftContent(draft)) == nil)
      try test.expectRefusal(.refused) { office in
        try office.carryOver(
          draft: draft, to: "2026.2", language: .vietnamese, by: test.admin)
      }
      #expect(try test.office.draftContent(draft).version == "2026.1")
    }
  }

  @Test func `a version the officer did not see is refused, and so is who may not receive`() throws
  {
    let (test, draft) = try office(renames: Self.map)
    try test.expectRefusal(.refused) { office in
      try office.carryOver(
        draft: draft, to: "2026.9", language: .vietnamese, by: test.admin)
    }
    try test.expectRefusal(.refused) { office in
      try office.carryOver(
        draft: draft, to: "2026.2", language: .vietnamese, by: officer(.signingLeader))
    }
    #expect(try test.office.draftContent(draft).version == "2026.1")
  }

  @Test func `groups, rows and their fields move together`() throws {
    let map = try JSONDecoder().decode(
      RenameMap.self,
      from: Data(#"{"from":"1","renames":{"a":"b","a/x":"b/y","r/k":"r/m"}}"#.utf8))
    // Worked out by hand: the longest renamed beginning counts.
    #expect(map.path("a") == "b")
    #expect(map.path("a/x") == "b/y")
    #expect(map.path("a/z/w") == "b/z/w")
    #expect(map.path("r/k") == "r/m")
    #expect(map.path("ab") == "ab")
  }
}
