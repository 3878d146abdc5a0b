import Identity
package import Sync

/// One exchange as the store sees it: what to send, and what it stands for.
package struct NextRequest: Sendable {
  package let message: SignedMessage
  package let outbox: Outbox
  package let hub: HubInfo
  /// The bytes of entries before compression that would make one whole segment of such entries.
  package let byteLimit: Int
}

extension DossierStore {
  /// The next request to the hub, signed; `nil` without a hub. No I/O but the store's.
  ///
  /// - Parameters:
  ///   - byteLimit: bytes of entries taken before compression. Fewer are taken when they would not
  ///     make one segment.
  ///   - nonce: the one the hub named when it refused the last.
  package func nextRequest(byteLimit: Int, nonce: String? = nil) throws -> NextRequest? {
    var limit = byteLimit
    while let request = try wholeRequest(byteLimit: limit, nonce: nonce) {
      let size = request.message.body.count
      if size <= Segment.byteLimit || request.outbox.entries.count <= 1 { return request }
      // How well entries compress is known now; a little less, as shorter runs do it less well.
      limit = Int(Double(limit) * Double(Segment.byteLimit) / Double(size) * 0.94)
    }
    return nil
  }

  private func wholeRequest(byteLimit: Int, nonce: String?) throws -> NextRequest? {
    guard let hub = try hub() else { return nil }
    let outbox = try outbox(byteLimit: byteLimit)
    var request = try ExchangeRequest(
      hub: hub.id, device: device, epoch: outbox.epoch, nonce: nonce ?? hub.nonce,
      after: outbox.after, stream: outbox.head, logs: cursors(), time: context.clock.milliseconds,
      entries: outbox.entries, catalogue: shelf.version,
      recovery: requestRecovery(for: outbox), reads: context.level)
    request.ahead = try read { try $0.aheadRequest() }
    let message = try request.sign(
      context.keys.signing, isBrief: min(hub.reads, context.level) >= RequestRecovery.brief)
    return NextRequest(message: message, outbox: outbox, hub: hub, byteLimit: byteLimit)
  }

  /// Verifies and takes in what the hub answered. Answers the answer and whether another round
  /// would bring this device further.
  package func take(_ message: SignedMessage, for request: NextRequest) throws
    -> (answer: ExchangeAnswer, ingested: Ingested, more: Bool)
  {
    let answer = try ExchangeAnswer.verified(message, key: request.hub.key)
    let ingested = try ingest(answer, epoch: request.outbox.epoch)
    return (answer, ingested, try hasMore(answer, ingested, after: request.outbox))
  }

  private func hasMore(
    _ answer: ExchangeAnswer, _ ingested: Ingested, after outbox: Outbox
  ) throws -> Bool {
    let recovery = answer.recovery
    // What was held back comes again until somebody has sent the erasure.
    if (answer.more && ingested.heldBack == 0) || outbox.more || recovery.fork != nil
      || recovery.acks != nil || recovery.compare != nil
    {
      return true
    }
    if try isGivingBack() { return true }
    // Entries the hub holds until it has what they build upon: others must come first.
    return answer.ack < outbox.last && recovery.held == 0
  }
}

extension Outbox {
  /// Sequence number of the last entry carried.
  package var last: Int { entries.last?.id.seq ?? after }
}
