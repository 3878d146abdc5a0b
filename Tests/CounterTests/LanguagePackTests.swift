import Counter
import Dossiers
import FormEngine
import Foundation
import Sync
import Testing

/// A province's languages and versions, as the running office picks them up.
struct LanguagePackTests {
  private static let copies = "Forms/2.000815/2026.1"

  private static func pack(_ lines: [LanguagePack.Line]) -> Data {
    let own = [
      LanguagePack.Line(key: "pack:name", vietnamese: "", text: "Hmoob"),
      LanguagePack.Line(key: "pack:translator", vietnamese: "", text: "UBND xã Thử"),
    ]
    return Data(LanguagePack.csv(own + lines).utf8)
  }

  private static func put(_ data: Data, _ path: String, in share: URL) throws {
    let file = share.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  @Test func `a pack put beside a form is offered, with Vietnamese where it says nothing`() throws {
    let share = try Share.copy()
    let test = try TestOffice(share: share)
    let hmong = try #require(Language(rawValue: "hmn"))
    #expect(test.office.library.catalogue.languages == LanguageName.official)
    try Self.put(
      Self.pack([
        .init(key: "form:/data/nyc/diaChi:label", vietnamese: "Địa chỉ", text: "≈ Địa chỉ"),
        .init(key: "form:/data/nyc/dienThoai:label", vietnamese: "Điện thoại cũ", text: "≈ cũ"),
        .init(
          key: "procedure:name", vietnamese: "Chứng thực bản sao từ bản chính", text: "≈ Chứng thực"
        ),
      ]), "\(Self.copies)/languages/hmn.csv", in: share)
    test.office.library.refresh()
    let catalogue = test.office.library.catalogue
    #expect(catalogue.languages.last == LanguageName(hmong, name: "Hmoob"))
    let procedure = try catalogue.entry(TestOffice.copies, version: "2026.1").procedure
    #expect(procedure.name[hmong] == "≈ Chứng thực")
    #expect(procedure.name[.english] == "Certified copies from originals")
    #expect(procedure.sector.name[hmong] == "Chứng thực")
    let draft = try test.office.startDraft(procedure: TestOffice.copies, by: test.admin)
    let open = try test.office.draft(draft, language: hmong)
    #expect(open.session.label(at: "nyc/diaChi")?.text == "≈ Địa chỉ")
    // No translation, and one of an older Vietnamese text.
    #expect(open.session.label(at: "nyc/hoTen")?.text == "Họ, chữ đệm, tên người yêu cầu")
    #expect(open.session.label(at: "nyc/dienThoai")?.text == "Số điện thoại")
    let english = try test.office.draft(draft, language: .english)
    #expect(english.session.label(at: "nyc/diaChi")?.text == "Address")
  }

  @Test func `a broken pack is reported and the form works on`() throws {
    let share = try Share.copy()
    try Self.put(Data("a,b\n".utf8), "\(Self.copies)/languages/hmn.csv", in: share)
    let test = try TestOffice(share: share)
    #expect(test.office.library.faults.map(\.place) == ["2.000815/2026.1/languages/hmn.csv"])
    #expect(test.office.library.catalogue.languages == LanguageName.official)
    #expect(try !test.receive(TestOffice.copies, "valid-several-papers").code.isEmpty)
  }

  @Test func `a version in which a field changed its type is not offered`() throws {
    let share = try Share.copy()
    let new = share.appending(path: "Forms/2.000815/2026.2")
    try FileManager.default.copyItem(at: share.appending(path: Self.copies), to: new)
    try Share.rewrite(new.appending(path: "form.xml")) { text in
      text.replacing("version=\"2026.1\"", with: "version=\"2026.2\"")
        .replacing(
          "nodeset=\"/data/giayTo/soTrang\" type=\"int\"",
          with: "nodeset=\"/data/giayTo/soTrang\" type=\"string\"")
    }
    try Share.rewrite(new.appending(path: "procedure.json")) { text in
      text.replacing("\"2026.1\"", with: "\"2026.2\"")
        .replacing("\"2025-07-01\"", with: "\"2026-11-01\"")
    }
    let test = try TestOffice(share: share)
    let library = test.office.library
    let error = #expect(throws: DossierError.self) {
      try library.definition(TestOffice.copies, version: "2026.2")
    }
    #expect(error?.message.en.contains("giayTo/soTrang") == true)
    // The office goes on with the version before.
    let received = try test.receive(TestOffice.copies, "valid-several-papers")
    #expect(try test.office.state(code: received.code).state.procedure == TestOffice.copies)
    #expect(library.faults.map(\.place) == ["2.000815/2026.2"])
  }
}
