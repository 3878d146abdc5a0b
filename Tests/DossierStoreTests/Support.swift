import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// A data folder of its own with a device's keys, removed at the end.
final class TestFolder {
  let url: URL
  let keys: DeviceKeys
  let clock = ManualClock(milliseconds: 1_790_000_000_000)

  init(_ name: String = "store", seed: UInt64 = 1) throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "motcua-\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
    keys = DeviceKeys(random: SeededRandom(seed: seed))
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func open(maximumPages: Int? = nil) throws -> DossierStore {
    try DossierStore.open(
      at: url, keys: keys, clock: clock, random: SystemRandom(),
      options: StoreOptions(naming: Example.naming, maximumPages: maximumPages))
  }
}

enum Example {
  /// The day the tests' clocks stand at.
  static let day = CivilDate(dayNumber: 20717)

  static let naming: SummaryNaming = { procedure, _ in
    guard procedure == "1.001193" else { return nil }
    return SummaryPaths(
      title: "nks/hoTen", applicant: "nyc/hoTen", names: ["nyc/hoTen", "nks/hoTen"],
      numbers: ["nyc/soDinhDanh", "nyc/dienThoai"])
  }

  static let answers: [String: JSONValue] = [
    "nks/hoTen": "Giàng A Hoà", "nyc/hoTen": "Thào Thị Đẹp", "nyc/soDinhDanh": "099090000001",
    "nyc/dienThoai": "0912345678",
  ]

  static func received(
    _ code: String, answers: [String: JSONValue] = answers, request: String? = nil
  ) -> EntryDraft {
    var body: [String: JSONValue] = [
      "code": .string(code), "lookup": "ABCDEF", "procedure": "1.001193", "version": "2026.1",
      "unit": "H99.88", "authority": "H99.88", "returnUnit": "H99.88", "channel": "1",
      "receivedAt": 1_790_000_000_000,
      "due": [
        "instant": 1_790_100_000_000, "rule": "R5", "calendar": "2026.2", "vi": "x", "en": "x",
      ],
      "answers": .object(answers), "rows": [:], "frozen": [:], "components": [],
      "fee": ["total": 0, "lines": []], "sets": 1,
    ]
    body["request"] = request.map { .string($0) }
    return EntryDraft(kind: "dossier.received", subject: .new, body: body)
  }

  static func edited(_ dossier: SubjectID, _ path: String, _ value: String) -> EntryDraft {
    EntryDraft(
      kind: "dossier.edited", subject: .existing(dossier),
      body: [
        "changes": .object([
          path: ["v": .string(value), "over": .array([.string(dossier.description)])]
        ]),
        "source": "officer",
      ])
  }
}

extension DossierStore {
  /// Receives a dossier, counting it, and answers its id.
  func receive(_ code: String, answers: [String: JSONValue] = Example.answers) throws -> SubjectID {
    try write { journal in
      _ = try journal.nextDossierCounter(on: Example.day)
      return try journal.append(Example.received(code, answers: answers), by: "local:0").id
    }
  }

  func sentences(rebuild: Bool = false) throws -> [String] {
    try check(rebuild: rebuild).map(\.message)
  }
}
