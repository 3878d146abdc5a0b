import Authoring
import Dossiers
import Foundation
import Testing

/// Texts on their way to translators and back.
struct StringsTests {
  private typealias Line = LanguagePack.Line

  private static let lines = [
    LanguagePack.Line(
      key: "pack:name", vietnamese: "Tên", english: "Name", text: "Hmoob"),
    LanguagePack.Line(key: "pack:translator", vietnamese: "Ai", text: "UBND xã Thử"),
    LanguagePack.Line(
      key: "form:/data/a:label", vietnamese: "Nói \"có\",\nrồi \\ thôi", english: "Say, \"yes\"",
      text: "a, \"b\"\nc\td \\ ấ"),
    LanguagePack.Line(key: "form:/data/b:label", vietnamese: "Hai"),
  ]

  @Test func `a CSV file gives back what was written`() throws {
    let csv = LanguagePack.csv(Self.lines)
    #expect(try LanguagePack.lines(csv: csv) == Self.lines)
    // As spreadsheets save it: a byte order mark and bare line feeds.
    let saved = "\u{FEFF}" + csv.replacing("\r\n", with: "\n")
    #expect(try LanguagePack.lines(csv: saved) == Self.lines)
  }

  @Test func `cells are read as RFC 4180 writes them`() throws {
    #expect(
      try CommaSeparated.read("a,\"b \"\"c\"\"\",\r\n,\"x\r\ny\",z\r\n\r\n\"\"\r\n")
        == [["a", "b \"c\"", ""], ["", "x\r\ny", "z"], [""]])
    #expect(throws: DossierError.self) { try CommaSeparated.read("a,\"b\nc") }
  }

  @Test func `a PO file gives back what was written, but for English and what is fuzzy`() throws {
    let language = try #require(Language(rawValue: "hmn"))
    let file = PortableObject.write(Self.lines, language: language)
    let back = try PortableObject.read(file)
    #expect(back.map(\.key) == Self.lines.map(\.key))
    #expect(back.map(\.vietnamese) == Self.lines.map(\.vietnamese))
    #expect(back.map(\.text) == Self.lines.map(\.text))
    let fuzzy = file.replacing(
      "msgctxt \"form:/data/a:label\"", with: "#, fuzzy\nmsgctxt \"form:/data/a:label\"")
    #expect(try PortableObject.read(fuzzy).map(\.key).contains("form:/data/a:label") == false)
    // As programs wrap long texts.
    let wrapped = "msgctxt \"k\"\nmsgid \"\"\n\"Một \"\n\"hai\"\nmsgstr \"\"\n\"x\"\n"
    #expect(try PortableObject.read(wrapped) == [Line(key: "k", vietnamese: "Một hai", text: "x")])
    #expect(throws: DossierError.self) { try PortableObject.read("msgid \"a\nmsgstr") }
  }

  @Test func `a pack says its name and who answers for it, and is not Vietnamese or English`()
    throws
  {
    let language = try #require(Language(rawValue: "hmn"))
    let pack = try LanguagePack(language: language, lines: Self.lines)
    #expect(pack.name == "Hmoob" && pack.translator == "UBND xã Thử")
    for missing in ["pack:name", "pack:translator"] {
      #expect(throws: DossierError.self) {
        try LanguagePack(language: language, lines: Self.lines.filter { $0.key != missing })
      }
    }
    #expect(throws: DossierError.self) {
      try LanguagePack(language: .vietnamese, lines: Self.lines)
    }
    #expect(Language(rawValue: "Hmong!") == nil && Language(rawValue: "../x") == nil)
  }

  @Test func `a procedure's texts are found by place and translated only while they are the same`()
    throws
  {
    let json = Data(
      """
      {"name": {"vi": "Mượn", "en": "Borrow"}, "keywords": ["a"],
       "fees": [{"id": "phi", "name": {"vi": "Phí", "en": "Fee"}}],
       "next": [{"code": "1.000001", "why": {"vi": "Rồi"}}]}
      """.utf8)
    let lines = try ProcedureStrings.lines(json)
    #expect(
      Set(lines.map(\.key)) == [
        "procedure:name", "procedure:fees[phi].name", "procedure:next[1.000001].why",
      ])
    let language = try #require(Language(rawValue: "hmn"))
    let pack = try LanguagePack(
      language: language,
      lines: Self.lines + [
        Line(key: "procedure:name", vietnamese: "Mượn", text: "≈ Mượn"),
        Line(key: "procedure:fees[phi].name", vietnamese: "Lệ phí", text: "≈ Lệ phí"),
      ])
    let translated = try ProcedureStrings.translated(json, by: [pack])
    struct Read: Decodable {
      struct Fee: Decodable { var name: LocalizedText }
      var name: LocalizedText
      var fees: [Fee]
    }
    let read = try JSONDecoder().decode(Read.self, from: translated)
    #expect(read.name[language] == "≈ Mượn")
    #expect(read.name[.english] == "Borrow")
    #expect(read.fees.first?.name[language] == "Phí")
  }
}
