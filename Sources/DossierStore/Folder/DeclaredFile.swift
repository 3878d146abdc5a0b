import Foundation

/// A file of the data folder and what it is declared to be.
package struct DeclaredFile: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    /// Begins with the magic of sealed data.
    case sealed
    /// Known by name; holds nothing personal.
    case `public`
    /// The database and its log; personal columns in it are sealed.
    case database
    /// Key material; the private half is sealed unless the mode is a plain file.
    case keys
    /// An empty file that processes lock.
    case lock
    case unknown
  }

  /// Path below the data folder.
  package let path: String
  package let kind: Kind
}

extension DataFolder {
  /// First bytes of everything sealed by `StorageKey`.
  static let sealedMagic = Data("MCS1".utf8)
  private static let publicNames: Set<String> = ["province.pub", "unit.json", "province.json"]
  private static let databaseNames: Set<String> = [
    "motcua.sqlite", "motcua.sqlite-wal", "motcua.sqlite-shm", DataFolder.snapshotName,
    DataFolder.snapshotName + "-wal", DataFolder.snapshotName + "-shm",
    DataFolder.snapshotName + "-journal",
  ]
  private static let keyNames: Set<String> = [
    "keys/device.pub", "keys/device.sealed", "keys/master.key",
  ]

  /// Every file below the folder with its declared kind, by path; a file nobody declared is
  /// `unknown`.
  package func declaredFiles() throws -> [DeclaredFile] {
    try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted().compactMap { path in
      var isDirectory: ObjCBool = false
      let full = url.appending(path: path).path
      guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory) else {
        // Gone since it was listed, or a link that leads nowhere.
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: full)) != nil
        return isLink ? DeclaredFile(path: path, kind: .unknown) : nil
      }
      if isDirectory.boolValue {
        return Self.directories.contains(path) || Self.isOfCatalogue(path)
          ? nil : DeclaredFile(path: path, kind: .unknown)
      }
      return DeclaredFile(path: path, kind: kind(ofFile: path, at: full))
    }
  }

  private static let directories: Set<String> = ["keys", "files"]

  private func kind(ofFile path: String, at full: String) -> DeclaredFile.Kind {
    if Self.databaseNames.contains(path) { return .database }
    if Self.keyNames.contains(path) || Self.isUnfinishedKey(path) { return .keys }
    if Self.publicNames.contains(path) || Self.isUnfinishedPublic(path) { return .public }
    if Self.isOfCatalogue(path) { return .public }
    if Self.lockNames.contains(path) {
      let size = (try? FileManager.default.attributesOfItem(atPath: full)[.size] as? Int) ?? nil
      return size == 0 ? .lock : .unknown
    }
    guard path.hasPrefix("files/") else { return .unknown }
    // A temporary file of a write cut short may be shorter than the magic, never different.
    let begins = Self.firstBytes(of: full)
    let isSealed =
      path.hasSuffix(AtomicFile.temporarySuffix)
      ? Self.sealedMagic.starts(with: begins) : begins == Self.sealedMagic
    return isSealed ? .sealed : .unknown
  }

  /// The province's catalogue: procedures and forms, nothing personal.
  private static func isOfCatalogue(_ path: String) -> Bool {
    path == "catalogue" || path.hasPrefix("catalogue/")
  }

  /// "keys/.device.pub.123.new": left by a crash while keys were made.
  private static func isUnfinishedKey(_ path: String) -> Bool {
    keyNames.contains { name in
      let begin = "keys/." + name.dropFirst("keys/".count) + "."
      return path.hasPrefix(begin) && path.hasSuffix(".new")
    }
  }

  /// "unit.json.123.tmp": left by a crash while the file was replaced.
  private static func isUnfinishedPublic(_ path: String) -> Bool {
    publicNames.contains {
      path.hasPrefix($0 + ".") && path.hasSuffix(AtomicFile.temporarySuffix)
    }
  }

  private static func firstBytes(of path: String) -> Data {
    guard let handle = FileHandle(forReadingAtPath: path) else { return Data() }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: sealedMagic.count)) ?? Data()
  }
}
