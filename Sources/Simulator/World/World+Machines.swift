import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// Machines that are turned on, fail and come back.
extension World {
  func hub() throws -> Hub {
    guard let hub = province.hub else { throw Violation("the hub is off") }
    return hub
  }

  /// Turns a device on, as often as its faults make it necessary.
  func start(_ kiosk: Kiosk) async throws {
    guard !kiosk.isOn else { return }
    if kiosk.disk.isDown { kiosk.disk.restart() }
    kiosk.disk.crash(atChange: nil)
    if !isQuiet, dice.chance(6) {
      let change = dice.number(1...6)
      kiosk.disk.crash(atChange: change)
    } else if !isQuiet, dice.chance(4) {
      kiosk.disk.fail(atCall: dice.number(1...40), times: dice.number(1...3))
    }
    do {
      try kiosk.open()
    } catch {
      try fault(kiosk, during: "starting", error)
      kiosk.close()
      let boot = kiosk.boot
      after(Int64(dice.number(1...10)) * Self.minute) { world in
        if kiosk.boot == boot { try await world.start(kiosk) }
      }
      return
    }
    try chooseHub(kiosk)
    note("\(kiosk.name) is on\(isMixed ? ", at level \(kiosk.level)" : "")")
    planEvening(kiosk)
    guard try settleAfterStart(kiosk) else { return }
    try await handle(kiosk, .start)
  }

  /// After a start: what was promised is there, and what was uncertain is known.
  private func settleAfterStart(_ kiosk: Kiosk) throws -> Bool {
    let settled = try work(kiosk, "looking after the start") { store in
      let head = try store.streamHead()
      let acts = try kiosk.uncertain.map { act in
        (act, try self.find(act, by: kiosk, in: store))
      }
      return (head, acts)
    }
    guard let (head, acts) = settled else { return false }
    if let (epoch, seq) = kiosk.promised.max(by: { $0.key < $1.key }) {
      guard let head, (head.epoch, head.seq) >= (epoch, seq) else {
        throw Violation(
          "\(kiosk.name) promised entry \(epoch).\(seq) but its stream ends at "
            + "\(head.map { "\($0.epoch).\($0.seq)" } ?? "nothing")")
      }
    }
    kiosk.uncertain = []
    for (act, entry) in acts {
      note("\(kiosk.name): act \(act.mark) \(entry == nil ? "was lost" : "reached the disk")")
      if let entry { act.apply(&model, entry) }
    }
    return true
  }

  private func find(_ act: UncertainAct, by kiosk: Kiosk, in store: DossierStore) throws
    -> Entry?
  {
    var subjects = [act.subject].compactMap(\.self)
    if let token = act.token {
      subjects = [try store.subject(request: token)].compactMap(\.self)
    } else if subjects.isEmpty {
      subjects = try store.officers(of: kiosk.unit.code).map(\.id)
    }
    return try subjects.flatMap { try store.entries(of: $0) }.first { entry in
      // What was erased has no body left to carry a mark, the erasure's own neither.
      entry.content?["mark"]?.integer == act.mark
        || act.isErasure && entry.kind == "dossier.erased" && entry.head.author == kiosk.device
    }
  }

  /// Nobody leaves a device on for long.
  private func planEvening(_ kiosk: Kiosk) {
    guard !isQuiet else { return }
    let boot = kiosk.boot
    let isPulled = dice.chance(12)
    after(Int64(dice.number(3...20)) * Self.minute) { world in
      guard kiosk.boot == boot, !world.isQuiet else { return }
      isPulled ? world.cutPower(kiosk) : world.stop(kiosk)
    }
  }

  /// The program ends in order, as in the evening.
  func stop(_ kiosk: Kiosk) {
    guard kiosk.isOn else { return }
    kiosk.close()
    if kiosk.disk.isDown { powerFailed(kiosk) } else { note("\(kiosk.name) is off") }
  }

  /// The power fails now.
  func cutPower(_ kiosk: Kiosk) {
    guard kiosk.isOn else { return }
    kiosk.disk.cutPower()
    kiosk.close()
    powerFailed(kiosk)
  }

  private func powerFailed(_ kiosk: Kiosk) {
    faults.add("power cut at a device")
    note("\(kiosk.name): the power failed")
    let boot = kiosk.boot
    after(Int64(dice.number(1...90)) * Self.minute) { world in
      if kiosk.boot == boot { try await world.start(kiosk) }
    }
  }

