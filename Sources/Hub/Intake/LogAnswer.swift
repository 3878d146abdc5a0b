import Foundation
import Identity
import Sync

/// The next part of a unit's log for one device.
struct LogAnswer {
  let rows: any HubTransaction
  let hub: Hub
  let epoch: Int
  let now: Int64
  private(set) var hasMore = false

  init(rows: any HubTransaction, hub: Hub, epoch: Int, now: Int64) {
    self.rows = rows
    self.hub = hub
    self.epoch = epoch
    self.now = now
  }

  /// Lines after the cursor, within the limits; the device's own entries by reference. A cursor
  /// of another epoch is void: the log begins again.
  mutating func part(of unit: String, after cursor: LogCursor?, for device: DeviceID) throws
    -> LogPart
  {
    guard let log = try rows.log(of: unit) else { throw HubError.noUnit(unit) }
    let size = log.checkpoint.size
    let from = cursor.map { $0.epoch == epoch ? $0.size : 0 } ?? 0
    guard from <= size else {
      throw HubError(
        .badInput, "cursorAhead", vi: "Con trỏ của thiết bị vượt quá sổ của đơn vị.",
        en: "The cursor says \(from) entries, but the log of unit \(unit) has \(size).")
    }
    let entries = try rows.logEntries(of: unit, from: from, limit: hub.limits.answerLines)
    let lines = try fitting(entries.map { try line($0, for: device) })
    let end = from + lines.count
    hasMore = hasMore || end < size
    return LogPart(
      checkpoint: end == size ? log.checkpoint : try checkpoint(of: unit, at: end),
      from: from, lines: lines)
  }

  private func line(_ stored: StoredEntry, for device: DeviceID) throws -> WireLine {
    if stored.id.author == device {
      return .own(epoch: stored.id.epoch, seq: stored.id.seq)
    }
    return .entry(try hub.vault.entry(stored))
  }

  private func fitting(_ lines: [WireLine]) throws -> [WireLine] {
    guard !lines.isEmpty else { return [] }
    return Array(lines.prefix(try Segment.pack(lines, limit: hub.limits.answerBytes).count))
  }

  /// Signs the state the log had at `size` entries, so that every part can be verified as it
  /// comes.
  private func checkpoint(of unit: String, at size: Int) throws -> Checkpoint {
    var tree =
      try rows.frontier(of: unit, atMost: size).map(MerkleTree.init(jsonBytes:))
      ?? MerkleTree()
    let missing = try rows.logEntries(of: unit, from: tree.size, limit: size - tree.size)
    for entry in missing { tree.append(entry.digest) }
    precondition(tree.size == size, "a log has every position up to its size")
    return Checkpoint.sign(
      unit: unit, epoch: epoch, size: size, root: tree.root, time: now, key: hub.keys.signing)
  }
}
