import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// Drives the real session of a device over a simulated link, as the agent does over libcurl.
extension World {
  /// What came back over the link.
  enum Reply: Sendable {
    case answer(SignedMessage)
    case offset(Int)
    case refused(status: Int, code: String, nonce: String?)
    case nothing
  }

  func handle(_ kiosk: Kiosk, _ event: ExchangeSession.Event) async throws {
    guard kiosk.isOn else { return }
    var actions = kiosk.session.handle(event, now: now)
    while !actions.isEmpty {
      switch actions.removeFirst() {
      case .exchange:
        if let outcome = try await beginExchange(kiosk, isRepeat: false) {
          actions += kiosk.session.handle(.finished(outcome), now: now)
        }
      case .wake(let time):
        kiosk.alarm += 1
        let alarm = kiosk.alarm
        after(time - now) { world in
          if kiosk.alarm == alarm { try await world.handle(kiosk, .tick) }
        }
      case .show: break
      }
    }
  }

  /// In every other world segments are small now and then, so that several wait.
  var hasSmallSegments: Bool { !seed.isMultiple(of: 2) }

  /// Sends the next run. An outcome at once: there is nothing to wait for.
  private func beginExchange(_ kiosk: Kiosk, isRepeat: Bool) async throws
    -> ExchangeSession.Outcome?
  {
    guard isHeard(kiosk) else {
      // Nobody listens. What would have been sent does not matter, so it is not made.
      let flight = try fly(kiosk, .nothing)
      land(kiosk, .nothing, for: flight, after: Int64(dice.number(200...20_000)))
      return nil
    }
    let isSmall = hasSmallSegments && dice.chance(60)
    let byteLimit = isSmall ? dice.number(300...3000) : Segment.byteLimit * 3
    let ahead = isRepeat ? nil : kiosk.ahead
    kiosk.ahead = nil
    let made = try work(kiosk, "making a request") { store in
      try store.nextRequest(byteLimit: byteLimit, behind: ahead)
    }
    guard let request = made ?? nil else { return kiosk.isOn ? .refused : nil }
    let flight = try fly(kiosk, .entries(request, isRepeat: isRepeat))
    let outbox = request.outbox
    let what = request.isQuestion ? "asks after" : "sends"
    note("\(kiosk.name) \(what) \(outbox.epoch).\(outbox.after)+\(outbox.entries.count)")
    carry(kiosk, .exchange(request.message), flight)
    try sendAhead(kiosk, behind: request, byteLimit: byteLimit)
    return nil
  }

  /// The next run goes while the answer is awaited, over a connection of its own.
  private func sendAhead(_ kiosk: Kiosk, behind request: NextRequest, byteLimit: Int) throws {
    let made = try work(kiosk, "making a run") { store in
      try store.runAhead(of: request, byteLimit: byteLimit)
    }
    guard let run = made ?? nil else { return }
    kiosk.ahead = run
    note("\(kiosk.name) sends a run ahead")
    carryAhead(kiosk, run.message)
  }

  /// Exchanges of one machine in an hour; more of them come to no end.
  private static let mostFlightsOfHour = 1000

  private func fly(_ kiosk: Kiosk, _ cargo: Flight.Cargo) throws -> Flight {
    kiosk.flights += 1
    let hour = now / 3_600_000
    if kiosk.hour.number != hour { kiosk.hour = (hour, kiosk.flights) }
    guard kiosk.flights - kiosk.hour.flights <= Self.mostFlightsOfHour else {
      throw Violation("\(kiosk.name) exchanges without an end")
    }
    let flight = Flight(number: kiosk.flights, cargo: cargo, sticks: kiosk.sticks)
    kiosk.flight = flight
    return flight
  }

  /// The reply to what went with a flight comes after so many milliseconds; nobody waits for it if
  /// the machine was turned off meanwhile.
  func land(_ kiosk: Kiosk, _ reply: Reply, for flight: Flight, after milliseconds: Int64) {
    guard kiosk.flight?.number == flight.number else { return }
    after(milliseconds) { world in
      guard kiosk.flight?.number == flight.number, kiosk.isOn else { return }
      kiosk.flight = nil
      guard let outcome = try await world.take(reply, flight, at: kiosk), kiosk.isOn else { return }
      try await world.handle(kiosk, .finished(outcome))
    }
  }

