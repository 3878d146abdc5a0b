package import DossierStore
import Foundation
package import Identity
package import Sync

extension Outbox {
  /// Sequence number of the last entry carried.
  var last: Int { entries.last?.id.seq ?? after }
}

/// What a run of exchanges came to; the figures of `motcua sync --once`.
package struct ExchangeTotals: Sendable, Hashable {
  package var sent = 0
  package var received = 0
  package var bytesUp = 0
  package var bytesDown = 0
  package var roundTrips = 0

  package init() {}

  mutating func count(_ response: HTTPResponse) {
    bytesUp += response.bytesUp
    bytesDown += response.bytesDown
    roundTrips += 1
  }
}

/// Why the hub did not take an exchange.
package struct HubRefusal: Error, CustomStringConvertible {
  package let status: Int
  /// The hub's sentence.
  package let description: String
  /// Seconds to wait before trying again, if the hub said so.
  package let retryAfter: Int?
}

/// Carries out exchanges between a store and its hub, one round trip at a time.
package struct Exchanger: Sendable {
  let store: DossierStore
  let keys: DeviceKeys
  let client: CurlClient
  let clock: any WallClock
  /// What to do with the hub's time.
  let heard: @Sendable (_ answer: ExchangeAnswer) throws -> Void

  package init(
    store: DossierStore, keys: DeviceKeys, client: CurlClient, clock: any WallClock,
    heard: @escaping @Sendable (_ answer: ExchangeAnswer) throws -> Void
  ) {
    self.store = store
    self.keys = keys
    self.client = client
    self.clock = clock
    self.heard = heard
  }

  /// One exchange: entries up, acknowledgement and log down.
  /// - Returns: whether more waits on either side, and how many seconds the hub asks to wait.
  package func exchange(_ totals: inout ExchangeTotals) async throws -> (more: Bool, wait: Int) {
    guard let hub = try store.hub() else { throw LinkError("There is no hub to exchange with.") }
    let outbox = try store.outbox(byteLimit: Segment.byteLimit * Self.expectedCompression)
    var response = try await send(request(outbox, hub, nonce: hub.nonce), hub)
    totals.count(response)
    if response.status == 409, let nonce = Self.problem(response)["nonce"]?.string {
      // A lost answer used up the nonce; the hub says which comes next.
      try store.setNonce(nonce)
      response = try await send(request(outbox, hub, nonce: nonce), hub)
      totals.count(response)
    }
    let answer = try verified(response, hub)
    totals.received += try store.ingest(answer, epoch: outbox.epoch).received
    totals.sent += max(0, answer.ack - outbox.after)
    if let offer = answer.catalogue { try store.setCatalogueOffer(offer) }
    try heard(answer)
    return (answer.more || outbox.more || answer.ack < outbox.last, answer.wait)
  }

  /// Plain bytes taken for one segment; entries compress at least this much.
  private static let expectedCompression = 3

  private func request(_ outbox: Outbox, _ hub: HubInfo, nonce: String) throws -> SignedMessage {
    try ExchangeRequest(
      hub: hub.id, device: store.device, epoch: outbox.epoch, nonce: nonce,
      after: outbox.after, stream: outbox.head, logs: store.cursors(),
      time: clock.milliseconds, entries: outbox.entries, catalogue: store.shelf.version
    ).sign(keys.signing)
  }

  private func send(_ message: SignedMessage, _ hub: HubInfo) async throws -> HTTPResponse {
    try await client.send(
      HTTPRequest(
        method: "POST", url: hub.url + "/sync/v1/exchange",
        headers: [
          ("Content-Type", "application/octet-stream"),
          (SignedMessage.headerName, message.header),
        ], body: message.body))
  }

  private func verified(_ response: HTTPResponse, _ hub: HubInfo) throws -> ExchangeAnswer {
    guard response.status == 200 else { throw Self.refusal(response) }
    let header = response.headers[SignedMessage.headerName.lowercased()] ?? ""
    guard let message = SignedMessage(body: response.body, header: header) else {
      throw LinkError("The answer is not signed; is this really the hub?")
    }
    return try ExchangeAnswer.verified(message, key: hub.key)
  }

  static func problem(_ response: HTTPResponse) -> JSONValue {
    (try? JSONValue(parsing: response.body)) ?? .null
  }

  static func refusal(_ response: HTTPResponse) -> HubRefusal {
    HubRefusal(
      status: response.status,
      description: problem(response)["message"]?.string ?? "The hub answered \(response.status).",
      retryAfter: response.headers["retry-after"].flatMap { Int($0) })
  }
}
