import FormEngine
import Foundation
import Hub
import Identity

/// A province's hub of its own in a folder.
struct MeasuredProvince {
  let hub: Hub
  let folder: URL
  let clock = SystemClock()
  /// The answers of one birth, by path.
  let pattern: [String: JSONValue]

  init(folder: URL, share: URL) throws {
    self.folder = folder.appending(path: "province", directoryHint: .isDirectory)
    _ = try HubFolder.create(
      at: self.folder, mode: .plainFile, credentialsDirectory: nil, clock: clock,
      random: SystemRandom())
    hub = try HubFolder.open(
      at: self.folder, credentialsDirectory: nil, clock: clock, random: SystemRandom())
    let file = share.appending(
      path: "Forms/1.001193/2026.1/samples/valid-father-on-time.json")
    pattern = try FormSample(json: Data(contentsOf: file)).answers.entries.compactMapValues {
      if case .value(let value) = $0 { .string(value) } else { nil }
    }
  }

  func unit(_ number: Int, share: URL) async throws -> String {
    let bytes = try Data(contentsOf: share.appending(path: "Forms/demo-unit.json"))
    guard var file = try JSONValue(parsing: bytes).object else {
      throw MeasureError("Forms/demo-unit.json is no object.")
    }
    let code = "H99.\(100 + number)"
    file["code"] = .string(code)
    _ = try await hub.addUnit(.object(file), actor: "local:0")
    return code
  }
}
