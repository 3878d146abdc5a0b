import Foundation
import Identity
import Sync

/// A commune's device with the real types and none of the storage: what it wrote, what it knows
/// of the hub, and what the hub's log told it.
final class FakeDevice {
  let key: SigningKey
  let agreement: AgreementKey
  let random: SeededRandom
  let clock: ManualClock
  var epoch = 1
  var entries: [Entry] = []
  private var chains: [Digest] = []
  private var secrets: [SubjectID: Data] = [:]
  var hubKey: VerifyingKey?
  var hubEpoch = 1
  var nonce = ""
  var acknowledged = 0
  var unit = ""
  var range = CodeRange(first: 0, last: 0)
  var bundle: TrustBundle?
  /// The unit's log as received, own entries put back in.
  var log: [Entry] = []
  private var tree = MerkleTree()
  var checkpoint: Checkpoint?

  init(seed: UInt64, clock: ManualClock) {
    random = SeededRandom(seed: seed)
    key = SigningKey(random: random)
    agreement = AgreementKey(random: random)
    self.clock = clock
  }

  var id: DeviceID { key.deviceID }

  func enrolmentRequest(code: String, unit: JSONValue? = nil, range: CodeRange? = nil)
    -> SignedMessage
  {
    EnrolmentRequest(
      code: code, signing: key.publicKey, agreement: agreement.publicKey,
      time: clock.milliseconds, unit: unit, range: range
    ).sign(key)
  }

  func take(enrolment message: SignedMessage) throws {
    let answer = try EnrolmentAnswer.verified(message)
    hubKey = answer.hubKey
    hubEpoch = answer.epoch
    nonce = answer.nonce
    unit = answer.unit["code"]?.string ?? ""
    range = answer.range
    bundle = answer.bundle
  }

  @discardableResult
  func write(
    _ kind: String, _ body: [String: JSONValue], subject: SubjectID? = nil,
    replaces: [EntryID] = [], actor: String = "local:1000"
  ) throws -> Entry {
    let id = EntryID(author: id, epoch: epoch, seq: entries.count + 1)
    var body = body
    if subject == nil {
      let secret = random.bytes(Entry.secretBytes)
      body["secret"] = .string(secret.base64url)
      secrets[id] = secret
    }
    let entry = Entry(
      head: EntryHead(
        id: id, time: clock.milliseconds, clock: .unchecked, actor: actor, subject: subject,
        kind: kind, replaces: replaces), body: .present(.object(body)))
    guard let commitment = entry.commitment(secret: secrets[entry.subjectID]) else {
      throw MessageError.lines("the test writes on a subject it does not know")
    }
    let digest = entry.digest(commitment: commitment)
    chains.append(Chain.next(chains.last ?? Chain.start, digest))
    entries.append(entry)
    return entry
  }

  /// A dossier heard of by another way than the unit's log.
  func learn(_ beginning: Entry) { secrets[beginning.id] = beginning.startingSecret }

  /// The next request: up to `count` entries after `after`, the hub's nonce.
  func request(
    after: Int? = nil, count: Int = .max, nonce: String? = nil, logs: [String: LogCursor]? = nil,
    signedBy other: SigningKey? = nil, epoch cursorEpoch: Int? = nil,
    reads: Int = RequestRecovery.level, ahead: [String: AheadCursor]? = nil,
    recovery: RequestRecovery = RequestRecovery(), concealing concealed: Set<SubjectID> = []
  ) throws -> SignedMessage {
    let start = after ?? acknowledged
    let run = try entries.dropFirst(start).prefix(count).map {
      concealed.contains($0.subjectID) ? try withoutBody($0) : $0
    }
    let head = run.last.map {
      StreamHead.sign(epoch: epoch, seq: $0.id.seq, chain: chains[$0.id.seq - 1], key: key)
    }
    let hub = hubKey?.deviceID ?? id
    var request = ExchangeRequest(
      hub: hub, device: id, epoch: epoch, nonce: nonce ?? self.nonce, after: start, stream: head,
      logs: logs ?? [unit: LogCursor(epoch: cursorEpoch ?? hubEpoch, size: tree.size)],
      time: clock.milliseconds, entries: run, recovery: recovery, reads: reads)
    request.ahead = ahead
    return try request.sign(other ?? key)
  }

  private func withoutBody(_ entry: Entry) throws -> Entry {
    guard let commitment = entry.commitment(secret: secrets[entry.subjectID]) else {
      throw MessageError.lines("the test conceals a subject it does not know")
    }
    return Entry(head: entry.head, body: .erased(commitment: commitment))
  }

  /// Checks and keeps an answer: signature, line by line the tree, the checkpoint over it.
  @discardableResult
  func take(answer message: SignedMessage) throws -> ExchangeAnswer {
    guard let hubKey else { throw MessageError.shape }
    let answer = try ExchangeAnswer.verified(message, key: hubKey)
    nonce = answer.nonce
    acknowledged = answer.ack
    if let bundle = answer.bundle { self.bundle = bundle }
    guard let part = answer.logs[unit] else { return answer }
    for line in part.lines { try take(line) }
    guard part.checkpoint.isValid(hubKey), part.checkpoint.size == tree.size,
      part.checkpoint.root == tree.root
    else { throw MessageError.lines("the checkpoint is not that of the log") }
    checkpoint = part.checkpoint
    return answer
  }

  private func take(_ line: WireLine) throws {
    let entry: Entry
    switch line {
    case .own(_, let seq): entry = entries[seq - 1]
    case .known: throw MessageError.lines("the test follows one epoch only")
    case .entry(let other): entry = other
    }
    if let secret = entry.startingSecret { secrets[entry.id] = secret }
    guard let commitment = entry.commitment(secret: secrets[entry.subjectID]) else {
      throw MessageError.lines("an entry came before its subject")
    }
    tree.append(entry.digest(commitment: commitment))
    log.append(entry)
  }
}