  /// Works on a device's store. `nil`: a fault of its disk came in between.
  func work<Value>(
    _ kiosk: Kiosk, _ what: String, _ body: (DossierStore) throws -> Value
  ) throws -> Value? {
    guard let store = kiosk.store else { return nil }
    do {
      let value = try body(store)
      let failures = kiosk.disk.counts.failures
      if failures > kiosk.faultCalls {
        // SQLite went on without what failed, a checkpoint for instance.
        kiosk.faultCalls = failures
        faults.add("I/O error, worked around")
      }
      if kiosk.disk.isDown {
        // What the store said it did, it did; the power failed in what came after.
        after(0) { world in if kiosk.disk.isDown { world.crashed(kiosk) } }
      }
      return value
    } catch {
      try fault(kiosk, during: what, error)
      if kiosk.disk.isDown { crashed(kiosk) }
      return nil
    }
  }

  private func crashed(_ kiosk: Kiosk) {
    guard kiosk.isOn else { return }
    kiosk.close()
    powerFailed(kiosk)
  }

  /// An error is right if the disk failed; else the product is wrong.
  private func fault(_ kiosk: Kiosk, during what: String, _ error: any Error) throws {
    let counts = kiosk.disk.counts
    let failures = counts.failures
    defer { kiosk.faultCalls = failures }
    if kiosk.disk.isDown { return }
    guard failures > kiosk.faultCalls else {
      throw Violation("\(kiosk.name), \(what): the disk is well, but: \(error)")
    }
    faults.add(counts.refused > 0 && kiosk.isStarved ? "disk full or read-only" : "I/O error")
    note("\(kiosk.name), \(what): \(error)")
  }

  /// Works on the hub. `nil`: it is off, or a fault of its disk came in between.
  func workAtHub<Value>(_ what: String, _ body: (Hub) async throws -> Value) async throws -> Value?
  {
    guard let hub = province.hub else { return nil }
    let before = province.disk.counts.failures
    do {
      let value = try await body(hub)
      if province.disk.isDown { after(0) { $0.hubCrashed() } }
      return value
    } catch {
      let failures = province.disk.counts.failures
      defer { province.faultCalls = failures }
      if province.disk.isDown {
        hubCrashed()
        return nil
      }
      // What failed before and was got over, as at the start, is no reason for a refusal now.
      guard failures > (error is HubError ? before : province.faultCalls) else { throw error }
      faults.add(province.isStarved ? "hub's disk full" : "I/O error at the hub")
      note("hub, \(what): \(error)")
      return nil
    }
  }

  func hubCrashed() {
    guard province.hub != nil, province.disk.isDown else { return }
    province.close()
    faults.add("power cut at the hub")
    note("hub: the power failed")
    after(Int64(dice.number(1...30)) * Self.minute) { try await $0.startHub() }
  }

  func startHub() async throws {
    guard province.hub == nil else { return }
    if province.disk.isDown { province.disk.restart() }
    if !isQuiet, dice.chance(15) { province.disk.crash(atChange: dice.number(1...6)) }
    do {
      try province.open()
    } catch {
      let failures = province.disk.counts.failures
      defer { province.faultCalls = failures }
      // A disk that failed just now may work the next time; one that did not is no reason.
      guard province.disk.isDown || failures > province.faultCalls else {
        throw Violation("the hub cannot start: \(error)")
      }
      note("hub, starting: \(error)")
      // A full disk may stay so for hours.
      after(Int64(dice.number(1...10)) * Self.minute) { try await $0.startHub() }
      return
    }
    note("hub: on again")
    try await settleHub()
  }

  /// After a start: what was acknowledged is there.
  private func settleHub() async throws {
    for kiosk in kiosks {
      for (epoch, seq) in kiosk.acknowledged.sorted(by: { $0.key < $1.key }) {
        let device = kiosk.device
        let durable = try await workAtHub("looking after the start") { hub in
          try await hub.store.read { try $0.stream(author: device, epoch: epoch)?.seq ?? 0 }
        }
        guard let durable else { return }
        guard durable >= seq else {
          throw Violation(
            "the hub acknowledged \(kiosk.name)'s entry \(epoch).\(seq) and has \(durable)")
        }
      }
    }
    let acts = province.uncertain
    for act in acts {
      guard let subject = act.subject else { continue }
      let entries = try await workAtHub("looking for an act") { hub in
        try await hub.acceptedEntries(of: subject)
      }
      guard let entries else { return }
      province.uncertain.removeAll { $0.mark == act.mark && $0.subject == act.subject }
      let entry = entries.first { Self.isMarked($0, act.mark) }
      note("hub: act \(act.mark) \(entry == nil ? "was lost" : "reached the disk")")
      if let entry { act.apply(&model, entry) }
    }
  }

  /// The hub's own bodies carry the mark in a text.
  static func isMarked(_ entry: Entry, _ mark: Int64) -> Bool {
    ["note", "reason"].contains { entry.content?[$0]?.string == "\(mark)" }
      || (entry.content?["changes"]?.object ?? [:]).values
        .contains { $0["v"]?.string?.hasSuffix("#\(mark)") ?? false }
  }
}
