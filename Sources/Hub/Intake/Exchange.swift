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
      let request = try change.verified(message)
      guard var device = try change.rows.device(request.device) else {
        throw HubError.notEnrolled
      }
      guard request.nonce == device.nonce.base64url else {
        // The answer with the last trust bundle may be lost: it is offered again.
        device.bundleOffered = device.bundleKnown
        try change.rows.save(device)
        return .replayed(device.nonce.base64url)
      }
      return .answered(try change.exchange(request, with: device))
    }
    switch outcome {
    case .answered(let answer): return try answer.sign(keys.signing)
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
  case answered(ExchangeAnswer)
  case replayed(String)
}

extension HubChange {
  fileprivate func verified(_ message: SignedMessage) throws -> ExchangeRequest {
    try Hub.read {
      try ExchangeRequest.verified(message, by: hub.id) { id in
        guard let device = try rows.device(id),
          let key = VerifyingKey(rawRepresentation: device.signing)
        else { throw HubError.notEnrolled }
        return key
      }
    }
  }

  fileprivate mutating func exchange(_ request: ExchangeRequest, with record: DeviceRecord) throws
    -> ExchangeAnswer
  {
    var device = record
    guard request.epoch >= 1 else { throw HubError.malformed("An epoch starts at 1.") }
    for unit in request.logs.keys where unit != device.unit { throw HubError.otherUnit(unit) }
    let acknowledged = try take(request, from: device)
    var answer = LogAnswer(rows: rows, hub: hub, epoch: epoch, now: now)
    var parts: [String: LogPart] = [:]
    var bundle: TrustBundle?
    device.bundleKnown = device.bundleOffered
    if device.state != .revoked {
      // What was just taken is in the log already: the answer must see signed trees.
      try logs.finish()
      parts[device.unit] = try answer.part(
        of: device.unit, after: request.logs[device.unit], for: device.id)
      let current = try trustBundle()
      if current.issued != device.bundleKnown { bundle = current }
      device.bundleOffered = current.issued
    }
    device.nonce = hub.newNonce()
    device.lastContact = now
    try rows.save(device)
    let wanted = try rows.wantedFiles(from: device.id, limit: hub.limits.wantedFiles)
    return ExchangeAnswer(
      hub: hub.id, epoch: epoch, nonce: device.nonce.base64url, ack: acknowledged, logs: parts,
      time: now, wait: hub.limits.waitSeconds, more: answer.hasMore, bundle: bundle,
      want: wanted.map(\.address),
      catalogue: try Hub.catalogueOffer(after: request.catalogue, rows))
  }

  /// Keeps the entries after what is durable already; the new acknowledgement.
  private mutating func take(_ request: ExchangeRequest, from device: DeviceRecord) throws -> Int {
    let stream = try rows.stream(author: device.id, epoch: request.epoch)
    let durable = stream?.seq ?? 0
    // Entries ahead of a gap cannot be checked: the acknowledgement says where to begin.
    guard let head = request.stream, !request.entries.isEmpty, request.after <= durable else {
      return durable
    }
    let fresh = try unseen(request.entries, after: request.after, durable: durable)
    guard !fresh.isEmpty else { return durable }
    let position = ChainCheck.Position(
      epoch: request.epoch, seq: durable, chain: stream?.chain ?? Chain.start)
    guard let key = VerifyingKey(rawRepresentation: device.signing) else {
      throw HubError.notEnrolled
    }
    let checked = try Hub.read {
      try ChainCheck.verify(fresh, after: position, head: head, key: key) { subject in
        try secret(of: subject)
      }
    }
    for entry in checked { try admission.admit(entry, from: device) }
    try rows.save(
      StreamRecord(
        author: device.id, epoch: request.epoch, seq: head.seq, chain: head.chain, head: head))
    return head.seq
  }

  /// Drops what is durable already, and refuses a device that tells its past differently: two
  /// machines with one key, or a restored one without a new epoch.
  private func unseen(_ entries: [Entry], after: Int, durable: Int) throws -> [Entry] {
    for (offset, entry) in entries.prefix(durable - after).enumerated() {
      guard entry.id.seq == after + offset + 1, let known = try rows.entry(entry.id),
        known.head == entry.head.canonical
      else {
        throw HubError(
          .refused, "forkedStream",
          vi: "Thiết bị gửi lịch sử khác với lịch sử đã lưu; hãy khôi phục với kỷ nguyên mới.",
          en: "The device's past differs from what is kept here; it needs a new epoch.")
      }
    }
    return Array(entries.dropFirst(durable - after))
  }
}
