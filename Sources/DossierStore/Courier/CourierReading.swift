package import Foundation
import GRDB
import Identity
package import Sync

extension DossierStore {
  /// Takes in one file of a stick. The same file again, or an older one, changes nothing.
  package func readCourier(_ bytes: Data) throws -> CourierReading {
    guard let hub = try hub() else { throw Self.noHub }
    let content: CourierLog
    do {
      let file = try CourierFile(bytes)
      guard file.writer != device else { return .own }
      guard file.hub == hub.id else { return .unusable(.otherHub) }
      guard file.kind == .log else { return .unusable(.notForUs) }
      guard file.isSigned(by: hub.key) else { return .unusable(.notSigned) }
      let plain = try file.open(context.keys.agreement, as: device)
      content = try CourierLog(encoded: plain)
      guard content.hub == hub.id, content.unit == file.unit, content.bundle.verify(pinned: hub.key)
      else { return .unusable(.damaged) }
    } catch let problem as CourierProblem {
      return .unusable(problem)
    } catch {
      // Signed, and yet no log of a unit.
      return .unusable(.damaged)
    }
    return try take(content)
  }

  static let noHub = StoreError(
    .refused, "This device is not enrolled with a hub; a stick needs one.")

  /// Everything a file says, or nothing of it.
  private func take(_ content: CourierLog) throws -> CourierReading {
    do {
      do {
        return try follow(content)
      } catch let lost as NameLost {
        try write { journal in
          try journal.offerEnded(content)
          _ = try journal.strand(lost)
        }
        return try follow(content)
      }
    } catch let error as LogError {
      switch error {
      case .oldEpoch, .rewritten, .otherEntries: try noteContradiction()
      case .gap, .signature: break
      }
      throw StoreError(.refused, error.description)
    }
  }

  private func follow(_ content: CourierLog) throws -> CourierReading {
    try write { journal in
      // A stick that lay about while the hub began anew says nothing any more.
      guard let reading = try journal.take(content) else { return .known }
      try journal.noteWhole(content.have)
      try take(content.bundle)
      return reading
    }
  }

  /// Entries of the unit's log that wait for what comes before them.
  package func heldLines() throws -> Int {
    try read { reader in
      try Int.fetchOne(reader.db, sql: "SELECT coalesce(sum(lines), 0) FROM held") ?? 0
    }
  }
}

extension JournalWriter {
  /// Nil if it is of an older epoch of the hub than this device knows.
  fileprivate func take(_ content: CourierLog) throws -> CourierReading? {
    guard var hub = try setting(HubInfo.settingKey).map(HubInfo.init(json:)) else {
      throw StoreError(.refused, "This device is not enrolled with a hub.")
    }
    guard content.epoch >= hub.epoch else { return nil }
    let isNewEpoch = content.epoch > hub.epoch
    try offerEnded(content)
    if let about = content.devices[context.device] { try heed(about, isNewEpoch: isNewEpoch) }
    hub.epoch = content.epoch
    try setSetting(HubInfo.settingKey, hub.json)
    if isNewEpoch { try setSetting(DossierStore.offerBundleKey, true) }
    noteChange()
    return try followOrHold(content.part, unit: content.unit, hub: hub)
  }

  /// What is followed of a log that has ended goes back. An answer may have told of the new epoch
  /// before, without a log.
  fileprivate func offerEnded(_ content: CourierLog) throws {
    if try isFollowedBefore(content.epoch, content.unit) { try offerBack(unit: content.unit) }
  }

  /// Whether the unit's log is followed in an earlier epoch.
  private func isFollowedBefore(_ epoch: Int, _ unit: String) throws -> Bool {
    try reader.cursors()[unit].map { $0.epoch < epoch } ?? false
  }

