import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// The end of the month: everything is repaired, and what is owed has to arrive in bounded time.
extension World {
  /// The link is back; within this much every device has sent all it wrote: a pause of 15 minutes
  /// at most, and the exchanges themselves.
  static let outboxBound: Int64 = 20 * minute
  /// And within this much everybody has what the others wrote: one more wait of each device.
  static let replicaBound: Int64 = 60 * minute

  func becomeQuiet() async throws {
    note("everything is repaired")
    isQuiet = true
    endElder()
    province.disk.crash(atChange: nil)
    province.disk.fail(atCall: nil)
    feedHub()
    try await upgradeTwins()
    // What was uncertain is settled by a start.
    province.close()
    try await startHub()
    for kiosk in kiosks {
      feed(kiosk)
      kiosk.disk.fail(atCall: nil)
      kiosk.disk.crash(atChange: nil)
      kiosk.link = Link(isUp: false, trouble: 0, latency: 300)
      kiosk.close()
      try await start(kiosk)
      for intake in kiosk.retries { try receive(intake, at: kiosk) }
      kiosk.retries = []
    }
    // The devices look for the link for a while, then it comes back; not all are told so.
    try await runUntil(now + Int64(dice.number(1...60)) * Self.minute)
    note("all links are up")
    // What an honest one would do, too: send what is left.
    for _ in 0..<3 { if let forger { try await exchange(forger) } }
    for kiosk in kiosks {
      kiosk.link.isUp = true
      if dice.chance(50) { try await handle(kiosk, .linkUp) }
    }
    let begin = now
    let areSent = try await run(until: begin + Self.outboxBound) {
      try await self.areOutboxesEmpty()
    }
    guard areSent else { throw Violation("an outbox is not empty \(try owed())") }
    try await becomeEqual(since: begin)
    note("quiet after \((now - begin) / 1000) s")
    guard let forger else { return }
    // What was held of it counts since what it is about came back.
    try await exchange(forger)
    try await becomeEqual(since: now)
  }

  private func becomeEqual(since begin: Int64) async throws {
    let areEqual = try await run(until: begin + Self.replicaBound) {
      // A device may learn only now that the hub went back and wants entries again; and what was
      // set apart is in logs once it is let count.
      guard try await self.areOutboxesEmpty() else { return false }
      return try await self.areLogsWhole()
    }
    guard areEqual else { throw Violation("a device has not all of its unit's log") }
  }

  private func areOutboxesEmpty() async throws -> Bool {
    try await release(hub())
    return try kiosks.allSatisfy { kiosk in
      guard let pending = try kiosk.store?.pending() else { return false }
      return pending.entries == 0 && pending.files == 0
    }
  }

  private func owed() throws -> String {
    try kiosks.map { kiosk in
      let pending = try kiosk.store?.pending()
      return "\(kiosk.name): \(pending?.entries ?? -1) entries, \(pending?.files ?? -1) files"
    }.joined(separator: "; ")
  }

  private func areLogsWhole() async throws -> Bool {
    let logs = try await hub().store.read { try $0.logs() }
    // Also those whose keys have ended have to learn that the hub went back.
    let epoch = try await hub().epoch()
    guard try kiosks.allSatisfy({ try $0.store?.hub()?.epoch == epoch }) else { return false }
    return try await readers().allSatisfy { kiosk in
      let checkpoint = logs.first { $0.unit == kiosk.unit.code }?.checkpoint
      guard let checkpoint, let cursor = try kiosk.store?.cursors()[kiosk.unit.code] else {
        return false
      }
      let isGivingBack = try kiosk.store?.isGivingBack() == true
      return !isGivingBack && cursor == LogCursor(epoch: checkpoint.epoch, size: checkpoint.size)
    }
  }
}
