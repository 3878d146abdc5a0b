import Foundation
import Hub
import Identity
import Sync

/// The province's end in a simulated world: the real hub on a simulated disk.
final class Province {
  let disk: FaultyDisk
  let keys: DeviceKeys
  let clock: MachineClock
  let folder: URL
  let random: SeededRandom
  /// `nil` while the machine is off.
  var hub: Hub?
  var uncertain: [UncertainAct] = []
  /// Failures of the disk that were told already.
  var faultCalls = 0
  var backup: Backup?
  /// The disk is full.
  var isStarved = false
  /// How often the hub was put back to an earlier state.
  var lives = 0
  /// The level of the protocol the program on it speaks.
  var level = RequestRecovery.level

  /// Whether its answers are small, so that whoever joins late is far behind.
  var isTight = false

  /// Minutes between two exchanges of a device with nothing to say, instead of half a minute: a
  /// month of waiting shows nothing else.
  static let waitSeconds = 600

  init(disk: FaultyDisk, folder: URL, keys: DeviceKeys, clock: MachineClock, random: SeededRandom) {
    self.disk = disk
    self.folder = folder
    self.keys = keys
    self.clock = clock
    self.random = random
  }

  func open() throws {
    var limits = HubLimits()
    limits.waitSeconds = Self.waitSeconds
    limits.level = level
    if isTight {
      limits.answerLines = 24
      limits.aheadBehind = 8
      limits.aheadBytes = 2_048
    }
    // A world is one thread and does one thing after the other.
    let store = try SQLiteHubStore(
      file: folder.appending(path: HubFolder.storeName), waiting: .blocked)
    hub = Hub(
      store: store, keys: keys, keyMode: .plainFile, clock: clock, random: random, limits: limits)
    hub?.know { _, _ in World.names }
  }

  func close() { hub = nil }
}
