package import Foundation
package import Identity

/// A data folder of the hub: `keys/`, `hub.sqlite`, and `catalogue/`, which is made anew from the
/// store wherever it is missing.
package enum HubFolder {
  package static let storeName = "hub.sqlite"

  /// Makes keys and an empty store. Refuses a folder that holds a hub already.
  package static func create(
    at folder: URL, mode: KeyMode, credentialsDirectory: URL?, clock: any WallClock,
    random: any RandomSource
  ) throws -> Hub {
    let keys = try KeyFolder.create(
      at: folder, mode: mode, credentialsDirectory: credentialsDirectory,
      created: clock.milliseconds, random: random)
    return try hub(keys, folder, nil, clock, random, HubLimits())
  }

  /// Opens an existing data folder. `store` is another place for the SQLite file, if any.
  package static func open(
    at folder: URL, store: URL? = nil, credentialsDirectory: URL?, clock: any WallClock,
    random: any RandomSource, limits: HubLimits = HubLimits()
  ) throws -> Hub {
    guard KeyFolder.exists(at: folder) else {
      throw HubError(
        .notFound, "noHub",
        vi: "Thư mục \(folder.path) chưa có máy chủ; hãy chạy “motcua-hub init”.",
        en: "The folder \(folder.path) holds no hub; run “motcua-hub init” first.")
    }
    let keys = try KeyFolder.open(at: folder, credentialsDirectory: credentialsDirectory)
    return try hub(keys, folder, store, clock, random, limits)
  }

  private static func hub(
    _ keys: KeyFolder, _ folder: URL, _ store: URL?, _ clock: any WallClock,
    _ random: any RandomSource, _ limits: HubLimits
  ) throws -> Hub {
    let rows = try SQLiteHubStore(file: store ?? folder.appending(path: storeName))
    let hub = Hub(
      store: rows, keys: keys.keys, keyMode: keys.mode, clock: clock, random: random,
      limits: limits, folder: folder)
    try FileUses.countOnce(hub, in: rows)
    return hub
  }

  private static let names: Set<String> = [
    "keys", "keys/device.pub", "keys/device.sealed", "keys/master.key", storeName,
    storeName + "-wal", storeName + "-shm",
  ]

  /// Paths below a data folder that nothing of the hub accounts for, in order. Key files that a
  /// crash left unfinished are accounted for.
  static func undeclared(in folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { path in
      !names.contains(path) && !CatalogueTree.holds(path)
        && !(path.hasPrefix("keys/.") && path.hasSuffix(".new"))
    }
  }
}
