import Dossiers
import Foundation
import KioskServer
import Testing

@Suite struct TextsTests {
  static func texts(_ language: Language) throws -> Texts {
    let file = Project.kiosk.appending(path: "texts/\(language.rawValue).json")
    return try Texts(json: Data(contentsOf: file), language: language)
  }

  @Test func `both languages have the same texts`() throws {
    #expect(try Self.texts(.vietnamese).names == Self.texts(.english).names)
  }

  @Test func `a text and its translation take the same arguments`() throws {
    let vietnamese = try Self.texts(.vietnamese)
    let english = try Self.texts(.english)
    for name in vietnamese.names {
      let arguments = [vietnamese(name), english(name)].map { text in
        text.matches(of: /\{[a-z]+\}/).map { String($0.output) }.sorted()
      }
      #expect(arguments[0] == arguments[1], "\(name)")
    }
  }

  @Test func `every text a template or a page names exists`() throws {
    let names = Set(try Self.texts(.vietnamese).names)
    let templates = Project.kiosk.appending(path: "templates")
    for file in try FileManager.default.contentsOfDirectory(
      at: templates, includingPropertiesForKeys: nil)
    {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /\{\{t\.([A-Za-z0-9.]+)\}\}/) {
        #expect(names.contains(String(match.output.1)), "\(file.lastPathComponent)")
      }
    }
    let sources = Project.root.appending(path: "Sources/KioskServer")
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:texts\(|text: |notice: )"([a-z][A-Za-z]+\.[A-Za-z.]+)"/) {
        #expect(names.contains(String(match.output.1)), "\(file.lastPathComponent)")
      }
    }
  }

  @Test func `dates, hours and money are written as the office writes them`() throws {
    let vietnamese = try Self.texts(.vietnamese)
    let english = try Self.texts(.english)
    // 2026-11-25T17:00:00+07:00, a Wednesday.
    let instant = try #require(Instant(rfc3339: "2026-11-25T17:00:00+07:00"))
    #expect(vietnamese.dueMoment(instant) == "17:00 thứ Tư, 25/11/2026")
    #expect(english.date(instant.civil.date) == "25/11/2026")
    #expect(vietnamese.money(12_000) == "12.000 đồng")
    #expect(vietnamese.money(1_234_567) == "1.234.567 đồng")
    #expect(vietnamese.money(500) == "500 đồng")
    #expect(english.money(12_000) == "VND 12,000")
    #expect(vietnamese.size(1_450_000) == "1,4 MB")
    #expect(english.size(340_000) == "340 KB")
  }
}
