import Foundation
import Identity
import Sync

/// The next part of a unit's log for one device.
struct LogAnswer {
  let rows: any HubTransaction
  let hub: Hub
  let epoch: Int
  let now: Int64
  let request: ExchangeRequest
  /// What comes ahead of the log in the same segment.
  let ahead: [WireLine]
  private(set) var hasMore = false

  init(
    rows: any HubTransaction, hub: Hub, epoch: Int, now: Int64, request: ExchangeRequest,
    ahead: [WireLine]
  ) {
    self.rows = rows
    self.hub = hub
    self.epoch = epoch
    self.now = now
    self.request = request
    self.ahead = ahead
  }

  /// Lines after the cursor, within the limits; the device's own entries by reference. A cursor
  /// of another epoch is void: the log begins again, with one line for what the device followed.
  mutating func part(of unit: String, after cursor: LogCursor?, for device: DeviceID) throws
    -> LogPart
  {
    guard let log = try rows.log(of: unit) else { throw HubError.noUnit(unit) }
    let size = log.checkpoint.size
    let known = try cursor.map { try self.known($0, unit: unit) } ?? 0
    let begin = cursor.map { $0.epoch == epoch ? $0.size : 0 } ?? 0
    let from = begin + known
    guard from <= size else {
      throw HubError(
        .badInput, "cursorAhead", vi: "Con trỏ của thiết bị vượt quá sổ của đơn vị.",
        en: "The cursor says \(from) entries, but the log of unit \(unit) has \(size).")
    }
    let entries = try rows.logEntries(of: unit, from: from, limit: hub.limits.answerLines)
    let spans = try spans(entries, from: from, of: unit, for: device)
    let first = (known > 0 ? cursor : nil)
      .map { WireLine.known(epoch: $0.epoch, from: 0, count: known) }
    let beside = Segment.plainBytes(ahead + [first].compactMap(\.self))
    let kept = spans.prefix(try fitting(spans.map(\.line), beside: beside))
    let end = from + kept.reduce(0) { $0 + $1.count }
    hasMore = hasMore || end < size
    return LogPart(
      checkpoint: end == size ? log.checkpoint : try checkpoint(of: unit, at: end),
      from: begin, lines: [first].compactMap(\.self) + kept.map(\.line))
  }

  /// A line for each entry, but one for all in a row that the device has from ahead.
  private func spans(
    _ entries: [StoredEntry], from: Int, of unit: String, for device: DeviceID
  ) throws -> [(line: WireLine, count: Int)] {
    let held = AheadHolds(request, unit: unit, epoch: epoch, from: from, limit: entries.count)
    var spans: [(line: WireLine, count: Int)] = []
    var run = 0
    for (position, stored) in zip(from..., entries) {
      guard held.contains(position) else {
        spans.append((try line(stored, for: device), 1))
        run = 0
        continue
      }
      if run > 0 { spans.removeLast() }
      run += 1
      spans.append((.known(epoch: epoch, from: position - run + 1, count: run), run))
    }
    return spans
  }

  /// How many of the log's first entries the device followed in an earlier epoch.
  private func known(_ cursor: LogCursor, unit: String) throws -> Int {
    guard request.reads >= RequestRecovery.forks, cursor.epoch != epoch,
      let past = try rows.pastEpoch(cursor.epoch, of: unit)
    else { return 0 }
    return min(cursor.size, past.size)
  }

  /// Whether the device has this entry of its own. A device that was put back does not.
  private func has(_ id: EntryID) -> Bool {
    guard request.reads >= RequestRecovery.forks else { return true }
    if id.epoch == request.epoch { return id.seq <= request.after + request.entries.count }
    return id.seq <= request.recovery.has[id.epoch] ?? 0
  }

  private func line(_ stored: StoredEntry, for device: DeviceID) throws -> WireLine {
    if stored.id.author == device, has(stored.id) {
      return .own(epoch: stored.id.epoch, seq: stored.id.seq)
    }
    return .entry(try hub.vault.entry(stored))
  }

  private func fitting(_ lines: [WireLine], beside: Int) throws -> Int {
    guard !lines.isEmpty else { return 0 }
    return try Segment.pack(lines, limit: hub.limits.answerBytes, beside: beside).count
  }

  private func checkpoint(of unit: String, at size: Int) throws -> Checkpoint {
    try hub.checkpoint(of: unit, at: size, epoch: epoch, now: now, rows: rows)
  }
}

extension Hub {
  /// Signs the state the log had at `size` entries, so that every part can be verified as it
  /// comes.
  func checkpoint(
    of unit: String, at size: Int, epoch: Int, now: Int64, rows: any HubTransaction
  ) throws -> Checkpoint {
    var tree =
      try rows.frontier(of: unit, atMost: size).map(MerkleTree.init(jsonBytes:))
      ?? MerkleTree()
    let missing = try rows.logEntries(of: unit, from: tree.size, limit: size - tree.size)
    for entry in missing { tree.append(entry.digest) }
    precondition(tree.size == size, "a log has every position up to its size")
    return Checkpoint.sign(
      unit: unit, epoch: epoch, size: size, root: tree.root, time: now, key: keys.signing)
  }
}
