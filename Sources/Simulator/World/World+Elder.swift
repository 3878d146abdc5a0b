import DossierStore
import Foundation
import Hub
import Identity
import Sync

/// A hub that was believed lost goes on beside the one that was put back in its place, with the
/// same key, and some devices still reach it: a failover that went wrong.
extension World {
  /// In so many restores of 100.
  private static let surviving = 50

  /// Called between the end of the hub and the moment its earlier state takes its place.
  func keepElder() throws {
    guard elder == nil, !isQuiet, elderDice.chance(Self.surviving) else { return }
    let folder = root.appending(path: "elder")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let disk = FaultyDisk(folder: folder.path, seed: seed &* 43)
    for name in [HubFolder.storeName, HubFolder.storeName + "-wal"] {
      if let file = province.disk.file(name) { disk.put(file, name) }
    }
    let old = Province(
      disk: disk, folder: folder, keys: province.keys, clock: MachineClock(now),
      random: SeededRandom(seed: seed &* 1000 &+ 700))
    old.level = province.level
    old.isTight = province.isTight
    try old.open()
    elder = old
    faults.add("two hubs with one key")
    note("the hub that was believed lost goes on, too")
    after(Int64(elderDice.number(1...6)) * Self.day) { $0.endElder() }
  }

  func endElder() {
    guard let old = elder else { return }
    old.close()
    elder = nil
    // Perhaps only it had what machines wrote that were put back meanwhile.
    let restored = Set(kiosks.filter { $0.lives > 0 }.map(\.device))
    model.atRisk.formUnion(model.entries.filter { restored.contains($0.author) })
    note("the old hub is turned off")
  }

  /// Which of two hubs a device reaches is the same until it is turned off. Whoever needs numbers
  /// is helped by the new one: two hubs would give out the same. Two machines with one key reach
  /// one hub only (docs/simulation.md, “Open”).
  func chooseHub(_ kiosk: Kiosk) throws {
    guard elder != nil, kiosk.twins == nil else { return kiosk.isAtElder = false }
    let isHeld = try work(kiosk, "looking for numbers") { try $0.codeHold() != nil }
    kiosk.isAtElder = isHeld == false && elderDice.chance(50)
  }

  /// Works on the hub the device reaches.
  func work<Value>(
    atHubOf kiosk: Kiosk, _ what: String, _ body: (Hub) async throws -> Value
  ) async throws -> Value? {
    guard kiosk.isAtElder, let old = elder?.hub else { return try await workAtHub(what, body) }
    return try await body(old)
  }

  /// Whether a hub listens at the other end of the device's link.
  func isHeard(_ kiosk: Kiosk) -> Bool {
    kiosk.link.isUp && (province.hub != nil || kiosk.isAtElder && elder != nil)
  }
}