  /// Takes in a reply. `nil`: something else is on its way now.
  private func take(_ reply: Reply, _ flight: Flight, at kiosk: Kiosk) async throws
    -> ExchangeSession.Outcome?
  {
    switch (reply, flight.cargo) {
    case (.nothing, _):
      kiosk.ahead = nil
      return .unreachable
    case (.answer(let message), .entries(let request, _)):
      return try await ingest(message, at: kiosk, for: request, sticks: flight.sticks)
    case (.offset(let offset), .file(let chunk, let size)):
      guard offset <= size else { throw Violation("the hub has more of a file than there is") }
      let noted = try work(kiosk, "noting an upload") { store in
        try store.fileUploaded(chunk.address, offset: offset)
        return true
      }
      guard noted != nil else { return kiosk.isOn ? .refused : nil }
      return try await sendFile(kiosk) ? nil : .answered(more: false, waitSeconds: 0)
    case (.refused(409, _, let nonce?), .entries(_, let isRepeat)):
      let noted = try work(kiosk, "noting a nonce") { store in
        try store.setNonce(nonce)
        return true
      }
      guard noted != nil else { return kiosk.isOn ? .refused : nil }
      if isRepeat { return .nonceUsed }
      return try await beginExchange(kiosk, isRepeat: true)
    case (.refused(_, "unknownDictionary", _), .entries(let request, let isRepeat)):
      let noted = try work(kiosk, "refusing a dictionary") { store in
        try store.refuseDictionary(of: request)
        return true
      }
      guard noted != nil else { return kiosk.isOn ? .refused : nil }
      note("\(kiosk.name) has a dictionary the hub does not know")
      return try await beginExchange(kiosk, isRepeat: isRepeat)
    case (.refused(let status, let code, _), .file(let chunk, _))
    where FilesAside.isOfFile(status: status):
      note("\(kiosk.name) sets a file aside: \(status) \(code)")
      kiosk.aside.add(chunk.address, .refused, now: now)
      return try await sendFile(kiosk) ? nil : .answered(more: false, waitSeconds: 0)
    case (.refused(let status, let code, _), _):
      note("\(kiosk.name) is refused: \(status) \(code)")
      // The hub went back to an earlier state: the next request shows it what it signed since.
      let hasLearnt = try work(kiosk, "noting a refusal") { store in
        if code == "cursorAhead" { try store.noteContradiction() }
        if code == "notEnrolled" { try store.noteForgotten() }
        guard case .entries(let request, _) = flight.cargo else { return false }
        return try ["cursorAhead", "notEnrolled"].contains(code)
          && store.hasLearnt(since: request)
      }
      guard kiosk.isOn else { return nil }
      if hasLearnt == true { return .answered(more: true, waitSeconds: 0) }
      return status == 429 || status >= 500 ? .busy(retryAfterSeconds: nil) : .refused
    default: throw Violation("the hub answered something else than it was asked")
    }
  }

  private func ingest(
    _ message: SignedMessage, at kiosk: Kiosk, for request: NextRequest, sticks: Int
  ) async throws -> ExchangeSession.Outcome? {
    var reason = ""
    var isAskedOtherwise = false
    let taken = try work(kiosk, "taking in an answer") { store in
      do {
        return Optional(try store.take(message, for: request))
      } catch SegmentError.unknownDictionary {
        try store.noteUnreadAnswer()
        isAskedOtherwise = true
        return nil
      } catch let error as MessageError {
        reason = "\(error)"
        return nil
      } catch let error as StoreError where error.kind == .refused {
        // A hub put back to an earlier state contradicts what it signed before; what a stick
        // brought meanwhile is ahead of this answer; and what a copied machine wrote while it
        // waited may have the name of an entry in it.
        guard province.lives > 0 || kiosk.sticks > sticks || kiosk.twins != nil else { throw error }
        reason = "\(error)"
        isAskedOtherwise = try store.hasLearnt(since: request)
        return nil
      }
    }
    guard let taken else { return kiosk.isOn ? .refused : nil }
    if isAskedOtherwise { return .answered(more: true, waitSeconds: 0) }
    guard let (answer, ingested, more) = taken else {
      note("\(kiosk.name) refuses the answer: \(reason)")
      return .refused
    }
    let epoch = request.outbox.epoch
    if !kiosk.isAtElder {
      kiosk.acknowledged[epoch] = max(kiosk.acknowledged[epoch] ?? 0, answer.ack)
    }
    if ingested.sent > 0 { kiosk.aside.forget() }
    exchanged += ingested.received + ingested.sent
    note(
      "\(kiosk.name) has acknowledgement \(epoch).\(answer.ack) and \(ingested.received) new entries"
    )
    if more { return .answered(more: true, waitSeconds: answer.wait) }
    return try await sendFile(kiosk) ? nil : .answered(more: false, waitSeconds: answer.wait)
  }

  /// Sends the next chunk of a file; answers whether there was one.
  private func sendFile(_ kiosk: Kiosk) async throws -> Bool {
    let made = try work(kiosk, "reading a file to send") { store -> (FileChunk, Int)? in
      guard let hub = try store.hub(),
        let file = try store.fileToUpload(where: { [now] in
          !kiosk.aside.contains($0.sha256, now: now)
        })
      else { return nil }
      let data = try store.file(file.sha256)
      let offset = min(file.uploaded, data.count)
      let bytes = Data(data.dropFirst(offset).prefix(Self.chunkBytes))
      let chunk = FileChunk(
        hub: hub.id, device: store.device, address: file.sha256, offset: offset,
        isLast: offset + bytes.count == data.count, bytes: bytes)
      return (chunk, data.count)
    }
    guard let (chunk, size) = made ?? nil else { return false }
    let flight = try fly(kiosk, .file(chunk, size: size))
    note("\(kiosk.name) sends \(chunk.bytes.count) bytes of a file from \(chunk.offset)")
    carry(kiosk, .file(chunk, chunk.sign(kiosk.keys.signing)), flight)
    return true
  }

  /// Bytes of a file sent at once; small, so that small files are cut as well.
  private static let chunkBytes = 4096
}
