import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Questions answered with files, and the recording of a filling.
@Suite struct FileAnswerTests {
  private static let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x01])
  private static let webm = Data([0x1A, 0x45, 0xDF, 0xA3, 0x01])

  /// 1.004873 with a picture, a statement and a recording of the filling.
  private func office() throws -> TestOffice {
    let share = try Share.copy()
    try Share.rewrite(share.appending(path: "Forms/1.004873/2026.1/form.xml")) { xml in
      xml.replacing("<meta>", with: "<ghiAm/><tep><anh/><loi/></tep><meta>", maxReplacements: 1)
        .replacing(
          "</instance>",
          with: """
            </instance><bind nodeset="/data/ghiAm" type="binary"/>\
            <bind nodeset="/data/tep/anh" type="binary"/>\
            <bind nodeset="/data/tep/loi" type="binary"/>\
            <odk:recordaudio ref="/data/ghiAm" event="odk-instance-load"/>
            """, maxReplacements: 1
        ).replacing(
          "</h:body>",
          with: """
            <group ref="/data/tep"><label>Tệp</label>\
            <upload ref="/data/tep/anh" mediatype="image/*"><label>Ảnh</label></upload>\
            <upload ref="/data/tep/loi" mediatype="audio/*"><label>Lời</label></upload>\
            </group></h:body>
            """)
    }
    return try TestOffice(share: share)
  }

  private func answer(_ test: TestOffice, _ data: Data, _ path: String, _ draft: String) throws
    -> OpenDraft
  {
    try test.office.answer(
      file: data, at: path, draft: draft, language: .vietnamese, by: test.admin)
  }

  @Test func `a file answers its question and goes when the answer goes`() throws {
    let test = try office()
    let draft = try test.office.startDraft(procedure: TestOffice.marital, by: test.admin)
    let open = try answer(test, Self.png, "tep/anh", draft)
    let file = try #require(open.content.attachments.first)
    let digest = Digest.of(Self.png).hex
    #expect(file.component == "/tep/anh" && file.type == "image/png" && file.sha256 == digest)
    #expect(file.name == "anh-\(digest.prefix(8)).png")
    #expect(open.session.value(at: "tep/anh") == file.name)
    let later = try test.office.change(draft: draft, by: test.admin) { open in
      try open.session.set("", at: "tep/anh")
    }
    #expect(later.content.attachments == [])
  }

  @Test func `what the question does not ask for is refused and changes nothing`() throws {
    let test = try office()
    let draft = try test.office.startDraft(procedure: TestOffice.marital, by: test.admin)
    for (data, path) in [
      (Self.webm, "tep/anh"), (Self.png, "tep/loi"), (Data(), "tep/anh"),
      (Data("MZ".utf8), "tep/anh"), (Self.png, "nyc/hoTen"), (Self.png, "tep/khong"),
      (Self.png + Data(count: AttachmentType.byteLimit), "tep/anh"),
    ] {
      #expect(throws: DossierError.self, "\(path) \(data.count)") {
        try answer(test, data, path, draft)
      }
    }
    #expect(try test.office.draft(draft).content.attachments == [])
  }

  @Test func `a recording grows by parts, and all are kept with the dossier`() throws {
    let test = try office()
    let draft = try test.office.startDraft(procedure: TestOffice.marital, by: test.admin)
    let answers = try Share.answers(TestOffice.marital, "valid-single-for-marriage")
    _ = try test.office.change(draft: draft, by: test.admin) { open in
      _ = try open.session.load(answers)
    }
    for part: UInt8 in [1, 2, 2, 3] {
      _ = try answer(test, Self.webm + [part], "ghiAm", draft)
    }
    _ = try answer(test, Self.webm, "tep/loi", draft)
    let open = try test.office.draft(draft)
    #expect(open.session.value(at: "ghiAm")?.split(separator: " ").count == 3)
    var content = open.content
    let required = try open.procedure.requiredComponents { try open.session.truth(of: $0) }
    for component in required { content.counts[component.id] = PaperCounts(asAsked: component) }
    let received = try test.office.receive(
      IntakeRequest(content: content, token: nil, draft: draft), by: test.admin)
    let files = try test.state(received.code).files
    #expect(files.map(\.component).sorted() == ["/ghiAm", "/ghiAm", "/ghiAm", "/tep/loi"])
    #expect(files.allSatisfy { $0.type == "audio/webm" })
    #expect(try test.office.store.check().map(\.message) == [])
  }

  @Test func `answers alone bring their files, and a file nobody gave is refused`() throws {
    let test = try office()
    var answers = try Share.answers(TestOffice.marital, "valid-single-for-marriage")
    func receive(_ files: [OfferedFile]) throws -> String {
      try test.office.receive(
        procedure: TestOffice.marital, answers: answers, files: files, token: nil, by: test.admin
      ).code
    }
    let code = try receive([OfferedFile(component: "tep/anh", name: "x.png", data: Self.png)])
    #expect(try test.state(code).files.map(\.component) == ["/tep/anh"])
    answers.entries["tep/anh"] = .value("anh-00000000.png")
    #expect(throws: DossierError.self) { try receive([]) }
    // Nor does a change name one; what is there may be taken away.
    var change = FormAnswers()
    change.entries["tep/anh"] = .value("anh-00000000.png")
    #expect(throws: DossierError.self) {
      try test.office.edit(code, changes: change, cleared: [], by: test.admin)
    }
    change.entries["tep/anh"] = .value("")
    try test.office.edit(code, changes: change, cleared: [], by: test.admin)
    #expect(try test.state(code).flatAnswers.values["tep/anh"] == nil)
  }
}
