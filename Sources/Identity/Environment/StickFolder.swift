package import Foundation

/// A folder that may be a stick: other people's files lie there too, and it may go at any moment.
package struct StickFolder: Sendable {
  package let url: URL
  private let disk: @Sendable (Data, URL) throws -> Void

  /// - Parameter disk: writes a file whole or not at all.
  /// - throws: `StickError` when there is no such folder.
  package init(_ url: URL, disk: @escaping @Sendable (Data, URL) throws -> Void = Self.durably)
    throws
  {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw StickError(description: "There is no folder \(url.path); is the stick in place?") }
    self.url = url
    self.disk = disk
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

  /// Writes a file beside its place, flushes and renames it.
  /// - throws: `KeyError.full` when there is no room.
  package static func durably(_ data: Data, to url: URL) throws {
    try DurableFile.write(data, to: url, permissions: 0o644)
  }

  /// Puts files that belong together there, all of them or none.
  /// - Returns: false if there is no room for them.
  package func put(_ files: [(name: String, data: Data)]) throws -> Bool {
    let names = try Set(names())
    // What an earlier writing left of the same makes room for it.
    let attempts = files.contains { names.contains($0.name) } ? 2 : 1
    for _ in 0..<attempts {
      do {
        for file in files { try disk(file.data, url.appending(path: file.name)) }
        return true
      } catch KeyError.full {
        for file in files { remove(file.name) }
      }
    }
    return false
  }

  /// Removes a file, if it is there.
  package func remove(_ name: String) {
    try? FileManager.default.removeItem(at: url.appending(path: name))
  }
}

package struct StickError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
}
