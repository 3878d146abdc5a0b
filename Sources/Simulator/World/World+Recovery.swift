import DossierStore
import Foundation
import Hub
import Identity
import Sync

/// A copy of a machine's disk.
struct Backup {
  let database: Data
  /// Attachments by name.
  var files: [String: Data] = [:]
  let taken: Int64
}

/// Machines that are put back to an earlier state, and a hub whose epoch rises.
extension World {
  func planRecoveries() {
    for kiosk in kiosks where dice.chance(15) {
      let begin = moment()
      after(begin) { $0.putAway(kiosk) }
      after(begin + Int64(dice.number(1...6)) * Self.day) { try await $0.putBack(kiosk) }
    }
    if dice.chance(15) {
      let begin = moment()
      planHubRestore(away: begin, back: begin + Int64(dice.number(1...4)) * Self.day)
    }
    if dice.chance(15) {
      after(moment()) { world in
        guard world.province.hub != nil else { return }
        _ = try await world.workAtHub("a new epoch") { hub in
          try await hub.startEpoch(reason: "failover", actor: "local:0")
        }
        world.faults.add("new epoch of the hub")
        world.note("hub: a new epoch")
      }
    }
  }

  private func planHubRestore(away: Int64, back: Int64) {
    after(away) { try await $0.putHubAway() }
    after(back) { try await $0.putHubBack() }
  }

  /// What happened once may happen again.
  private func planNextHubRestore() {
    guard elderDice.chance(30) else { return }
    let away = Int64(elderDice.number(0...4)) * Self.day
    planHubRestore(away: away, back: away + Int64(elderDice.number(1...4)) * Self.day)
  }

  /// Copies the disk of a device that is off.
  private func putAway(_ kiosk: Kiosk) {
    guard let database = restingDatabase(of: kiosk) else { return }
    var backup = Backup(database: database, taken: now)
    let files = DataFolder(kiosk.folder).files
    for name in (try? FileManager.default.contentsOfDirectory(atPath: files.path)) ?? [] {
      backup.files[name] = try? Data(contentsOf: files.appending(path: name))
    }
    kiosk.backup = backup
    note("\(kiosk.name): somebody copies the disk")
  }

  /// The whole database of a machine that is off and was turned off in order.
  func restingDatabase(of kiosk: Kiosk) -> Data? {
    guard !kiosk.isOn, !kiosk.disk.isDown, kiosk.disk.file("motcua.sqlite-wal") == nil else {
      return nil
    }
    return kiosk.disk.file("motcua.sqlite")
  }

  /// The machine is lost; another one goes on with the copy and says so.
  private func putBack(_ kiosk: Kiosk) async throws {
    guard let backup = kiosk.backup, !isQuiet, kiosk.twins == nil else { return }
    kiosk.backup = nil
    if kiosk.isOn { kiosk.close() }
    if kiosk.disk.isDown { kiosk.disk.restart() }
    feed(kiosk)
    kiosk.disk.crash(atChange: nil)
    kiosk.disk.fail(atCall: nil)
    for name in ["motcua.sqlite-wal", "motcua.sqlite-journal"] { kiosk.disk.remove(name) }
    kiosk.disk.put(backup.database, "motcua.sqlite")
    let files = DataFolder(kiosk.folder).files
    try? FileManager.default.removeItem(at: files)
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    for (name, bytes) in backup.files { try bytes.write(to: files.appending(path: name)) }
    // What only this machine had is gone, and nobody can be blamed for it.
    model.atRisk.formUnion(model.entries.filter { $0.author == kiosk.device })
    kiosk.lives += 1
    kiosk.promised = [:]
    kiosk.uncertain = []
    faults.add("device restored")
    note("\(kiosk.name) is put back to an earlier state")
    try kiosk.open()
    _ = try kiosk.store?.startEpoch()
    kiosk.close()
    try await start(kiosk)
  }

  private func putHubAway() async throws {
    guard province.hub != nil else { return }
    // A copy of a running database needs its log in it.
    province.close()
    guard let database = province.disk.file(HubFolder.storeName),
      province.disk.file(HubFolder.storeName + "-wal") == nil
    else { return try await startHub() }
    province.backup = Backup(database: database, taken: now)
    note("hub: a backup is taken")
    try await startHub()
  }

  private func putHubBack() async throws {
    guard let backup = province.backup, !isQuiet else { return }
    province.backup = nil
    province.close()
    if province.disk.isDown { province.disk.restart() }
    province.disk.crash(atChange: nil)
    province.disk.fail(atCall: nil)
    feedHub()
    try keepElder()
    for name in ["-wal", "-journal"] { province.disk.remove(HubFolder.storeName + name) }
    province.disk.put(backup.database, HubFolder.storeName)
    // The hub's own acts that no device had seen are gone, and so is what only it had of machines
    // that were put back themselves.
    let restored = Set(kiosks.filter { $0.lives > 0 }.map(\.device) + [province.keys.deviceID])
    model.atRisk.formUnion(model.entries.filter { restored.contains($0.author) })
    for kiosk in kiosks { kiosk.acknowledged = [:] }
    province.uncertain = []
    forger?.answered = nil
    province.lives += 1
    faults.add("hub restored")
    note("hub: put back to an earlier state")
    try province.open()
    _ = try await workAtHub("a new epoch") { hub in
      try await hub.startEpoch(reason: "restore", actor: "local:0")
    }
    planNextHubRestore()
  }

  /// Entries that went with a machine and that nobody else had.
  func forgetWhatWasLost() async throws {
    let risky = model.atRisk.sorted()
    let lost = try await hub().store.read { rows in
      try risky.filter { try rows.entry($0) == nil }
    }
    guard !lost.isEmpty else { return }
    note("\(lost.count) entries went with a machine")
    model.forget(Set(lost))
  }
}
