package import Foundation

/// A folder beside the place something is put back to. Until the end there is nothing at the
/// place, after it the whole.
package struct RestoreWorkplace: Sendable {
  package let url: URL
  /// The keys that were in the backup, already in the workplace's key folder.
  package let keys: DeviceKeys
  private let place: URL

  /// Whether something lies at a place already.
  package static func isTaken(_ place: URL) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return !names.isEmpty
  }

  /// Unpacks a backup beside `place` and puts its keys under a new master key.
  /// - Throws: `BackupError`, also when the keys are not those of the backup's owner; then
  ///   nothing is left behind.
  package init(
    _ reader: BackupReader, key: StorageKey, beside place: URL, mode: KeyMode,
    credentialsDirectory: URL?, random: any RandomSource
  ) throws {
    self.place = place.standardizedFileURL
    url = self.place.deletingLastPathComponent()
      .appending(path: ".\(self.place.lastPathComponent).restoring-\(getpid())")
    try? FileManager.default.removeItem(at: url)
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let kept = try reader.extract(key, to: url, inMemory: ["keys.json"])
      guard let json = kept["keys.json"].flatMap({ try? JSONValue(parsing: $0) }),
        let keys = try? DeviceKeys(json: json), keys.deviceID == reader.envelope.owner
      else { throw BackupError.damaged }
      self.keys = keys
      _ = try KeyFolder.restore(
        keys, at: url, mode: mode, credentialsDirectory: credentialsDirectory,
        created: reader.envelope.created, random: random)
    } catch {
      try? FileManager.default.removeItem(at: url)
      throw error
    }
  }

  /// Moves everything to its place; whatever was open in the workplace must be closed.
  package func settle() throws {
    try? FileManager.default.removeItem(at: place)
    guard rename(url.path, place.path) == 0 else {
      throw BackupError.file("Cannot put what was restored to \(place.path).")
    }
  }

  /// Leaves nothing behind.
  package func abandon() {
    try? FileManager.default.removeItem(at: url)
  }
}
