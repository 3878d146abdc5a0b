import Foundation
import Hub
import Identity
import Sync

/// A commune's device without a disk: its births are written when they are sent. It keeps what a
/// device keeps of the exchange and checks what the hub signs.
struct MeasuredDevice {
  /// Dossiers of one request: somewhat less than a segment of 32 KB.
  static let dossiersAtOnce = 60

  let key: SigningKey
  let unit: String
  let number: Int
  private let hub: VerifyingKey
  private let pattern: [String: JSONValue]
  private var nonce: String
  private var cursor: LogCursor?
  private var position = ChainCheck.Position.start(epoch: 1)

  /// Enrols with a hub in this process.
  init(
    with hub: Hub, unit: String, number: Int, pattern: [String: JSONValue], time: Int64
  ) async throws {
    let keys = DeviceKeys(random: SeededRandom(seed: UInt64(number) + 1))
    let invitation = try await hub.invite(unit: unit, actor: "local:0")
    let request = EnrolmentRequest(
      code: invitation.code, signing: keys.signing.publicKey, agreement: keys.agreement.publicKey,
      time: time
    ).sign(keys.signing)
    let answer = try EnrolmentAnswer.verified(try await hub.enrol(request))
    (key, self.unit, self.number, self.pattern) = (keys.signing, unit, number, pattern)
    (self.hub, nonce) = (answer.hubKey, answer.nonce)
  }

  /// Dossiers the hub has.
  var sent: Int { position.seq }

  /// A request with the next `count` dossiers, and where the stream stands after it.
  func request(_ count: Int, time: Int64) throws
    -> (message: SignedMessage, entries: [Entry], after: ChainCheck.Position)
  {
    var (entries, chain): ([Entry], Digest) = ([], position.chain)
    for seq in position.seq + 1..<position.seq + 1 + count {
      let entry = entry(seq, time)
      guard let secret = entry.startingSecret,
        let commitment = entry.commitment(secret: secret)
      else { preconditionFailure("an entry written here has a body and a secret") }
      chain = Chain.next(chain, entry.digest(commitment: commitment))
      entries.append(entry)
    }
    let last = position.seq + count
    let head = StreamHead.sign(epoch: 1, seq: last, chain: chain, key: key)
    let message = try ExchangeRequest(
      hub: hub.deviceID, device: key.deviceID, epoch: 1, nonce: nonce, after: position.seq,
      stream: head, logs: cursor.map { [unit: $0] } ?? [:], time: time, entries: entries
    ).sign(key)
    return (message, entries, ChainCheck.Position(epoch: 1, seq: last, chain: chain))
  }

  /// Takes the hub's answer to a request that ended at `after`.
  mutating func take(_ answer: SignedMessage, after: ChainCheck.Position) throws {
    let answer = try ExchangeAnswer.verified(answer, key: hub)
    guard answer.ack == after.seq else {
      throw MeasureError("The hub acknowledged \(answer.ack) instead of \(after.seq).")
    }
    nonce = answer.nonce
    position = after
    if let part = answer.logs[unit] {
      cursor = LogCursor(
        epoch: part.checkpoint.epoch, size: part.checkpoint.size)
    }
  }

  mutating func set(nonce: String) { self.nonce = nonce }

  private func entry(_ seq: Int, _ time: Int64) -> Entry {
    var answers = pattern
    Family(number: number * 1_000 + seq).fill(&answers)
    let secret = SeededRandom(seed: UInt64(number) << 32 | UInt64(seq)).bytes(Entry.secretBytes)
    let body: JSONValue = [
      "secret": .string(secret.base64url), "code": .string("\(unit)-261121-\(number)\(seq)"),
      "lookup": "AB23CD", "procedure": "1.001193", "version": "2026.1", "unit": .string(unit),
      "authority": .string(unit), "returnUnit": .string(unit), "channel": "1",
      "receivedAt": .integer(time),
      "due": [
        "instant": .integer(time + 86_400_000), "rule": "R5", "calendar": "2026.2", "vi": "hẹn",
        "en": "due",
      ],
      "answers": .object(answers), "rows": [:], "frozen": [:], "components": [],
      "fee": ["total": 0], "sets": 1,
    ]
    let head = EntryHead(
      id: EntryID(author: key.deviceID, epoch: 1, seq: seq), time: time + Int64(seq), clock: .hub,
      actor: "local:1000", subject: nil, kind: "dossier.received", replaces: [])
    return Entry(head: head, body: .present(body))
  }
}

struct MeasureError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
