package import DossierStore
import Foundation
package import HTTPClient
package import Identity
package import Sync
import Synchronization

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

  /// Whether it was about the request, not about how busy or broken the hub is.
  package var isOfRequest: Bool { (400..<500).contains(status) && status != 408 && status != 429 }
}

extension HubInfo {
  /// The authority to trust, as the client takes it.
  var trustedAuthority: Data? { address.authority.map { Data($0.utf8) } }
}

/// How many bytes of entries make one segment: as many as the last ones came to, so that each is
/// compressed once and the link does not wait for the processor. A link that breaks under segments
/// gets smaller ones.
final class SegmentSizing: Sendable {
  /// Entries of a day compress ten times and more, those of a year thirty.
  private static let most = 32.0
  /// A segment that is cut off goes again as a whole.
  let portion = LinkPortion(Segment.byteLimit, in: 2 * 1024...Segment.byteLimit)
  /// Bytes of entries for each byte of a segment.
  private let ratio = Mutex(SegmentSizing.most)

  var byteLimit: Int { Int(Double(portion.bytes) * ratio.withLock { $0 }) }

  func learn(from request: NextRequest) {
    guard request.outbox.more, !request.outbox.entries.isEmpty else { return }
    let ratio = Double(request.byteLimit) / Double(max(1, request.message.body.count)) * 0.98
    self.ratio.withLock { $0 = min(Self.most, max(1, ratio)) }
  }
}

