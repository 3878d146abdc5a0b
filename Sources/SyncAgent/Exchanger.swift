package import DossierStore
import Foundation
package import Identity
package import Sync

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
  /// What to do with the hub's time and trust bundle.
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
    guard var hub = try store.hub() else { throw LinkError("There is no hub to exchange with.") }
    let outbox = try store.outbox(
      after: store.acknowledged(), byteLimit: Segment.byteLimit * Self.expectedCompression)
    var response = try await send(request(outbox, hub), hub)
    totals.count(response)
    if response.status == 409, let nonce = Self.problem(response)["nonce"]?.string {
      // A lost answer used up the nonce; the hub says which comes next.
      hub.nonce = nonce
      try store.setHub(hub)
      response = try await send(request(outbox, hub), hub)
      totals.count(response)
    }
    let answer = try verified(response, hub)
    hub.nonce = answer.nonce
    hub.epoch = answer.epoch
    let before = try store.acknowledged()
    try heard(answer)
    totals.received += try store.ingest(answer)
    try store.setHub(hub)
    try store.contacted(at: clock.milliseconds)
    totals.sent += max(0, answer.ack - before)
    return (answer.more || outbox.more || answer.ack < outbox.last, answer.wait)
  }

  /// Plain bytes taken for one segment; entries compress about this much.
  private static let expectedCompression = 3

  private func request(_ outbox: Outbox, _ hub: HubInfo) throws -> SignedMessage {
    let lines = try outbox.lines.map { try WireLine(bytes: $0) }
    let (_, count) = try Segment.pack(lines)
    let entries = lines.prefix(count).compactMap { line -> Entry? in
      if case .entry(let entry) = line { entry } else { nil }
    }
    let stream = try store.streamHead(through: entries.last?.id.seq)
    return try ExchangeRequest(
      hub: hub.id, device: store.device, epoch: store.epoch(), nonce: hub.nonce,
      after: store.acknowledged(), stream: stream, logs: store.cursors(),
      time: clock.milliseconds, entries: entries
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
