import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Files of components: known by their bytes, bounded, and never of papers only shown.
struct AttachmentTests {
  private static let pdf = Data("%PDF-1.7\n%synthetic\n".utf8)
  private static let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00])

  private func birthDraft(_ test: TestOffice) throws -> String {
    try test.office.startDraft(procedure: TestOffice.birth, by: test.admin)
  }

  private func attach(
    _ test: TestOffice, _ data: Data, _ name: String, to draft: String,
    component: String = "giayChungSinh"
  ) throws -> OpenDraft {
    try test.office.attach(
      data, name: name, component: component, draft: draft, language: .vietnamese, by: test.admin)
  }

  @Test func `a file lies sealed in the store and counts its paper as handed in`() throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    let open = try attach(test, Self.pdf, "Giấy chứng sinh.pdf", to: draft)
    let file = try #require(open.content.attachments.first)
    #expect(file.type == "application/pdf" && file.size == Self.pdf.count)
    #expect(open.content.counts["giayChungSinh"]?.original == 1)
    #expect(try test.office.store.file(Digest.of(Self.pdf)) == Self.pdf)
    for url in try FileManager.default.contentsOfDirectory(
      at: DataFolder(test.folder).files, includingPropertiesForKeys: nil)
    {
      #expect(try Data(contentsOf: url).range(of: Data("synthetic".utf8)) == nil)
    }
  }

  @Test func `the scans of a discarded draft go with it`() throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    _ = try attach(test, Self.pdf, "a.pdf", to: draft)
    try test.office.discardDraft(draft, by: test.admin)
    #expect(throws: StoreError.self) { try test.office.store.file(Digest.of(Self.pdf)) }
    let files = DataFolder(test.folder).files
    #expect(try FileManager.default.contentsOfDirectory(atPath: files.path) == [])
    #expect(try test.office.store.check() == [])
  }

  @Test func `the same file again is one attachment`() throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    _ = try attach(test, Self.pdf, "a.pdf", to: draft)
    let open = try attach(test, Self.pdf, "b.pdf", to: draft)
    #expect(open.content.attachments.map(\.name) == ["b.pdf"])
  }

  @Test func `the first bytes decide the type, not the name`() throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    let open = try attach(test, Self.png, "anh.pdf", to: draft)
    #expect(open.content.attachments.first?.type == "image/png")
    for data in [Data("<html>".utf8), Data("MZ".utf8), Data("%PDF".utf8)] {
      try test.expectRefusal(.badInput, saying: "pdf, jpg, png") { _ in
        _ = try attach(test, data, "giay.pdf", to: draft)
      }
    }
  }

  @Test func `empty and oversized files are refused, the largest is taken`() throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    try test.expectRefusal(.badInput) { _ in _ = try attach(test, Data(), "a.pdf", to: draft) }
    var large = Data(count: AttachmentType.byteLimit)
    large.replaceSubrange(0..<Self.pdf.count, with: Self.pdf)
    _ = try attach(test, large, "lon.pdf", to: draft)
    try test.expectRefusal(.badInput, saying: "6 MB") { _ in
      _ = try attach(test, large + Data([0]), "lon.pdf", to: draft)
    }
  }

  @Test(
    arguments: [
      "", ".", "..", "../a.pdf", "a/b.pdf", "a\\b.pdf", "a\u{0}.pdf", "a\nb.pdf", ".an.pdf",
      "a\u{202E}fdp.exe", String(repeating: "a", count: 121),
    ])
  func `a name that is no bare file name is refused`(name: String) throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    try test.expectRefusal(.badInput) { _ in
      _ = try attach(test, Self.pdf, name, to: draft)
    }
    #expect(try test.office.draft(draft).content.attachments.isEmpty)
  }

  @Test func `a paper that is only shown never takes a file`() throws {
    let test = try TestOffice()
    let draft = try birthDraft(test)
    for component in ["giayToTuyThan", "gcnKetHon"] {
      try test.expectRefusal(.refused, saying: "only shown") { _ in
        _ = try attach(test, Self.pdf, "a.pdf", to: draft, component: component)
      }
    }
    try test.expectRefusal(.badInput) { _ in
      _ = try attach(test, Self.pdf, "a.pdf", to: draft, component: "khongCo")
    }
    try test.expectRefusal(.refused, saying: "only shown") { office in
      _ = try office.receive(
        procedure: TestOffice.birth,
        answers: try Share.answers(TestOffice.birth, "valid-father-on-time"),
        files: [OfferedFile(component: "giayToTuyThan", name: "cccd.pdf", data: Self.pdf)],
        token: nil, by: test.admin)
    }
  }

  @Test func `files offered with answers become entries of the dossier`() throws {
    let test = try TestOffice()
    let received = try test.office.receive(
      procedure: TestOffice.birth,
      answers: try Share.answers(TestOffice.birth, "valid-father-on-time"),
      files: [
        OfferedFile(component: "giayChungSinh", name: "mat1.pdf", data: Self.pdf),
        OfferedFile(component: "giayChungSinh", name: "mat2.png", data: Self.png),
      ], token: nil, by: test.admin)
    let files = try test.state(received.code).files
    #expect(files.map(\.name).sorted() == ["mat1.pdf", "mat2.png"])
    #expect(try test.office.store.filesToUpload().count == 2)
    #expect(try test.office.store.check().isEmpty)
  }
}