/// Carries out exchanges between a store and its hub, one round trip at a time. Each step waits
/// for its turn: two processes of one folder never exchange at the same moment.
package struct Exchanger: Sendable {
  let store: DossierStore
  let keys: DeviceKeys
  let client: CurlClient
  let clock: any WallClock
  /// Where the hub is looked for instead of where it is known to be.
  let elsewhere: HubAddress?
  let resumed = ResumedFiles()
  let aside = FilesAside()
  let sizing = SegmentSizing()
  let parts = LinkPortion(32 * 1024, in: 4 * 1024...Exchanger.catalogueChunk)
  let runs = RunsAhead()
  /// What to do with the hub's time.
  let heard: @Sendable (_ answer: ExchangeAnswer) throws -> Void

  package init(
    store: DossierStore, keys: DeviceKeys, client: CurlClient, clock: any WallClock,
    elsewhere: HubAddress? = nil,
    heard: @escaping @Sendable (_ answer: ExchangeAnswer) throws -> Void
  ) {
    self.store = store
    self.keys = keys
    self.client = client
    self.clock = clock
    self.elsewhere = elsewhere
    self.heard = heard
  }

  /// One exchange: entries up, acknowledgement and log down. While its answer is on the way the
  /// next run goes ahead, if there is one.
  /// - Parameter isOnNewConnection: whether to give up the connection kept open.
  /// - Returns: whether more waits on either side, and how many seconds the hub asks to wait.
  package func exchange(_ totals: inout ExchangeTotals, isOnNewConnection: Bool = false)
    async throws -> (more: Bool, wait: Int)
  {
    let turn = try await store.folder.turn(.exchange)
    defer { withExtendedLifetime(turn) {} }
    let ahead = runs.take()
    defer {
      for answer in runs.answered() {
        // It went beside an exchange, which counts as the round trip.
        totals.bytesUp += answer.bytesUp
        totals.bytesDown += answer.bytesDown
        store.countTraffic(up: answer.bytesUp, down: answer.bytesDown)
      }
    }
    var request = try nextRequest(behind: ahead)
    sizing.learn(from: request)
    var response = try await ask(request, behind: ahead, isOnNewConnection, &totals)
    if response.status == 409, let nonce = Self.problem(response)["nonce"]?.string {
      // A lost answer used up the nonce; the hub says which comes next.
      try store.setNonce(nonce)
      request = try nextRequest(nonce: nonce, behind: ahead)
      response = try await ask(request, behind: ahead, false, &totals)
    }
    if try refuses(response, dictionaryOf: request) {
      request = try nextRequest(behind: ahead)
      response = try await ask(request, behind: ahead, false, &totals)
      // A second one counts as any 400, and is not used again either.
      _ = try refuses(response, dictionaryOf: request)
    }
    if try noteRefusal(response), try store.hasLearnt(since: request) {
      request = try nextRequest(behind: ahead)
      response = try await ask(request, behind: ahead, false, &totals)
      _ = try noteRefusal(response)
    }
    guard let taken = try take(response, for: request) else { return (true, 0) }
    totals.received += taken.ingested.received
    totals.sent += taken.ingested.sent
    if taken.ingested.sent > 0 { aside.forget() }
    if let offer = taken.answer.catalogue { try store.setCatalogueOffer(offer) }
    try heard(taken.answer)
    return (taken.more, taken.answer.wait)
  }

  private func ask(
    _ request: NextRequest, behind ahead: FlyingRun?, _ isOnNewConnection: Bool,
    _ totals: inout ExchangeTotals
  ) async throws -> HTTPResponse {
    let response = try await send(request, behind: ahead, isOnNewConnection)
    count(response, &totals)
    return response
  }

  /// Whether the hub does not have the dictionary of a request; it is not used again then.
  private func refuses(_ response: HTTPResponse, dictionaryOf request: NextRequest) throws
    -> Bool
  {
    guard Self.problem(response)["error"]?.string == "unknownDictionary" else { return false }
    try store.refuseDictionary(of: request)
    return true
  }

  /// What an answer comes to; `nil` if it has to be asked for otherwise, and can be.
  private func take(_ response: HTTPResponse, for request: NextRequest) throws -> (
    answer: ExchangeAnswer, ingested: Ingested, more: Bool
  )? {
    do {
      return try store.take(try message(of: response), for: request)
    } catch SegmentError.unknownDictionary {
      try store.noteUnreadAnswer()
      return nil
    } catch let error as StoreError where error.kind == .refused {
      guard try store.hasLearnt(since: request) else { throw error }
      return nil
    }
  }

  /// Whether the next exchange had better begin a new connection.
  var isSlowed: Bool { client.isSlowed }

  /// The hub contradicts itself or does not know this device: it went back to an earlier state,
  /// and the next request shows it what it signed since. Answers whether that is so.
  private func noteRefusal(_ response: HTTPResponse) throws -> Bool {
    if response.status == 400 { try store.forgetWhatHubReads() }
    switch (response.status, Self.problem(response)["error"]?.string) {
    case (400, "cursorAhead"): try store.noteContradiction()
    case (401, "notEnrolled"): try store.noteForgotten()
    default: return false
    }
    return true
  }

  /// Counts what crossed the link for an answer before anything of it is written.
  func count(_ answer: HTTPResponse, _ totals: inout ExchangeTotals) {
    totals.count(answer)
    store.countTraffic(up: answer.bytesUp, down: answer.bytesDown)
  }

  private func nextRequest(nonce: String? = nil, behind ahead: FlyingRun?) throws -> NextRequest {
    let next = try store.nextRequest(
      byteLimit: sizing.byteLimit, segmentLimit: sizing.portion.bytes, nonce: nonce,
      behind: ahead?.unlessFailed)
    guard var next else { throw LinkError("There is no hub to exchange with.") }
    if let elsewhere { next.hub.address = elsewhere }
    return next
  }

  /// Sends the request when the run before it is through, and the next run behind it. A link that
  /// fails under the request takes the run with it.
  private func send(
    _ request: NextRequest, behind ahead: FlyingRun?, _ isOnNewConnection: Bool
  ) async throws -> HTTPResponse {
    await ahead?.leave()
    let upload = UploadMark()
    var message = Self.post(request.message, "exchange", request.hub)
    message.upload = upload
    message.isOnNewConnection = isOnNewConnection
    async let answer = client.send(message)
    let next = try store.runAhead(
      of: request, byteLimit: sizing.byteLimit, segmentLimit: sizing.portion.bytes)
    if let next {
      await upload.wait()
      runs.begin(next, Self.post(next.message, "run", request.hub), UploadMark())
    }
    do {
      let response = try await answer
      sizing.portion.cameThrough(request.message.body.count)
      return response
    } catch {
      _ = runs.take()
      if let error = error as? LinkError { sizing.portion.wasLost(error) }
      throw explained(error)
    }
  }

  private static func post(_ message: SignedMessage, _ endpoint: String, _ hub: HubInfo)
    -> HTTPRequest
  {
    HTTPRequest(
      method: "POST", url: "\(hub.url)/sync/v1/\(endpoint)",
      // No type: it would say nothing new, and every byte of an idle exchange counts.
      headers: [("Content-Type", ""), (SignedMessage.headerName, message.header)],
      body: message.body, authority: hub.trustedAuthority)
  }

  private func message(of response: HTTPResponse) throws -> SignedMessage {
    guard response.status == 200 else { throw Self.refusal(response) }
    let header = response.headers[SignedMessage.headerName.lowercased()] ?? ""
    guard let message = SignedMessage(body: response.body, header: header) else {
      throw LinkError("The answer is not signed; is this really the hub?")
    }
    return message
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
