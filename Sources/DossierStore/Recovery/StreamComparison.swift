import Foundation
import GRDB
import Identity
import Sync

/// Two machines that work with one key may have been told the same acknowledgement for different
/// entries: a restored hub lost those of one and then took those of the other. They find out by the
/// chain of the stream. The machine whose entries the hub does not have sends the stream again from
/// its beginning; the hub meets the first entry that differs and answers with a fork there.
extension DossierStore {
  /// The hub asked how this device's streams stand.
  static let compareKey = "compareStreams"
  /// Epochs of this device's stream that are being sent again.
  static let againKey = "streamsSentAgain"
}

extension DossierStore {
  /// The hub signed a log that contradicts the one followed here. It may have been put back; or it
  /// names entries of this device by their numbers, and has others there. A program brought up to
  /// date learns only from this answer that the hub can compare them.
  func noteContradiction(by answer: ExchangeAnswer) throws {
    try write { journal in
      try journal.setSetting(Self.witnessKey, true)
      try journal.setSetting(Self.compareKey, true)
      journal.noteChange()
      guard var hub = try journal.setting(HubInfo.settingKey).map(HubInfo.init(json:)),
        hub.id == answer.hub
      else { return }
      hub.reads = answer.reads
      try journal.setSetting(HubInfo.settingKey, hub.json)
    }
  }

  /// Whether this device learnt since what the request did not heed: that the hub can do more, or
  /// less, than was asked of it; or that the hub has to be shown something. If the request or its
  /// answer was refused, the next one is worth sending at once.
  package func hasLearnt(since request: NextRequest) throws -> Bool {
    try read { reader in
      try reader.hub()?.reads != request.hub.reads
        || !reader.toShow().isSubset(of: request.shown)
    }
  }
}

extension JournalReader {
  func epochsSentAgain() throws -> Set<Int> {
    let epochs = try setting(DossierStore.againKey)?.array ?? []
    return Set(epochs.compactMap { $0.integer.flatMap { Int(exactly: $0) } })
  }

  /// Whether the hub may keep other entries than this device: it asked, or it began anew and has
  /// not been followed since.
  func isToCompare() throws -> Bool {
    guard let hub = try setting(HubInfo.settingKey).map(HubInfo.init(json:)),
      min(hub.reads, context.level) >= RequestRecovery.ends
    else { return false }
    if try setting(DossierStore.compareKey) != nil { return true }
    return try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM follower WHERE epoch < ?)", arguments: [hub.epoch])
      ?? false
  }

  /// The chain of this device's stream after so many entries of an epoch; `nil` without them.
  func ownChain(epoch: Int, at seq: Int) throws -> Digest? {
    try Data.fetchOne(
      db, sql: "SELECT chain FROM entry WHERE author = ? AND epoch = ? AND seq = ?",
      arguments: [context.device.rawValue, epoch, seq]
    ).flatMap { Digest(bytes: $0) }
  }

  /// How every epoch of this device's stream stands where it was acknowledged.
  func streamEnds() throws -> [Int: StreamPoint] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT stream.epoch, stream.acknowledged, entry.chain FROM stream JOIN entry
        ON entry.author = stream.author AND entry.epoch = stream.epoch
        AND entry.seq = stream.acknowledged
        WHERE stream.author = ?
        """, arguments: [context.device.rawValue])
    var ends: [Int: StreamPoint] = [:]
    for row in rows {
      guard let chain = (row[2] as Data?).flatMap({ Digest(bytes: $0) }) else { continue }
      ends[row[0]] = StreamPoint(seq: row[1], chain: chain)
    }
    return ends
  }
}

extension JournalWriter {
  /// The epochs of this device's stream that stand otherwise at the hub. Where the hub has more
  /// than this device nothing can be told: the device asks when it next has a link.
  func differences(_ ends: [Int: StreamPoint]) throws -> [Int] {
    guard context.level >= RequestRecovery.ends else { return [] }
    let own = try ownStreams()
    return try ends.keys.sorted().filter { epoch in
      guard let end = ends[epoch], let last = own[epoch], last > 0 else { return false }
      guard end.seq <= last else {
        try setSetting(DossierStore.compareKey, true)
        return false
      }
      return try reader.ownChain(epoch: epoch, at: end.seq) != end.chain
    }
  }

  /// Sends these epochs of the stream from their beginning, by whichever way.
  func sendAgain(_ epochs: [Int]) throws {
    let own = try ownStreams()
    let again = try reader.epochsSentAgain()
    let new = epochs.filter { own[$0] != nil && !again.contains($0) }
    guard !new.isEmpty else { return }
    for epoch in new {
      try acknowledge(epoch: epoch, seq: 0)
      try db.execute(sql: "DELETE FROM carried WHERE epoch = ?", arguments: [epoch])
    }
    try setEpochsSentAgain(again.union(new))
  }

  /// The hub has told where the stream differs, or has met no difference up to its end.
  func endSendingAgain(epoch: Int, ifSentUpTo seq: Int? = nil) throws {
    let again = try reader.epochsSentAgain()
    guard again.contains(epoch) else { return }
    if let seq, let last = try ownStreams()[epoch], seq < last { return }
    try setEpochsSentAgain(again.subtracting([epoch]))
  }

  private func setEpochsSentAgain(_ epochs: Set<Int>) throws {
    try setSetting(
      DossierStore.againKey,
      epochs.isEmpty ? nil : .array(epochs.sorted().map { .integer(Int64($0)) }))
  }
}
