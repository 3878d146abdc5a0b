import Dossiers
import FormEngine
import Foundation
import HubServer
import Identity
import Sync
import Testing

struct DictionaryMakerTests {
  private static let forms = TestSite.root.appending(path: "Forms")

  private func shipped() throws -> SegmentDictionary {
    let file = Self.forms.appending(path: SegmentDictionary.fileName)
    return try #require(SegmentDictionary(Data(contentsOf: file)))
  }

  /// `motcua-hub catalogue dictionary Forms` makes it anew.
  @Test func `the shipped dictionary is made of the shipped forms, always alike`() throws {
    let made = try DictionaryMaker(Self.forms, beside: Self.forms).make()
    #expect(try made?.name == shipped().name)
  }

  @Test func `a folder without procedures has no dictionary`() throws {
    let empty = FileManager.default.temporaryDirectory.appending(path: "dm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: empty) }
    #expect(try DictionaryMaker(empty, beside: Self.forms).make() == nil)
  }

  /// The last valid sample of each procedure, which the dictionary was not made of: other people,
  /// partly other questions.
  @Test func `another dossier of a shipped procedure takes two thirds of the bytes with it`()
    throws
  {
    let author = DeviceKeys(random: SeededRandom(seed: 1)).deviceID
    var (brief, short) = (0, 0)
    for entry in try CatalogueFolder(Self.forms).read().entries {
      let samples = entry.folder.appending(path: "samples")
      let names = try FileManager.default.contentsOfDirectory(atPath: samples.path)
      let last = try #require(names.filter { $0.hasPrefix("valid-") }.max())
      let sample = try Data(contentsOf: samples.appending(path: last))
      let answers = FlatAnswers(try FormAnswers(json: sample)) { "11111111" }
      let body: JSONValue = [
        "answers": .object(answers.values.mapValues { .string($0) }),
        "procedure": .string(entry.procedure.code), "version": .string(entry.procedure.version),
      ]
      let head = EntryHead(
        id: EntryID(author: author, epoch: 1, seq: 1), time: 1, clock: .unchecked,
        actor: "local:1", subject: nil, kind: "dossier.received")
      let line = WireLine.entry(Entry(head: head, body: .present(body)))
      brief += try Segment.encode([line], thoroughly: true, as: .brief).count
      short += try Segment.encode([line], thoroughly: true, as: .catalogue(shipped())).count
    }
    #expect(short * 3 <= brief * 2, "\(short) of \(brief) bytes")
  }
}
