import Foundation
import Identity
import Sync

/// A device whose key is in dishonest hands: a program of its own, that writes what it likes.
final class Forger {
  /// One of its entries, and whether it has to count.
  struct Act {
    let entry: Entry
    let counts: Bool
    /// It may stand in its unit's log, where it means nothing.
    var isIdle = false
  }

  let keys: DeviceKeys
  let unit: String
  let hubKey: VerifyingKey
  var nonce: String
  var dice: Dice
  private(set) var acts: [Act] = []
  private var chains: [Digest] = []
  private(set) var acknowledged = 0
  /// The last request that was answered, by the hub as it is now.
  var answered: SignedMessage?

  init(keys: DeviceKeys, _ answer: EnrolmentAnswer, unit: String, dice: Dice) {
    self.keys = keys
    self.unit = unit
    self.dice = dice
    hubKey = answer.hubKey
    nonce = answer.nonce
  }

  var device: DeviceID { keys.deviceID }

  /// - Parameter secret: the subject's; a new subject without one gets its own.
  func entry(
    _ kind: String, _ body: [String: JSONValue], on subject: EntryID? = nil, secret: Data? = nil,
    replaces: [EntryID] = [], actor: String = "local:1000", time: Int64, at seq: Int? = nil,
    unknown: [String: JSONValue] = [:]
  ) -> (entry: Entry, chain: Digest)? {
    let seq = seq ?? acts.count + 1
    var body = body
    let secret = secret ?? Data(repeating: UInt8(dice.number(0...255)), count: Entry.secretBytes)
    if subject == nil { body["secret"] = .string(secret.base64url) }
    let entry = Entry(
      head: EntryHead(
        id: EntryID(author: device, epoch: 1, seq: seq), time: time, clock: .hub, actor: actor,
        subject: subject, kind: kind, replaces: replaces, unknown: unknown),
      body: .present(.object(body)))
    guard let commitment = entry.commitment(secret: secret) else { return nil }
    let before = seq == 1 ? Chain.start : chains[seq - 2]
    return (entry, Chain.next(before, entry.digest(commitment: commitment)))
  }

  func add(_ act: Act, _ chain: Digest) {
    acts.append(act)
    chains.append(chain)
  }

  /// Everything behind the acknowledgement, or the run that is given.
  func request(
    _ run: (entry: Entry, chain: Digest)? = nil, logs: [String: LogCursor] = [:],
    recovery: RequestRecovery = RequestRecovery(), time: Int64
  ) throws -> SignedMessage {
    let entries = run.map { [$0.entry] } ?? acts.dropFirst(acknowledged).map(\.entry)
    let chain = run?.chain ?? chains.last
    let head = entries.last.flatMap { last in
      chain.map { StreamHead.sign(epoch: 1, seq: last.id.seq, chain: $0, key: keys.signing) }
    }
    return try ExchangeRequest(
      hub: hubKey.deviceID, device: device, epoch: 1, nonce: nonce,
      after: (entries.first?.id.seq ?? acknowledged + 1) - 1, stream: head, logs: logs, time: time,
      entries: entries, recovery: recovery
    ).sign(keys.signing)
  }

  func take(_ message: SignedMessage) throws -> ExchangeAnswer {
    let answer = try ExchangeAnswer.verified(message, key: hubKey)
    nonce = answer.nonce
    acknowledged = min(answer.ack, acts.count)
    return answer
  }
}
