import Dossiers
import Foundation
import Testing

struct IndexDefinitionsTests {
  private static let file = here("../../Forms/index.json")

  private static func here(_ path: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: path).standardized
  }

  @Test func `the shipped definitions can be used`() throws {
    let shipped = try JSONFile.read(IndexDefinitions.self, at: Self.file)
    #expect(shipped.onTime.supplementRequests == 1 && shipped.onTime.promise == .standing)
    #expect(shipped.indicators.compactMap(\.points).reduce(0, +) == 100)
    #expect(
      Set(shipped.indicators.map(\.measure)) == Set(IndexDefinitions.Indicator.Measure.allCases))
  }

  @Test(arguments: [
    (#""fullMarksFrom": 5000"#, #""fullMarksFrom": 10001"#, "3.1"),
    (#""id": "2.2""#, #""id": "2.1""#, "same id"),
    (#""paused": [5, 6]"#, #""paused": [4]"#, "state 4"),
    (#""supplementRequests": 1"#, #""supplementRequests": -1"#, "negative"),
    (#""measure": "meanTime""#, #""measure": "elsewhere""#, "2.2"),
    (#""version": "2026.1""#, #""version": """#, "version"),
    (#""promise": "standing""#, #""promise": "best""#, "onTime.promise"),
  ])
  func `a slip of the pen is one clear sentence`(right: String, wrong: String, says: String) throws
  {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let spoilt = text.replacing(right, with: wrong, maxReplacements: 1)
    try #require(spoilt != text)
    let error = #expect(throws: DossierError.self) {
      try JSONFile.decode(IndexDefinitions.self, from: Data(spoilt.utf8), named: "index.json")
    }
    #expect(error?.message.en.contains(says) ?? false, "\(String(describing: error))")
    #expect(error?.message.en.contains("\n") == false)
  }

  @Test func `months begin and end by the clock of Viet Nam`() throws {
    let february = try #require(CivilMonth("2028-02"))
    #expect(february.last == CivilDate(year: 2028, month: 2, day: 29))
    #expect(february.begins == Instant(rfc3339: "2028-01-31T17:00:00Z"))
    #expect(february.ends == Instant(rfc3339: "2028-02-29T17:00:00Z"))
    #expect(february.next.description == "2028-03" && february.previous.description == "2028-01")
    #expect(CivilMonth("2028-13") == nil && CivilMonth("2028-2") == nil)
  }
}
