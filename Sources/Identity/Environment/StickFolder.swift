package import Foundation

/// A folder that may be a stick: other people's files lie there too, and it may go at any moment.
package struct StickFolder: Sendable {
  package let url: URL

  /// - throws: `StickError` when there is no such folder.
  package init(_ url: URL) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw StickError(description: "There is no folder \(url.path); is the stick in place?") }
    self.url = url
  }

  /// Names of the plain files in it, in order.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).filter { name in
      var isDirectory: ObjCBool = false
      let path = url.appending(path: name).path
      return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        && !isDirectory.boolValue
    }.sorted()
  }

  /// The bytes of a file, at most `limit` and one more; `nil` if it cannot be read.
  package func read(_ name: String, limit: Int) -> Data? {
    guard let handle = try? FileHandle(forReadingFrom: url.appending(path: name)) else {
      return nil
    }
    defer { try? handle.close() }
    do { return try handle.read(upToCount: limit + 1) ?? Data() } catch { return nil }
  }

  /// Writes a file whole or not at all: beside its place, flushed, then renamed.
  /// - throws: `KeyError.full` when there is no room.
  package func write(_ name: String, _ data: Data) throws {
    try DurableFile.write(data, to: url.appending(path: name), permissions: 0o644)
  }

  /// Removes a file, if it is there.
  package func remove(_ name: String) {
    try? FileManager.default.removeItem(at: url.appending(path: name))
  }
}

package struct StickError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
}
