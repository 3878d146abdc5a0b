import Foundation
import Identity
import Sync

/// What became of a run of a device's stream.
enum RunOutcome: Sendable {
  /// Everything up to here is durable and counts; the run may have been known already.
  case applied(durable: Int)
  /// The run is durable but waits for what it builds upon.
  case held(durable: Int)
  /// The run tells the stream differently from what is kept here.
  case forked(StreamFork, durable: Int)
  /// The run does not go on from what is kept here: an entry before it is another one.
  case unlinked(durable: Int)
  /// The run is neither: there is no room to keep it, or it has bodies of erased subjects that
  /// nobody can check any more, and may not be kept.
  case refused(durable: Int, unprovable: Set<SubjectID> = [])

  /// The acknowledgement it is answered with.
  var durable: Int {
    switch self {
    case .applied(let durable), .held(let durable), .unlinked(let durable),
      .refused(let durable, _), .forked(_, let durable):
      durable
    }
  }
}

extension HubChange {
  /// Keeps a run of an enrolled device: applies it, holds it, or sets it apart as a fork. Throws
  /// for what is no run of this device at all.
  mutating func take(_ run: StreamRun, from device: DeviceRecord) throws -> RunOutcome {
    guard let key = VerifyingKey(rawRepresentation: device.signing) else {
      throw HubError.notEnrolled
    }
    guard run.head.isValid(key), run.isPlausible else {
      throw HubError.malformed("The run of entries is not signed by device \(device.id).")
    }
    let outcome = try apply(run, from: device)
    if case .applied = outcome { try applyHeld() }
    guard case .applied = outcome else { return outcome }
    return .applied(durable: try durable(device.id, run.epoch))
  }

  func durable(_ author: DeviceID, _ epoch: Int) throws -> Int {
    try rows.stream(author: author, epoch: epoch)?.seq ?? 0
  }

  /// How far each epoch of a device's stream is durable.
  func acknowledgements(of device: DeviceID) throws -> [Int: Int] {
    let streams = try rows.streams().filter { $0.author == device }
    return Dictionary(uniqueKeysWithValues: streams.map { ($0.epoch, $0.seq) })
  }

  /// - Precondition: the run's signature is the device's own.
  private mutating func apply(_ run: StreamRun, from device: DeviceRecord) throws -> RunOutcome {
    let stream = try rows.stream(author: device.id, epoch: run.epoch)
    let durable = stream?.seq ?? 0
    guard run.after <= durable else { return try hold(run, of: device, durable: durable) }
    if let seq = try firstDifference(run, upTo: durable) {
      return .forked(try keepFork(run, at: seq, of: device), durable: seq - 1)
    }
    let fresh = Array(run.entries.dropFirst(durable - run.after))
    guard !fresh.isEmpty else { return .applied(durable: durable) }
    let position = ChainCheck.Position(
      epoch: run.epoch, seq: durable, chain: stream?.chain ?? Chain.start)
    let checked: [CheckedEntry]
    do {
      checked = try ChainCheck.follow(fresh, after: position, head: run.head) {
        try secret(of: $0)
      }
    } catch ChainError.noSecret {
      return try hold(run, of: device, durable: durable)
    } catch ChainError.mismatch {
      // The signature is the device's own, so the beginning it covers is another one.
      return .unlinked(durable: durable)
    }
    let kept = KeptEntries(rows: rows, vault: hub.vault)
    // Nothing of the run is taken then: its author's signature is good for its end only.
    if let other = try checked.first(where: kept.excludes) {
      return .forked(try keepFork(run, at: other.entry.id.seq, of: device), durable: durable)
    }
    for entry in checked {
      try admission.admit(entry, from: device)
      try endConcerns()
    }
    try rows.save(
      StreamRecord(
        author: device.id, epoch: run.epoch, seq: run.head.seq, chain: run.head.chain,
        head: run.head))
    return .applied(durable: run.head.seq)
  }

  /// The first entry of a run that is not the one kept under its id. Two machines may write in the
  /// same moment: heads can be equal where bodies differ.
  private func firstDifference(_ run: StreamRun, upTo durable: Int) throws -> Int? {
    var secrets: [SubjectID: Data] = [:]
    for entry in run.entries where entry.id.seq <= durable {
      if let started = entry.startingSecret { secrets[entry.id] = started }
      guard let known = try rows.entry(entry.id), known.head == entry.head.canonical else {
        return entry.id.seq
      }
      let secret = try secrets[entry.subjectID] ?? secret(of: entry.subjectID)
      if let commitment = entry.commitment(secret: secret), commitment != known.commitment {
        return entry.id.seq
      }
    }
    return nil
  }

  func hold(_ run: StreamRun, of device: DeviceRecord, durable: Int) throws -> RunOutcome {
    let known = try rows.heldRuns().filter { $0.author == device.id }
    let isKnown = known.contains {
      $0.epoch == run.epoch && $0.after == run.after && $0.last == run.last
    }
    if isKnown { return .held(durable: durable) }
    let kept = try RunErasure(rows: rows, vault: hub.vault).keepable(run)
    // Of an erased dossier nothing is kept whose proof is gone: its author learns of the erasure
    // from the log or the answer, and sends the run again without it.
    guard kept.unprovable.isEmpty else {
      return .refused(durable: durable, unprovable: kept.unprovable)
    }
    let plain = try kept.run.encoded()
    guard known.reduce(plain.count, { $0 + $1.size }) <= hub.limits.heldBytes else {
      return .refused(durable: durable)
    }
    try rows.save(
      HeldRunRecord(
        author: device.id, epoch: run.epoch, after: run.after, last: run.last, size: plain.count,
        received: now,
        sealed: hub.vault.seal(plain, .run(device.id, epoch: run.epoch, after: run.after))))
    return .held(durable: durable)
  }

  /// Applies every held run that has become possible, until none is left that has.
  mutating func applyHeld() throws {
    var isMoving = true
    while isMoving {
      isMoving = false
      for held in try rows.heldRuns() {
        guard let device = try rows.device(held.author),
          try durable(held.author, held.epoch) >= held.after
        else { continue }
        let plain = try hub.vault.open(
          held.sealed, .run(held.author, epoch: held.epoch, after: held.after))
        let run = try StreamRun(encoded: plain)
        switch try apply(run, from: device) {
        case .held, .refused, .unlinked(durable: 0): continue
        case .unlinked(let durable): _ = try keepFork(run, at: durable + 1, of: device)
        case .applied, .forked: break
        }
        try rows.delete(held)
        isMoving = true
      }
    }
  }
}
