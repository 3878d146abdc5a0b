import GRDB
import Identity
import Sync

extension JournalWriter {
  /// Takes in what came ahead of logs, after the logs of the same answer, and remembers how far it
  /// is. Answers how many entries were new.
  func takeAhead(_ answer: ExchangeAnswer, heldBack: Int) throws -> Int {
    guard context.level >= RequestRecovery.brief, !answer.recovery.isWithoutLog else { return 0 }
    var received = 0
    for unit in answer.ahead.keys.sorted() {
      guard let part = answer.ahead[unit] else { continue }
      let size = try reader.followed(unit, epoch: answer.epoch) ?? 0
      for (position, line) in zip(part.positions, part.lines) where position >= size {
        received += try takeAhead(line, at: position, of: unit, epoch: answer.epoch)
      }
    }
    try noteAhead(answer, isHeldBack: heldBack > 0)
    return received
  }

  private func takeAhead(_ line: WireLine, at position: Int, of unit: String, epoch: Int) throws
    -> Int
  {
    // What cannot be checked, or counts for nothing here, comes with the log.
    guard case .entry(let entry) = line, entry.content != nil, entry.kind != StoredKind.erased,
      entry.head.author != context.device
    else { return 0 }
    let subject = entry.subjectID.description
    let id = entry.id
    let known = try EntryRow.fetch(db, id)
    let secret = try entry.startingSecret ?? reader.secret(of: subject)?.secret
    guard let commitment = entry.commitment(secret: secret) else { return 0 }
    if let known {
      guard known.digest == entry.digest(commitment: commitment).bytes else { return 0 }
    } else {
      guard try !reader.isErased(subject) else { return 0 }
      _ = try ForeignEntry(journal: self, entry: entry, hubEpoch: epoch).take()
    }
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO ahead (author, entry_epoch, seq, unit, epoch, position)
        VALUES (?, ?, ?, ?, ?, ?)
        """, arguments: [id.author.rawValue, id.epoch, id.seq, unit, epoch, position])
    return known == nil ? 1 : 0
  }

  private func noteAhead(_ answer: ExchangeAnswer, isHeldBack: Bool) throws {
    let state = try reader.aheadState()
    let isAhead = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM ahead)") == true
    guard state != nil || isAhead || answer.more || !answer.ahead.isEmpty else { return }
    var units: [String: AheadCursor] = [:]
    if case .asking(let known) = state { units = known.filter { $0.value.epoch == answer.epoch } }
    for (unit, part) in answer.ahead {
      units[unit] = AheadCursor(
        epoch: answer.epoch, from: part.from, to: part.to, next: part.next)
    }
    let isBehind = answer.more || isHeldBack || !answer.ahead.isEmpty
    if try !isBehind && isFollowed(units, in: answer.epoch) {
      try setSetting(AheadState.settingKey, nil)
      return try forgetAhead()
    }
    // A device that has fallen far behind asks as a new one does.
    guard state != .refused else { return }
    let next = AheadState.asking(units)
    if next != state { try setSetting(AheadState.settingKey, next.json) }
  }

  /// Whether every log is followed as far as anything came ahead of it. A device that was revoked
  /// meanwhile gets no log: what it has stays as it is.
  private func isFollowed(_ units: [String: AheadCursor], in epoch: Int) throws -> Bool {
    let isOfEpoch = try Bool.fetchOne(
      db, sql: "SELECT NOT EXISTS (SELECT 1 FROM follower WHERE epoch <> ?)", arguments: [epoch])
    return try isOfEpoch == true
      && units.allSatisfy { try reader.followed($0.key, epoch: epoch) ?? 0 >= $0.value.to }
  }
}

extension DossierStore {
  /// The log was not what came ahead of it: what is in no log is dropped, and nothing more is
  /// taken ahead until the log is here.
  func refuseAhead() throws {
    try write { journal in
      try journal.setSetting(AheadState.settingKey, AheadState.refused.json)
      try journal.forgetAhead()
    }
  }
}
