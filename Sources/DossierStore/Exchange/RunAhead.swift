import GRDB
import Identity
package import Sync

/// A run of this device's stream that goes over the link while the request before it waits for
/// its answer, so that a slow link is never idle. The hub keeps it and says nothing of it; the
/// exchange after it goes on behind it, and its answer tells.
package struct RunAhead: Sendable {
  package let message: SignedMessage
  /// The bytes of entries before compression that would make one whole segment of such entries.
  package let byteLimit: Int
  let outbox: Outbox
}

extension DossierStore {
  /// The run to send behind a request that is on its way, signed. `nil` if nothing may go, because
  /// something is being found back or the hub does not take runs, and for little, which the next
  /// exchange carries. The last entry always goes with an exchange: its answer tells whether the
  /// hub has the stream as it is here.
  package func runAhead(
    of request: NextRequest, byteLimit: Int, segmentLimit: Int = Segment.byteLimit
  ) throws -> RunAhead? {
    let hub = request.hub
    guard request.isOrdinary, request.outbox.more, !request.outbox.entries.isEmpty,
      level(of: hub) >= RequestRecovery.runs
    else { return nil }
    var limit = byteLimit
    while true {
      let outbox = try read {
        try run($0, epoch: request.outbox.epoch, after: request.outbox.last, sparing: 1, limit)
      }
      guard !outbox.entries.isEmpty else { return nil }
      let request = ExchangeRequest(
        hub: hub.id, device: device, epoch: outbox.epoch, nonce: "", after: outbox.after,
        stream: outbox.head, logs: [:], time: context.clock.milliseconds,
        entries: outbox.entries, reads: context.level
      )
      let message = try sign(request, .run, to: hub).message
      let size = message.body.count
      guard size > context.askedFrom else { return nil }
      if size <= segmentLimit || outbox.entries.count == 1 {
        try noteHandedOver(outbox, bytes: size, to: hub)
        return RunAhead(message: message, byteLimit: limit, outbox: outbox)
      }
      limit = Segment.fittingLimit(limit, cameTo: size, of: segmentLimit)
    }
  }

  /// What goes on behind a run on its way; `nil` if the hub has not acknowledged all before it, or
  /// the stream goes on elsewhere: then the run is as good as lost.
  func outbox(_ reader: JournalReader, behind ahead: RunAhead, byteLimit: Int) throws -> Outbox? {
    let next = try outbox(reader, byteLimit: 1)
    guard next.epoch == ahead.outbox.epoch, next.after == ahead.outbox.after,
      try reader.epochsSentAgain().isEmpty
    else { return nil }
    let rest = try run(
      reader, epoch: ahead.outbox.epoch, after: ahead.outbox.last, sparing: 0, byteLimit)
    return rest.entries.isEmpty ? nil : rest
  }

  private func run(
    _ reader: JournalReader, epoch: Int, after: Int, sparing spared: Int, _ byteLimit: Int
  ) throws -> Outbox {
    let last = try Int.fetchOne(
      reader.db, sql: "SELECT seq FROM stream WHERE author = ? AND epoch = ?",
      arguments: [device.rawValue, epoch])
    return try run(
      reader, epoch: epoch, after: after, last: (last ?? 0) - spared, byteLimit: byteLimit)
  }
}
