import DossierStore
package import Foundation
import Hub
import Identity

/// Databases with all their tables and nothing in them, made once by the real programs: a world
/// begins with copies of them.
package struct Images: Sendable {
  let kiosk: Data
  let hub: Data

  /// - Parameter folder: a folder for lock files and attachments, as the real store makes them.
  package static func make(in folder: URL) throws -> Images {
    let path = folder.appending(path: "images")
    let disk = FaultyDisk(folder: path.path, seed: 0)
    let random = SeededRandom(seed: 0)
    let clock = MachineClock(World.start)
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    try DossierStore.open(
      at: path, keys: DeviceKeys(random: random), clock: clock, random: random
    ).close()
    // The last connection to go moves everything out of the write-ahead log.
    _ = try SQLiteHubStore(file: path.appending(path: HubFolder.storeName))
    guard let kiosk = disk.file(DataFolder(path).database.lastPathComponent),
      let hub = disk.file(HubFolder.storeName)
    else { throw WorldError("The programs made no databases; is the VFS in place?") }
    return Images(kiosk: kiosk, hub: hub)
  }
}

/// A world that could not be set up.
package struct WorldError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