  private func heed(_ about: CourierLog.Device, isNewEpoch: Bool) throws {
    for fork in about.forks where try isOurs(fork) {
      try Refork(journal: self, fork: fork.fork).run()
    }
    let known = try Outbox.acknowledged(reader)
    let different = try differences(about.ends)
    // What is acknowledged there are other entries than those of this device.
    let acks = about.acks.merging(different.map { ($0, known[$0] ?? 0) }) { $1 }
    if isNewEpoch {
      try acknowledge(all: acks)
    } else {
      // A stick may be older than what the link brought: an acknowledgement does not go back.
      let newest = try ownStreams().keys.max() ?? 1
      var all = known.merging(acks) { max($0, $1) }
      for (epoch, seq) in try ownStreams() where epoch != newest {
        all[epoch] = min(all[epoch] ?? 0, seq)
      }
      try acknowledge(all: all)
    }
    try sendAgain(different)
    for unit in try units() {
      if let recall = about.recall { try self.recall(recall, unit: unit) }
    }
    let newest = try ownStreams().keys.max() ?? 1
    if let granted = about.range, granted.epoch == newest, try codeHold() != nil {
      try grant(range: granted.range)
    }
  }

  private func units() throws -> [String] {
    try String.fetchAll(db, sql: "SELECT unit FROM follower ORDER BY unit")
  }

  /// Whether the fork is of this machine's stream, not of another one with the same key.
  private func isOurs(_ fork: CourierLog.ForkedStream) throws -> Bool {
    let id = EntryID(author: context.device, epoch: fork.fork.epoch, seq: max(1, fork.fork.from))
    guard let row = try EntryRow.fetch(db, id), row.chain != nil else { return false }
    return row.digest == fork.digest.bytes || Digest.of(row.head) == fork.digest
  }

  private func followOrHold(_ part: LogPart, unit: String, hub: HubInfo) throws -> CourierReading {
    guard part.checkpoint.isValid(hub.key), part.checkpoint.unit == unit else {
      throw LogError.signature(unit)
    }
    let end = part.from + part.lines.count
    let position = try position(of: unit, epoch: part.checkpoint.epoch)
    guard part.from <= position else {
      try hold(part, unit: unit)
      return .held
    }
    guard end > position else { return .known }
    let received = try follow(part, from: position, unit: unit, hub: hub)
    return .taken(new: try received + followHeld(unit: unit, hub: hub))
  }

  private func position(of unit: String, epoch: Int) throws -> Int {
    try Int.fetchOne(
      db, sql: "SELECT size FROM follower WHERE unit = ? AND epoch = ?", arguments: [unit, epoch]
    ) ?? 0
  }

  /// Follows what is new of a part that may begin before.
  private func follow(_ part: LogPart, from position: Int, unit: String, hub: HubInfo) throws
    -> Int
  {
    let fresh = LogPart(
      checkpoint: part.checkpoint, from: position,
      lines: Array(part.lines.dropFirst(position - part.from)))
    return try follow([unit: fresh], hub: hub.key).received
  }

  private func followHeld(unit: String, hub: HubInfo) throws -> Int {
    var received = 0
    while let row = try Row.fetchOne(
      db,
      sql: """
        SELECT held.epoch, held.position, held.lines, held.sealed FROM held
        JOIN follower ON follower.unit = held.unit AND follower.epoch = held.epoch
        WHERE held.unit = ? AND held.position <= follower.size ORDER BY held.position LIMIT 1
        """, arguments: [unit])
    {
      let (epoch, start, count): (Int, Int, Int) = (row[0], row[1], row[2])
      try db.execute(
        sql: "DELETE FROM held WHERE unit = ? AND epoch = ? AND position = ? AND lines = ?",
        arguments: [unit, epoch, start, count])
      let position = try position(of: unit, epoch: epoch)
      guard start + count > position else { continue }
      let plain = try context.open(row[3], at: .held("\(unit)/\(epoch)/\(start)"))
      let part = try LogPart(encoded: plain)
      received += try follow(part, from: position, unit: unit, hub: hub)
    }
    return received
  }

  private func hold(_ part: LogPart, unit: String) throws {
    let epoch = part.checkpoint.epoch
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO held (unit, epoch, position, lines, sealed) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        unit, epoch, part.from, part.lines.count,
        context.seal(try part.encoded(), at: .held("\(unit)/\(epoch)/\(part.from)")),
      ])
    noteChange()
  }
}
