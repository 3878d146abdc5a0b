import Foundation
import Hub
import Identity
import Sync

/// The link between a device and the province, and what happens to requests on it.
extension World {
  enum Parcel: Sendable {
    case exchange(SignedMessage)
    case run(SignedMessage)
    case file(FileChunk, Data)
  }

  /// Seconds after which a device gives up an answer.
  private static let patience: Int64 = 45_000

  /// Carries what goes with a flight to the hub, and the reply back, or does not.
  func carry(_ kiosk: Kiosk, _ parcel: Parcel, _ flight: Flight) {
    let delay = Int64(kiosk.link.latency + dice.number(0...kiosk.link.latency))
    guard !isQuiet, dice.chance(kiosk.link.trouble) else {
      return deliver(parcel, from: kiosk, after: delay) { world, reply in
        world.land(kiosk, reply, for: flight, after: delay)
      }
    }
    switch dice.number(0...6) {
    case 0:
      trouble(kiosk, "request lost")
      land(kiosk, .nothing, for: flight, after: Self.patience)
    case 1:
      trouble(kiosk, "answer lost")
      deliver(parcel, from: kiosk, after: delay) { world, _ in
        world.land(kiosk, .nothing, for: flight, after: Self.patience)
      }
    case 2:
      trouble(kiosk, "half-open connection")
      land(kiosk, .nothing, for: flight, after: Self.patience * 2)
      // The request lies somewhere and arrives when nobody waits for its answer any more.
      deliver(parcel, from: kiosk, after: Int64(dice.number(50...7200)) * 1000) { _, _ in }
    case 3:
      trouble(kiosk, "request doubled")
      deliver(parcel, from: kiosk, after: delay) { world, reply in
        world.land(kiosk, reply, for: flight, after: delay)
      }
      deliver(parcel, from: kiosk, after: delay + Int64(dice.number(0...3000))) { _, _ in }
    case 4:
      trouble(kiosk, "request damaged")
      deliver(damaged(parcel), from: kiosk, after: delay) { world, reply in
        world.land(kiosk, reply, for: flight, after: delay)
      }
    case 5:
      trouble(kiosk, "answer damaged")
      deliver(parcel, from: kiosk, after: delay) { world, reply in
        world.land(kiosk, world.damaged(reply), for: flight, after: delay)
      }
    default:
      trouble(kiosk, "request cut")
      deliver(cut(parcel), from: kiosk, after: delay) { world, _ in
        world.land(kiosk, .nothing, for: flight, after: delay)
      }
    }
  }

  /// Carries a run ahead; nobody waits for what the hub says to it. It may overtake the request
  /// before it, or come when it is long forgotten.
  func carryAhead(_ kiosk: Kiosk, _ run: SignedMessage) {
    let delay = Int64(dice.number(0...kiosk.link.latency * 3))
    guard !isQuiet, dice.chance(kiosk.link.trouble) else {
      return deliver(.run(run), from: kiosk, after: delay) { _, _ in }
    }
    switch dice.number(0...4) {
    case 0: trouble(kiosk, "run lost")
    case 1:
      trouble(kiosk, "run doubled")
      deliver(.run(run), from: kiosk, after: delay) { _, _ in }
      deliver(.run(run), from: kiosk, after: delay + Int64(dice.number(0...3000))) { _, _ in }
    case 2:
      trouble(kiosk, "run late")
      deliver(.run(run), from: kiosk, after: Int64(dice.number(50...7200)) * 1000) { _, _ in }
    case 3:
      trouble(kiosk, "run cut")
      deliver(cut(.run(run)), from: kiosk, after: delay) { _, _ in }
    default:
      trouble(kiosk, "run damaged")
      deliver(damaged(.run(run)), from: kiosk, after: delay) { _, _ in }
    }
  }

  private func trouble(_ kiosk: Kiosk, _ kind: String) {
    faults.add(kind)
    note("\(kiosk.name): \(kind)")
  }

  /// The hub gets a parcel later; its reply goes where `reply` takes it.
  private func deliver(
    _ parcel: Parcel, from kiosk: Kiosk, after delay: Int64,
    _ reply: @escaping (World, Reply) -> Void
  ) {
    after(delay) { world in reply(world, try await world.answer(parcel, from: kiosk)) }
  }

  /// What the hub says, as its web side would say it.
  private func answer(_ parcel: Parcel, from kiosk: Kiosk) async throws -> Reply {
    do {
      switch parcel {
      case .exchange(let message):
        let answer = try await work(atHubOf: kiosk, "an exchange") {
          try await $0.exchange(message)
        }
        return answer.map { .answer($0) } ?? failure
      case .run(let message):
        _ = try await work(atHubOf: kiosk, "a run ahead") { try await $0.keep(message) }
        return .nothing
      case .file(let chunk, let signature):
        let offset = try await work(atHubOf: kiosk, "a file") { hub in
          try await hub.take(chunk, signature: signature).offset
        }
        return offset.map { .offset($0) } ?? failure
      }
    } catch let error as HubError {
      return .refused(status: error.httpStatus, code: error.code, nonce: error.nonce)
    } catch let error as WrongOffset {
      return .offset(error.expected)
    }
  }

  /// What a hub says whose disk failed it; one that is off says nothing.
  private var failure: Reply {
    province.hub == nil ? .nothing : .refused(status: 500, code: "failure", nonce: nil)
  }

  private func damaged(_ parcel: Parcel) -> Parcel {
    switch parcel {
    case .exchange(let message):
      .exchange(SignedMessage(body: flipped(message.body), signature: message.signature))
    case .run(let message):
      .run(SignedMessage(body: flipped(message.body), signature: message.signature))
    case .file(let chunk, let signature):
      .file(
        FileChunk(
          hub: chunk.hub, device: chunk.device, address: chunk.address, offset: chunk.offset,
          isLast: chunk.isLast, bytes: flipped(chunk.bytes)), signature)
    }
  }

  private func damaged(_ reply: Reply) -> Reply {
    guard case .answer(let message) = reply else { return .nothing }
    return .answer(SignedMessage(body: flipped(message.body), signature: message.signature))
  }

  private func cut(_ parcel: Parcel) -> Parcel {
    switch parcel {
    case .exchange(let message): return .exchange(cut(message))
    case .run(let message): return .run(cut(message))
    case .file(let chunk, let signature):
      let kept = dice.number(0...max(0, chunk.bytes.count - 1))
      return .file(
        FileChunk(
          hub: chunk.hub, device: chunk.device, address: chunk.address, offset: chunk.offset,
          isLast: chunk.isLast, bytes: Data(chunk.bytes.prefix(kept))), signature)
    }
  }

  private func cut(_ message: SignedMessage) -> SignedMessage {
    let kept = dice.number(0...max(0, message.body.count - 1))
    return SignedMessage(body: Data(message.body.prefix(kept)), signature: message.signature)
  }

  private func flipped(_ bytes: Data) -> Data {
    guard !bytes.isEmpty else { return bytes }
    var bytes = Data(bytes)
    bytes[dice.number(0...bytes.count - 1)] ^= UInt8(1 << dice.number(0...7))
    return bytes
  }
}
