import Identity
package import Sync

/// One exchange as the store sees it: what to send, and what it stands for.
package struct NextRequest: Sendable {
  package let message: SignedMessage
  package let outbox: Outbox
  package var hub: HubInfo
  /// The bytes of entries before compression that would make one whole segment of such entries.
  package let byteLimit: Int
  /// Whether nothing is being found back, and a run may go ahead of the next exchange.
  let isOrdinary: Bool
  /// Whether it asks how the stream stands at the hub, and carries no entries.
  package let isQuestion: Bool
  /// How much of the log it says is here, where the hub can ask for what is behind that. A stick may
  /// bring more before the answer comes, and of a unit of which something goes back the hub says
  /// how much of that it has.
  let cursors: [String: LogCursor]
  /// What it shows because the hub contradicted itself or did not know this device.
  let shown: Set<String>
  /// The name of the catalogue's dictionary it was written with.
  let dictionary: String?
  /// The run sent ahead that this request goes on from.
  let ahead: RunAhead?
}

extension DossierStore {
  /// The next request to the hub, signed; `nil` without a hub. No I/O but the store's.
  ///
  /// What was given to the link and got no answer may have arrived. Before it goes again the
  /// request is a question without entries: how the stream stands at the hub.
  ///
  /// - Parameters:
  ///   - byteLimit: bytes of entries taken before compression. Fewer are taken when they would not
  ///     make one segment.
  ///   - segmentLimit: bytes the request is to have at most, unless one entry alone has more.
  ///   - nonce: the one the hub named when it refused the last.
  ///   - ahead: a run that is on its way, if it did not fail so far; the request goes on behind it.
  package func nextRequest(
    byteLimit: Int, segmentLimit: Int = Segment.byteLimit, nonce: String? = nil,
    behind ahead: RunAhead? = nil
  ) throws -> NextRequest? {
    var limit = byteLimit
    while let request = try wholeRequest(byteLimit: limit, nonce: nonce, behind: ahead) {
      let size = request.message.body.count
      if size <= segmentLimit || request.outbox.entries.count <= 1 {
        try noteHandedOver(request.outbox, bytes: size, to: request.hub)
        return request
      }
      limit = Segment.fittingLimit(limit, cameTo: size, of: segmentLimit)
    }
    return nil
  }

  private func wholeRequest(byteLimit: Int, nonce: String?, behind ahead: RunAhead?) throws
    -> NextRequest?
  {
    let (found, shown) = try read { reader in
      try (content(reader, byteLimit: byteLimit, nonce: nonce, behind: ahead), reader.toShow())
    }
    guard let (hub, outbox, request, isBehind) = found else { return nil }
    let (message, dictionary) = try sign(request, to: hub)
    let givenBack = request.recovery.returns?.unit
    return NextRequest(
      message: message, outbox: outbox, hub: hub, byteLimit: byteLimit,
      isOrdinary: request.recovery.isOrdinary, isQuestion: request.recovery.wantsEnds,
      cursors: request.logs.filter { $0.key != givenBack }, shown: shown, dictionary: dictionary,
      ahead: isBehind ? ahead : nil)
  }

  /// Everything the next request says, of one state of the store.
  private func content(
    _ reader: JournalReader, byteLimit: Int, nonce: String?, behind ahead: RunAhead?
  ) throws -> (hub: HubInfo, outbox: Outbox, request: ExchangeRequest, isBehind: Bool)? {
    guard let hub = try reader.hub() else { return nil }
    let behind = try ahead.flatMap { try self.outbox(reader, behind: $0, byteLimit: byteLimit) }
    var outbox = try behind ?? self.outbox(reader, byteLimit: byteLimit)
    var recovery = try requestRecovery(reader, for: outbox)
    if try behind == nil && isToAsk(reader, outbox, recovery, hub) {
      outbox = outbox.question
      recovery.wantsEnds = true
    }
    var request = try ExchangeRequest(
      hub: hub.id, device: device, epoch: outbox.epoch, nonce: nonce ?? hub.nonce,
      after: outbox.after, stream: outbox.head, logs: reader.cursors(),
      time: context.clock.milliseconds, entries: outbox.entries, catalogue: shelf.version,
      recovery: recovery, reads: levelRead(reader))
    request.ahead = try reader.aheadRequest()
    return (hub, outbox, request, behind != nil)
  }

  /// Verifies and takes in what the hub answered. Answers the answer and whether another round
  /// would bring this device further.
  package func take(_ message: SignedMessage, for request: NextRequest) throws
    -> (answer: ExchangeAnswer, ingested: Ingested, more: Bool)
  {
    let answer = try ExchangeAnswer.verified(
      message, key: request.hub.key, dictionary: dictionary(named:))
    let outbox = request.outbox
    let ingested = try ingest(
      answer, epoch: outbox.epoch, last: request.told(by: answer), shown: request.cursors)
    return (answer, ingested, try hasMore(answer, ingested, after: request))
  }

  private func hasMore(
    _ answer: ExchangeAnswer, _ ingested: Ingested, after request: NextRequest
  ) throws -> Bool {
    let recovery = answer.recovery
    let outbox = request.outbox
    // What was held back comes again until somebody has sent the erasure.
    if (answer.more && ingested.heldBack == 0) || recovery.acks != nil || recovery.isWithoutLog {
      return true
    }
    if try ingested.isToAskAgain || isGivingBack() { return true }
    // What the hub turned out to lack goes before the entries that were sent, and again if it went
    // ahead and was lost.
    if answer.ack < outbox.after { return true }
    // Entries the hub holds until it has what they build upon: others must come first. What it does
    // not take, with nothing new from it either, it would not take again.
    let isMoving = answer.ack > outbox.after || ingested.received > 0 || request.isQuestion
    return recovery.held == 0 && isMoving && (outbox.more || answer.ack < outbox.last)
  }
}

extension NextRequest {
  /// The last entry of which the answer tells what became of it.
  fileprivate func told(by answer: ExchangeAnswer) -> Int {
    if isQuestion { return .max }
    // The run ahead has not arrived, or not yet.
    if ahead != nil, answer.ack < outbox.after { return answer.ack }
    return outbox.last
  }
}

extension Outbox {
  /// Sequence number of the last entry carried.
  package var last: Int { entries.last?.id.seq ?? after }
}

extension Segment {
  /// Bytes before compression that should make one segment, when so many were too many. How well
  /// entries compress is known then; a little less, as shorter runs do it less well.
  static func fittingLimit(_ limit: Int, cameTo size: Int, of wanted: Int) -> Int {
    Int(Double(limit) * Double(wanted) / Double(size) * 0.94)
  }
}
