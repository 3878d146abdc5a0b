import Foundation
import Identity
import Testing

struct StickFolderTests {
  private let url = FileManager.default.temporaryDirectory
    .appending(path: "stick-\(UUID().uuidString)", directoryHint: .isDirectory)

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }

  private func files(_ sizes: [String: Int]) -> [(name: String, data: Data)] {
    sizes.sorted { $0.key < $1.key }.map { (name: $0.key, data: Data(count: $0.value)) }
  }

  /// A disk on which there is room for so many bytes.
  private func stick(bytes: Int) throws -> StickFolder {
    try StickFolder(url) { [url] data, place in
      let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
      let used = try names.map { try Data(contentsOf: url.appending(path: $0)).count }
      guard used.reduce(data.count, +) <= bytes else { throw KeyError.full("No space left.") }
      try StickFolder.durably(data, to: place)
    }
  }

  @Test func `files that belong together are there all or none`() throws {
    defer { try? FileManager.default.removeItem(at: url) }
    let stick = try stick(bytes: 100)
    #expect(try stick.put(files(["a": 40])))
    #expect(try !stick.put(files(["b": 40, "c": 40])))
    #expect(try names() == ["a"])
    #expect(try stick.put(files(["d": 30, "e": 30])))
    #expect(try names() == ["a", "d", "e"])
  }

  @Test func `what an earlier writing left of the same makes room for it`() throws {
    defer { try? FileManager.default.removeItem(at: url) }
    let stick = try stick(bytes: 100)
    #expect(try stick.put(files(["a": 80])))
    #expect(try stick.put(files(["a": 90])))
    #expect(try !stick.put(files(["a": 110])))
    #expect(try names() == [])
  }

  @Test func `a file that cannot take its place leaves nothing beside it`() throws {
    defer { try? FileManager.default.removeItem(at: url) }
    try FileManager.default.createDirectory(
      at: url.appending(path: "a/b"), withIntermediateDirectories: true)
    #expect(throws: KeyError.self) { try StickFolder(url).put(files(["a": 10])) }
    #expect(try names() == ["a"])
  }
}
