import Foundation
import Identity
package import Sync

extension Hub {
  /// One round trip: keeps the device's entries, answers with its unit's log.
  ///
  /// Everything of it is one transaction. Throws `HubError` and changes nothing for a forged,
  /// replayed or malformed request, an unenrolled device and another unit's cursor.
  package func exchange(_ message: SignedMessage) async throws -> SignedMessage {
    let outcome = try await change { change -> ExchangeOutcome in
      try change.heedBundle(of: message)
      let request = try change.verified(message)
      guard var device = try change.rows.device(request.device) else {
        throw HubError.notEnrolled
      }
      guard request.nonce == device.nonce.base64url else {
        // The answer with the last trust bundle may be lost: it is offered again. A device with an
        // older nonce was put back, and nobody knows which bundle it has.
        let isLost = request.nonce == device.previousNonce.base64url
        device.bundleOffered = isLost ? device.bundleKnown : 0
        try change.rows.save(device)
        try change.forgetTold(device)
        return .replayed(device.nonce.base64url)
      }
      let answer = try change.exchange(request, with: device)
      return .answered(answer, try change.dictionary(for: request, answer))
    }
    switch outcome {
    case .answered(let answer, let dictionary):
      return try answer.sign(keys.signing, dictionary: dictionary)
    case .replayed(let nonce):
      throw HubError(
        .replayed, "wrongNonce", vi: "Yêu cầu này đã được gửi trước đó.",
        en: "The request was sent before; send it again with the nonce given here.",
        nonce: nonce)
    }
  }
}

/// What one exchange comes to; a replay is answered with the nonce that is good now.
private enum ExchangeOutcome: Sendable {
  case answered(ExchangeAnswer, SegmentDictionary?)
  case replayed(String)
}

extension HubChange {
  /// A device the hub does not know any more shows the bundle this hub signed for it.
  fileprivate mutating func heedBundle(of message: SignedMessage) throws {
    let bundle = try Hub.read { try ExchangeRequest.bundle(of: message) }
    if let bundle { try heed(bundle) }
  }

  func verified(_ message: SignedMessage, _ purpose: SignedMessage.Purpose = .exchange) throws
    -> ExchangeRequest
  {
    try Hub.read {
      try ExchangeRequest.verified(
        message, purpose, by: hub.id, dictionary: { try Hub.dictionary($0, rows) }
      ) { id in
        guard let device = try rows.device(id),
          let key = VerifyingKey(rawRepresentation: device.signing)
        else { throw HubError.notEnrolled }
        return key
      }.read(atLevel: hub.limits.level)
    }
  }

  fileprivate mutating func exchange(_ request: ExchangeRequest, with record: DeviceRecord) throws
    -> ExchangeAnswer
  {
    var device = record
    guard request.epoch >= 1 else { throw HubError.malformed("An epoch starts at 1.") }
    for unit in request.logs.keys where unit != device.unit { throw HubError.otherUnit(unit) }
    var recovery = AnswerRecovery()
    let acknowledged = try receive(request, &device, &recovery)
    var parts: [String: LogPart] = [:]
    var hasMore = false
    var ahead: AheadAnswer.Outcome?
    var bundle: TrustBundle?
    device.bundleKnown = device.bundleOffered
    if device.state != .revoked, !recovery.isWithoutLog, !request.recovery.isAgain {
      // What was just taken is in the log already, with what the hub says of it: the answer must
      // see signed trees.
      try finish()
      let cursor = request.logs[device.unit]
      ahead = try AheadAnswer(rows: rows, hub: hub, epoch: epoch, request: request)
        .part(of: device.unit, after: cursor, for: device.id)
      if ahead?.isAlone != true {
        var answer = LogAnswer(
          rows: rows, hub: hub, epoch: epoch, now: now, request: request,
          ahead: ahead?.part.lines ?? [])
        let part = try answer.part(of: device.unit, after: cursor, for: device.id)
        // What the device followed already need not be signed and sent again every half minute.
        let isKnown =
          part.lines.isEmpty && cursor == LogCursor(epoch: epoch, size: part.checkpoint.size)
        if !isKnown || request.reads < RequestRecovery.parts { parts[device.unit] = part }
        hasMore = answer.hasMore
      }
      let current = try trustBundle()
      if current.issued != device.bundleKnown { bundle = current }
      device.bundleOffered = current.issued
    }
    recovery.settled = try settledEpoch(of: device.id)
    if request.reads >= RequestRecovery.apart { recovery.apart = try keptApart(of: device) }
    device.previousNonce = device.nonce
    device.nonce = hub.newNonce()
    device.lastContact = now
    try rows.save(device)
    let wanted = try rows.wantedFiles(from: device.id, limit: hub.limits.wantedFiles)
    var reply = ExchangeAnswer(
      hub: hub.id, epoch: epoch, nonce: device.nonce.base64url, ack: acknowledged, logs: parts,
      time: now, wait: hub.limits.waitSeconds, more: hasMore || ahead?.isAlone == true,
      bundle: bundle,
      want: wanted.map(\.address),
      catalogue: try Hub.catalogueOffer(after: request.catalogue, rows), recovery: recovery,
      reads: level(for: request, device, recovery))
    reply.ahead[device.unit] = ahead?.part
    return reply
  }

