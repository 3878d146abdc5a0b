import Dossiers
import Foundation
import Testing

@Suite struct CatalogueTests {
  static func shipped() throws -> ProcedureCatalogue {
    try ProcedureCatalogue(load: Repository.root.appendingPathComponent("Forms"))
  }

  @Test func `the shipped catalogue is sound`() throws {
    let codes = try Self.shipped().entries.map(\.procedure.code)
    #expect(Set(codes).isSuperset(of: ["1.001193", "1.004873", "2.000815"]))
  }

  /// The table of the field notes, the mobile twins of the counter's and the linked birth.
  @Test func `every procedure of the table is there, with both languages and its sources`() throws {
    let entries = try Self.shipped().entries
    #expect(
      Set(entries.map(\.procedure.code)) == [
        "1.001193", "1.000656", "1.000894", "1.004873", "2.000635", "2.000815", "2.000884",
        "2.000908", "1.004194", "1.004222", "1.001776", "1.001731", "1.014027", "1.014028",
        "1.001612", "1.011607", "1.012812", "1.001699", "1.003583", "1.000593", "1.000419",
        "3.000722",
      ])
    for entry in entries {
      let file = entry.folder.appendingPathComponent("procedure.json")
      let json = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
      // Papers of the state are in Vietnamese whatever the screen speaks.
      var shown = json
      shown["declaration"] = nil
      #expect(Self.lackingEnglish(shown, at: entry.procedure.code) == [])
      for list in ["fees", "components", "legalBasis", "sources", "next"] {
        for part in json[list] as? [[String: Any]] ?? [] {
          let mark = try #require(part["mark"] as? String, "\(entry.procedure.code) \(list)")
          #expect(mark.wholeMatch(of: /(S2|S|M|D)( (hi|med|lo))?/) != nil, "\(mark)")
        }
      }
      #expect(!entry.procedure.legalBasis.isEmpty && json["sources"] != nil)
      for key in ["level", "effectiveFrom", "effectiveTo", "routing", "term", "receipt"] {
        #expect(json[key] != nil, "\(entry.procedure.code) says nothing of \(key)")
      }
    }
  }

  private static func lackingEnglish(_ value: Any, at place: String) -> [String] {
    if let list = value as? [Any] { return list.flatMap { lackingEnglish($0, at: place) } }
    guard let object = value as? [String: Any] else { return [] }
    let lacks = object["vi"] is String && (object["en"] as? String ?? "").isEmpty
    return (lacks ? [place] : [])
      + object.sorted { $0.key < $1.key }.flatMap { lackingEnglish($1, at: "\(place).\($0)") }
  }

  /// The commune's own ones are all the others: civil status, certification, social protection,
  /// household businesses, poor households, land mediation.
  @Test func `each procedure says who decides it and whose system it goes on to`() throws {
    let procedures = try Self.shipped().entries.map(\.procedure)
    let others: [String: [Authority]] = [
      "1.004194": [.communePolice], "1.004222": [.communePolice],
      "3.000722": [.commune, .communePolice, .socialInsurance],
    ]
    for procedure in procedures {
      #expect(procedure.decidedBy.all == others[procedure.code] ?? [.commune], "\(procedure.code)")
    }
    let ministry = procedures.filter { $0.routing.system == .ministry }.map(\.code)
    #expect(
      Set(ministry) == [
        "1.001193", "1.000656", "1.000894", "1.004873", "2.000635", "1.003583", "1.000593",
        "1.000419", "1.004194", "1.004222", "1.001612", "3.000722",
      ])
  }

  @Test(arguments: [
    ("khai sinh", "1.001193"), ("SINH KHAI giay", "1.001193"),
    ("Giấy khai sinh cho con", "1.001193"),
    ("hon nhan", "1.004873"), ("sao chung thuc", "2.000815"), ("2.0008", "2.000815"),
    ("birth", "1.001193"),
  ])
  func `what people type finds the procedure`(text: String, code: String) throws {
    let hits = try Self.shipped().search(text, on: try date("2026-11-21"))
    #expect(hits.first?.code == code)
    #expect(hits.first?.why.vi.isEmpty == false)
  }

  @Test func `an exact keyword comes before a word somewhere`() throws {
    let other: [String: Any?] = [
      "code": "9.000002", "name": ["vi": "Giấy nghiệm thu thử", "en": "Other"],
      "keywords": [String](),
    ]
    let catalogue = try ProcedureFixture.catalogue([
      ProcedureFixture.procedure(), ProcedureFixture.procedure(replacing: other),
    ])
    let hits = catalogue.search("giay thu nghiem", on: try date("2026-11-21"))
    #expect(hits.map(\.code) == ["9.000001", "9.000002"])
    #expect(hits.first?.why.vi == "từ khoá: giấy thử nghiệm")
    #expect(catalogue.search("xyz", on: try date("2026-11-21")).isEmpty)
    #expect(catalogue.search("", on: try date("2026-11-21")).count == 2)
    #expect(catalogue.search("giay", on: try date("2025-11-21")).isEmpty)
  }

  @Test func `the version in force on the day is chosen`() throws {
    let catalogue = try ProcedureFixture.catalogue([
      ProcedureFixture.procedure(replacing: [
        "version": "2026.2", "effectiveFrom": "2026-07-01", "effectiveTo": "2026-12-31",
      ]),
      ProcedureFixture.procedure(replacing: ["effectiveTo": "2026-06-30"]),
    ])
    let code = "9.000001"
    #expect(try catalogue.entry(code, on: date("2026-06-30")).procedure.version == "2026.1")
    #expect(try catalogue.entry(code, on: date("2026-07-01")).procedure.version == "2026.2")
    #expect(try catalogue.entry(code, version: "2026.1").folder.path == "/9.000001")
    let late = refusal { _ = try catalogue.entry(code, on: date("2027-01-01")) }
    #expect(late == "Thủ tục 9.000001 không có phiên bản nào có hiệu lực ngày 1/1/2027.")
    #expect(throws: DossierError.self) { try catalogue.entry("1.000000", on: date("2026-07-01")) }
    #expect(throws: DossierError.self) { try catalogue.entry(code, version: "2030.1") }
  }

  @Test func `two versions in force at once are refused`() throws {
    let second = try ProcedureFixture.procedure(replacing: ["version": "2026.2"])
    #expect(throws: DossierError.self) {
      try ProcedureFixture.catalogue([ProcedureFixture.procedure(), second])
    }
  }

  @Test func `a folder must bear the name of what it holds`() throws {
    let root = FileManager.default.temporaryDirectory
      .appendingPathComponent("motcua-catalogue-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("9.000001/2027.1")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try ProcedureFixture.json().write(to: folder.appendingPathComponent("procedure.json"))
    let why = refusal { _ = try ProcedureCatalogue(load: root) }
    #expect(why.hasSuffix("mã và phiên bản phải trùng với tên thư mục."))
    #expect(throws: DossierError.self) {
      try ProcedureCatalogue(load: root.appendingPathComponent("none"))
    }
  }
}
