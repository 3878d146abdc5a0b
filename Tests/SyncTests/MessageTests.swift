import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Messages”, “Unit logs”, “POST /sync/v1/enrol” and “Files and probe”: what is
/// written is read, and belongs to its place.
struct MessageTests {
  private let hub = SigningKey(random: SeededRandom(seed: 1))
  private let device = Author(2)

  private func request(hub id: DeviceID? = nil) throws -> SignedMessage {
    let dossier = device.receive()
    let secret = try #require(dossier.startingSecret)
    let digest = dossier.digest(commitment: try #require(dossier.commitment(secret: secret)))
    let head = StreamHead.sign(
      epoch: 1, seq: 1, chain: Chain.next(Chain.start, digest), key: device.key)
    return try ExchangeRequest(
      hub: id ?? hub.deviceID, device: device.id, epoch: 1, nonce: "n", after: 0, stream: head,
      logs: [:], time: 5, entries: [dossier]
    ).sign(device.key)
  }

  @Test func `a request is read as it was written, by its hub only`() throws {
    let message = try request()
    let read = try ExchangeRequest.verified(message, by: hub.deviceID) { _ in device.key.publicKey }
    #expect(read.entries == device.entries)
    #expect(throws: MessageError.otherHub(hub.deviceID)) {
      try ExchangeRequest.verified(message, by: device.id) { _ in device.key.publicKey }
    }
    #expect(throws: MessageError.signature(device.id)) {
      try ExchangeRequest.verified(message, by: hub.deviceID) { _ in hub.publicKey }
    }
    #expect(throws: MessageError.self) {
      try ExchangeAnswer.verified(message, key: device.key.publicKey)
    }
  }

  @Test func `an enrolment is read as it was written`() throws {
    let agreement = AgreementKey(random: SeededRandom(seed: 9)).publicKey
    let asked = EnrolmentRequest(
      code: "ABCD-EFGH", signing: device.key.publicKey, agreement: agreement, time: 1,
      unit: ["code": "H99.88"], range: CodeRange(first: 1, last: 9))
    #expect(try EnrolmentRequest.verified(asked.sign(device.key)) == asked)
    let bundle = TrustBundle.sign(issued: 1, devices: [], key: hub)
    let answer = EnrolmentAnswer(
      hubKey: hub.publicKey, hubAgreement: agreement, epoch: 1, unit: ["code": "H99.88"],
      range: CodeRange(first: 1, last: 9), bundle: bundle, nonce: "n", time: 3)
    let message = answer.sign(hub)
    #expect(try EnrolmentAnswer.verified(message) == answer)
    #expect(throws: MessageError.self) {
      try EnrolmentAnswer.verified(message, pinned: device.key.publicKey)
    }
    for index in message.body.indices {
      var body = message.body
      body[index] ^= 1
      #expect(throws: (any Error).self) {
        try EnrolmentAnswer.verified(SignedMessage(body: body, signature: message.signature))
      }
    }
  }

  @Test func `a file's chunk belongs to its place`() {
    let chunk = FileChunk(
      hub: hub.deviceID, device: device.id, address: .zero, offset: 0, isLast: true,
      bytes: Data("x".utf8))
    let signature = chunk.sign(device.key)
    #expect(chunk.isValid(signature: signature, key: device.key.publicKey))
    let other = FileChunk(
      hub: hub.deviceID, device: device.id, address: .zero, offset: 1, isLast: true,
      bytes: Data("x".utf8))
    #expect(!other.isValid(signature: signature, key: device.key.publicKey))
  }

  @Test func `a log may grow, and nothing else`() throws {
    let digests = (0..<6).map { Digest.of(Data([UInt8($0)])) }
    func part(_ from: Int, _ to: Int, epoch: Int = 1, root: Digest? = nil) -> LogPart {
      let root = root ?? MerkleTree.root(of: Array(digests.prefix(to)))
      let checkpoint = Checkpoint.sign(
        unit: "U", epoch: epoch, size: to, root: root, time: 1, key: hub)
      let lines = (from..<max(from, to)).map { WireLine.own(epoch: 1, seq: $0 + 1) }
      return LogPart(checkpoint: checkpoint, from: from, lines: lines)
    }
    var follower = LogFollower(unit: "U")
    func follow(_ part: LogPart) throws {
      try follower.follow(part, hub: hub.publicKey) { _, position in [digests[position]] }
    }
    try follow(part(0, 3))
    try follow(part(3, 4))
    try follow(part(4, 4))
    #expect(follower.cursor == LogCursor(epoch: 1, size: 4))
    let before = follower
    #expect(throws: LogError.rewritten("U", had: 4, offered: 3)) { try follow(part(3, 3)) }
    #expect(throws: LogError.rewritten("U", had: 4, offered: 4)) {
      try follow(part(4, 4, root: .zero))
    }
    #expect(throws: LogError.rewritten("U", had: 4, offered: 6)) {
      try follow(part(4, 6, root: .zero))
    }
    #expect(throws: LogError.gap("U", had: 4, offered: 5)) { try follow(part(5, 6)) }
    #expect(throws: LogError.oldEpoch("U", had: 1, offered: 0)) { try follow(part(0, 6, epoch: 0)) }
    #expect(follower == before)
    #expect(throws: LogError.signature("U")) {
      try follower.follow(part(4, 6), hub: device.key.publicKey) { _, at in [digests[at]] }
    }
    try follow(part(0, 2, epoch: 2))
    #expect(follower.cursor == LogCursor(epoch: 2, size: 2))
  }
}