  /// Everything a request brings, by whichever way it came; the new acknowledgement.
  mutating func receive(
    _ request: ExchangeRequest, _ device: inout DeviceRecord, _ recovery: inout AnswerRecovery
  ) throws -> Int {
    for shown in [request.recovery.witness, request.recovery.returns?.checkpoint] {
      if let shown { try heed(shown, of: device.unit) }
    }
    // Its author has these no more: it took back what nobody could read.
    for (epoch, last) in request.recovery.has {
      try rows.deleteHeldRuns(of: device.id, epoch: epoch, beyond: last)
    }
    try recover(request, &device, &recovery)
    for (subject, digest) in request.recovery.knew.sorted(by: { $0.key < $1.key })
    where try rows.entry(subject)?.digest == digest {
      try admission.tellErasure(of: subject, to: device.unit)
    }
    let acknowledged = try take(request, from: device, &recovery)
    if request.recovery.wantsRange, recovery.fork == nil {
      recovery.range = try range(for: &device, epoch: request.epoch)
    }
    recovery.safe = try request.recovery.asks.filter { try rows.isSafe($0) }
    if let cursor = request.logs[device.unit] { try rows.save(cursor, of: device.id) }
    return acknowledged
  }

  /// Takes what is given back and says what else is to be, when the device's cursor is void.
  private mutating func recover(
    _ request: ExchangeRequest, _ device: inout DeviceRecord, _ recovery: inout AnswerRecovery
  ) throws {
    if let run = request.recovery.returns {
      recovery.recall[run.unit] = try take(run, from: device, who: request.recovery.has)
    }
    if let ends = request.recovery.ends, request.reads >= RequestRecovery.ends {
      let different = try differences(ends, from: device.id)
      if !different.isEmpty { recovery.compare = different }
    }
    guard let cursor = request.logs[device.unit], cursor.epoch != epoch,
      try !isTold(request, device)
    else { return }
    try noteTold(request, device)
    // A device of an earlier epoch may also have an older trust bundle than it was sent.
    device.bundleOffered = 0
    if !request.recovery.isAgain { recovery.acks = try acknowledgements(of: device.id) }
    if request.mayCompare { recovery.compare = [] }
    if request.recovery.returns == nil {
      recovery.recall[device.unit] = try recall(cursor, unit: device.unit)
    }
  }

  /// The acknowledgement, after the entries are kept.
  private mutating func take(
    _ request: ExchangeRequest, from device: DeviceRecord, _ recovery: inout AnswerRecovery
  ) throws -> Int {
    let stream = try rows.stream(author: device.id, epoch: request.epoch)
    let durable = stream?.seq ?? 0
    let isAgain = request.recovery.isAgain
    let isPart = request.isPart(ofStreamUpTo: durable)
    if isPart {
      // What is behind the run is the device's to compare.
      let end = stream.map { StreamPoint(seq: $0.seq, chain: $0.chain) }
      recovery.ends = end.map { [request.epoch: $0] } ?? [:]
    } else if !isAgain, durable > request.last {
      // The device has less than it once sent: it was put back and does not know.
      recovery.acks = try acknowledgements(of: device.id)
    }
    // A run behind other entries than the device has would be taken for one of its own.
    guard let head = request.stream, !request.entries.isEmpty,
      recovery.compare?.isEmpty ?? true
    else { return isPart ? min(durable, request.last) : durable }
    let run = StreamRun(
      epoch: request.epoch, after: request.after, head: head, entries: request.entries)
    var outcome = try take(run, from: device)
    if case .unlinked = outcome, !request.mayCompare {
      outcome = try part(run, from: durable, of: device)
    }
    switch outcome {
    case .forked(let fork, _):
      guard request.reads >= RequestRecovery.forks else {
        throw HubError(
          .refused, "forkedStream",
          vi: "Thiết bị gửi lịch sử khác với lịch sử đã lưu; hãy khôi phục với kỷ nguyên mới.",
          en: "The device's past differs from what is kept here; it needs a new epoch.")
      }
      recovery.fork = fork
    case .held: recovery.held = request.entries.count
    case .unlinked: recovery.compare = []
    case .refused(_, let unprovable) where request.reads >= RequestRecovery.unprovable:
      recovery.unprovable = unprovable
    case .applied, .refused: break
    }
    return isAgain || isPart ? min(outcome.durable, run.last) : outcome.durable
  }

  /// What becomes of a run that does not go on from what is kept here, of a device that has said
  /// all it can. Before the first entry of an epoch nothing can be another one: the run is about a
  /// dossier whose name another one has here, as after a restore, and so it stays in any epoch.
  private mutating func part(_ run: StreamRun, from durable: Int, of device: DeviceRecord) throws
    -> RunOutcome
  {
    durable == 0
      ? try hold(run, of: device, durable: durable)
      : .forked(try keepFork(run, at: durable + 1, of: device), durable: durable)
  }

  /// A device shows what this hub signed and does not remember: the hub was put back without
  /// saying so. It begins a new epoch, as after any restore.
  private mutating func heed(_ witness: Checkpoint, of unit: String) throws {
    guard witness.isValid(hub.publicKey), witness.unit == unit,
      let log = try rows.log(of: unit)
    else { return }
    let size = log.checkpoint.size
    let isContradicted =
      witness.epoch > epoch || (witness.epoch == epoch && witness.size > size)
    guard isContradicted else { return }
    try beginEpoch(reason: "witness", actor: "hub", witnessed: witness.epoch)
  }
}

extension ExchangeRequest {
  /// The last entry the request tells about.
  fileprivate var last: Int { after + entries.count }

  /// Whether the hub, with so many entries of the stream, has some behind the request's that the
  /// device has too: it asks, or was cut short and says how much more there is.
  fileprivate func isPart(ofStreamUpTo durable: Int) -> Bool {
    guard reads >= RequestRecovery.runs else { return false }
    return recovery.wantsEnds || min(durable, recovery.has[epoch] ?? 0) > last
  }
}
