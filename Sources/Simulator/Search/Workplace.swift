import Foundation

/// A folder in memory for what worlds keep in files, and the databases they begin with.
package struct Workplace: Sendable {
  private let folder: URL
  private let images: Images

  package init() throws {
    folder = URL(filePath: "/dev/shm/motcua-sim-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    images = try Images.make(in: folder)
  }

  package func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs one world in a folder of its own.
  package func world(_ seed: UInt64, try number: Int = 0) async throws -> WorldResult {
    let root = folder.appending(path: "w\(seed)-\(number)")
    defer { try? FileManager.default.removeItem(at: root) }
    return try await World(seed: seed, root: root, images: images).run()
  }
}
