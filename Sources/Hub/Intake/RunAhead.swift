import Identity
package import Sync

extension Hub {
  /// Keeps a run a device sends ahead of its next exchange, in whatever order the two arrive. It
  /// answers for itself: sent twice it changes nothing, and it needs no nonce. What became of it
  /// the device learns from the next exchange.
  ///
  /// - Throws: `HubError`, and changes nothing, for a forged or malformed run and an unenrolled
  ///   device.
  package func keep(_ message: SignedMessage) async throws {
    try await change { change in
      let request = try change.verified(message, .run)
      guard var device = try change.rows.device(request.device) else {
        throw HubError.notEnrolled
      }
      guard let head = request.stream, request.epoch >= 1 else {
        throw HubError.malformed("A run ahead has entries and the signed end of them.")
      }
      let run = StreamRun(
        epoch: request.epoch, after: request.after, head: head, entries: request.entries)
      _ = try change.take(run, from: device)
      device.lastContact = change.now
      try change.rows.save(device)
    }
  }
}
