package import Foundation

/// The layout of a device's data folder. Everything personal in it is sealed.
package struct DataFolder: Sendable, Hashable {
  package let url: URL

  package init(_ url: URL) {
    self.url = url.standardizedFileURL
  }

  package var database: URL { url.appending(path: "motcua.sqlite") }
  /// A copy of the database, while a backup is made.
  static let snapshotName = "motcua.sqlite.snapshot"
  var snapshot: URL { url.appending(path: Self.snapshotName) }
  package var keys: URL { url.appending(path: "keys", directoryHint: .isDirectory) }
  /// Sealed attachments, named by keyed address.
  package var files: URL { url.appending(path: "files", directoryHint: .isDirectory) }
  /// The trust bundle.
  package var bundle: URL { url.appending(path: "province.pub") }
  package var unit: URL { url.appending(path: "unit.json") }

  /// Makes the folder and its parts, readable by their owner only.
  package func create() throws {
    for directory in [url, keys, files] {
      try FileManager.default.createDirectory(
        at: directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
  }

  /// Writes a file that holds nothing personal; after a power cut it is the old one or the new one.
  package func writePublic(_ data: Data, to target: URL) throws {
    try AtomicFile.write(data, to: target)
  }
}
