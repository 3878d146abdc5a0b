import Foundation
import Identity
import Sync

extension HubChange {
  /// What a device followed of an earlier epoch's log beyond what the hub has of it. An epoch the
  /// hub does not know is one of a hub restored before from the same backup.
  func recall(_ cursor: LogCursor, unit: String) throws -> LogCursor? {
    guard cursor.epoch >= 1, cursor.epoch < epoch else { return nil }
    let past = try pastEpoch(cursor.epoch, of: unit)
    return cursor.size > past.returned
      ? LogCursor(epoch: cursor.epoch, size: past.returned) : nil
  }

  private func pastEpoch(_ number: Int, of unit: String) throws -> PastEpochRecord {
    if let known = try rows.pastEpoch(number, of: unit) { return known }
    return PastEpochRecord(
      unit: unit, epoch: number, size: 0, returned: 0, frontier: MerkleTree().json.canonical)
  }

  /// Takes back entries the hub signed for once. They are believed for one reason only: put behind
  /// what the hub has, they give the root it signed.
  ///
  /// - Parameter has: how far the device has the epochs of its own stream.
  mutating func take(_ run: ReturnedRun, from device: DeviceRecord, who has: [Int: Int]) throws
    -> LogCursor
  {
    let signed = run.checkpoint
    guard run.unit == device.unit, signed.unit == run.unit else {
      throw HubError.otherUnit(run.unit)
    }
    guard signed.isValid(hub.publicKey) else {
      throw HubError.malformed("The checkpoint of the returned entries is not this hub's.")
    }
    // Another hub with this key asked for what it did not have: this one signed it, and has it.
    guard signed.epoch < epoch else { return LogCursor(epoch: signed.epoch, size: signed.size) }
    var past = try pastEpoch(signed.epoch, of: run.unit)
    let position = LogCursor(epoch: past.epoch, size: past.returned)
    // Somebody else was faster, or the answer was lost: the position says where to go on.
    guard run.from == past.returned, signed.size > past.returned else { return position }
    var passed = try PassedOver(past)
    let checked = try check(run, after: MerkleTree(jsonBytes: past.frontier))
    try adopt(run, checked.entries, &passed) { id in
      id.author == device.id && has[id.epoch].map { id.seq > $0 } ?? false
    }
    past.passed = passed.canonical
    past.returned = signed.size
    past.frontier = checked.tree.json.canonical
    try rows.save(past)
    // That a unit is concerned no longer may stand in a part that never comes.
    try endConcerns()
    try applyHeld()
    return LogCursor(epoch: past.epoch, size: past.returned)
  }

  private func check(_ run: ReturnedRun, after start: MerkleTree) throws
    -> (entries: [CheckedEntry], tree: MerkleTree)
  {
    var tree = start
    var secrets = run.secrets
    var checked: [CheckedEntry] = []
    for entry in run.entries {
      if let started = entry.startingSecret { secrets[entry.id] = started }
      let known = try secrets[entry.subjectID] ?? secret(of: entry.subjectID)
      guard let commitment = entry.commitment(secret: known) else {
        throw HubError.malformed("Entry \(entry.id) came before the beginning of its subject.")
      }
      let digest = entry.digest(commitment: commitment)
      tree.append(digest)
      checked.append(
        CheckedEntry(entry: entry, commitment: commitment, digest: digest, chain: Chain.start))
    }
    guard tree.size == run.checkpoint.size, tree.root == run.checkpoint.root else {
      throw HubError(
        .refused, "notSigned",
        vi: "Các mục gửi lại không phải những mục máy chủ đã ký.",
        en: "The returned entries are not the ones this hub signed for.")
    }
    return (checked, tree)
  }

  /// Of a stream that is another one here, the entries behind the first that differs are not
  /// taken, nor what anybody wrote about them: whoever wrote them sends them under other names. So
  /// it is with those that are here under another name already, and with those their author took out
  /// of its stream: it gives them, or has given them, other names.
  private mutating func adopt(
    _ run: ReturnedRun, _ entries: [CheckedEntry], _ passed: inout PassedOver,
    isTakenOut: (EntryID) -> Bool
  ) throws {
    var former = FormerNames(rows: rows, vault: hub.vault)
    for checked in entries {
      let id = checked.entry.id
      if passed.has(checked.entry.subjectID) {
        passed.note(checked.entry)
      } else if let known = try rows.entry(id) {
        if known.digest == checked.digest {
          try adoptAgain(known, checked.entry, entitling: run.unit)
        } else {
          passed.end(id)
          passed.note(checked.entry)
        }
      } else if try former.has(ExactEntry(id: id, digest: checked.digest))
        || (checked.entry.bodyBytes == nil && isTakenOut(id))
      {
        passed.note(checked.entry)
      } else if !passed.isBehindEnd(id) {
        try adopt(checked, unit: run.unit, epoch: run.checkpoint.epoch)
      }
      // Also of a dossier that concerns the unit no longer: what was told to it may come back from
      // nobody else after the next loss.
      if let kept = try rows.entry(id), kept.standing == .accepted,
        kept.digest == checked.digest
      {
        try logs.append(kept, to: run.unit)
      }
    }
  }

  /// An entry that came from its author first. It may have lost its body since, or be kept apart
  /// as its author was unknown here; what builds upon it follows it in the log, so it counts now.
  private mutating func adoptAgain(_ known: StoredEntry, _ entry: Entry, entitling unit: String)
    throws
  {
    if known.body == nil, let content = entry.bodyBytes,
      try !admission.isErased(known.subject)
    {
      try rows.setBody(known.id, hub.vault.seal(content, .body(known.id)))
    }
    guard known.standing != .accepted else { return }
    try admission.adoptAgain(known, entry, entitling: unit)
  }

  private mutating func adopt(_ checked: CheckedEntry, unit: String, epoch: Int) throws {
    let id = checked.entry.id
    if try rows.stream(author: id.author, epoch: id.epoch) == nil {
      try rows.save(
        StreamRecord(author: id.author, epoch: id.epoch, seq: 0, chain: Chain.start, head: nil))
    }
    try rows.markRecovered(id, unit: unit, logEpoch: epoch)
    try admission.adopt(checked, entitling: unit)
  }
}
