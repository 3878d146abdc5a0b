import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Finding back what was lost”: messages made without this product.
struct RecoveryWireTests {
  private static let folder = "v1-level2"

  @Test func `a request of level 2 is read as the protocol says`() throws {
    let key = try Fixtures.key("deviceKey")
    let hub = try Fixtures.key("hubKey")
    let request = try ExchangeRequest.verified(
      Fixtures.message("request", in: Self.folder), by: hub.deviceID
    ) { _ in key }
    #expect(request.reads == 2 && request.entries.isEmpty)
    #expect(request.recovery.has == [1: 3, 2: 0])
    #expect(request.recovery.wantsRange)
    #expect(request.recovery.asks == [Digest.of(Data("x".utf8))])
    #expect(request.recovery.witness?.isValid(hub) == true)
    let run = try #require(request.recovery.returns)
    #expect(run.unit == "H99.88" && run.from == 0 && run.checkpoint.size == 3)
    #expect(try run.entries == Fixtures.entries())
    // Two compressors may make other bytes of the same lines: header and lines are compared.
    let (mine, example) = (
      try request.encoded(), try Fixtures.data("request.body", in: Self.folder)
    )
    #expect(mine.prefix { $0 != 0x0A } == example.prefix { $0 != 0x0A })
    #expect(
      try Segment.decode(mine.dropFirst(mine.prefix { $0 != 0x0A }.count + 1))
        == Segment.decode(example.dropFirst(example.prefix { $0 != 0x0A }.count + 1)))
  }

  @Test func `an answer of level 2 is read as the protocol says`() throws {
    let hub = try Fixtures.key("hubKey")
    let answer = try ExchangeAnswer.verified(
      Fixtures.message("answer", in: Self.folder), key: hub)
    let recovery = answer.recovery
    #expect(recovery.acks == [1: 3])
    #expect(recovery.recall == ["H99.88": LogCursor(epoch: 1, size: 2)])
    #expect(recovery.range == CodeRange(first: 2000, last: 2999))
    #expect(recovery.fork == StreamFork(epoch: 1, from: 3, next: 2))
    #expect(recovery.safe == [Digest.of(Data("x".utf8))] && recovery.held == 2)
    let part = try #require(answer.logs["H99.88"])
    #expect(part.lines.first == .known(epoch: 1, from: 0, count: 2))
    var follower = LogFollower(unit: "H99.88")
    let digests =
      try Fixtures.expected()["entries"]?.array?
      .compactMap { $0["digest"]?.string.flatMap { Digest(base64url: $0) } } ?? []
    try follower.follow(part, hub: hub) { line, position in
      if case .known(_, let from, let count) = line {
        Array(digests[from..<from + count])
      } else {
        [digests[position]]
      }
    }
    #expect(follower.cursor == LogCursor(epoch: 2, size: 3))
  }

  @Test func `ends of streams are named, asked for and compared as the protocol says`() throws {
    let folder = "v1-level5"
    let key = try Fixtures.key("deviceKey")
    let hub = try Fixtures.key("hubKey")
    let requests = try ["request", "again"].map { name in
      try ExchangeRequest.verified(Fixtures.message(name, in: folder), by: hub.deviceID) { _ in key
      }
    }
    let entries = try #require(try Fixtures.expected()["entries"]?.array)
    let chain = try #require(entries.last?["chain"]?.string.flatMap { Digest(base64url: $0) })
    #expect(requests.map(\.recovery.ends) == [[1: StreamPoint(seq: 3, chain: chain)], nil])
    #expect(requests.map(\.recovery.isAgain) == [false, true])
    for (name, request) in zip(["request", "again"], requests) {
      #expect(
        try request.encoded().prefix { $0 != 0x0A }
          == Fixtures.data("\(name).body", in: folder).prefix { $0 != 0x0A })
    }
    for (name, epochs) in [("wanted", []), ("differs", [1, 3])] {
      let answer = try ExchangeAnswer.verified(Fixtures.message(name, in: folder), key: hub)
      #expect(answer.recovery.compare == epochs && answer.recovery.acks == [1: 3])
    }
  }

  @Test func `questions after what may have arrived are asked and answered as the protocol says`()
    throws
  {
    let folder = "v1-level6"
    let key = try Fixtures.key("deviceKey")
    let hub = try Fixtures.key("hubKey")
    let entries = try #require(try Fixtures.expected()["entries"]?.array)
    let chain = try #require(entries.last?["chain"]?.string.flatMap { Digest(base64url: $0) })
    let (question, part) = try (
      ExchangeRequest.verified(Fixtures.message("question", in: folder), by: hub.deviceID) { _ in
        key
      },
      ExchangeRequest.verified(Fixtures.message("part", in: folder), by: hub.deviceID) { _ in key }
    )
    #expect(question.recovery.wantsEnds && question.recovery.wantsRange)
    #expect(question.entries.isEmpty && !part.recovery.wantsEnds)
    #expect(part.recovery.has == [1: 3] && part.entries.count == 2)
    for (name, request) in [("question", question), ("part", part)] {
      #expect(
        try request.encoded().prefix { $0 != 0x0A }
          == Fixtures.data("\(name).body", in: folder).prefix { $0 != 0x0A })
    }
    for (name, ends) in [("stands", [1: StreamPoint(seq: 3, chain: chain)]), ("empty", [:])] {
      let answer = try ExchangeAnswer.verified(Fixtures.message(name, in: folder), key: hub)
      #expect(answer.recovery.ends == ends && answer.recovery.isWithoutLog)
      #expect(answer.ack == 0 && answer.recovery.acks == nil)
    }
  }

  @Test func `a device that stands apart is told as the protocol says`() throws {
    let hub = try Fixtures.key("hubKey")
    for reason in [KeptApart.Reason.quarantined, .revoked] {
      let name = reason.rawValue
      let answer = try ExchangeAnswer.verified(
        Fixtures.message(name, in: "v1-level8"), key: hub)
      #expect(answer.recovery.apart == KeptApart(reason: reason, entries: 3))
      #expect(answer.ack == 3 && answer.reads == 8 && !answer.recovery.isWithoutLog)
    }
    for text in [#"{"as":"later","entries":1}"#, #"{"as":"revoked"}"#, "3"] {
      let value = try JSONValue(parsing: Data(text.utf8))
      #expect(throws: (any Error).self, "\(text)") { try KeptApart(json: value) }
    }
  }

  @Test func `what the hub cannot check is named as the protocol says`() throws {
    let key = try Fixtures.key("hubKey")
    let answer = try ExchangeAnswer.verified(
      Fixtures.message("answer", in: "v1-level9"), key: key)
    let first = try Fixtures.entries()[0].id
    let other = SubjectID(author: first.author, epoch: 2, seq: 10)
    #expect(answer.recovery.unprovable == [first, other])
    #expect(answer.ack == 1 && answer.reads == 9 && !answer.recovery.isWithoutLog)
    let device = try Fixtures.key("deviceKey")
    let request = try ExchangeRequest.verified(
      Fixtures.message("request", in: "v1-level9"), by: key.deviceID
    ) { _ in device }
    let digest = try #require(try Fixtures.expected()["entries"]?.array?[0]["digest"]?.string)
    #expect(request.recovery.knew == [first: try #require(Digest(base64url: digest))])
    #expect(
      try request.encoded().prefix { $0 != 0x0A }
        == Fixtures.data("request.body", in: "v1-level9").prefix { $0 != 0x0A })
    #expect(throws: (any Error).self) {
      try ExchangeAnswer.verified(Fixtures.message("wrong", in: "v1-level9"), key: key)
    }
  }

  @Test func `a fork names what need not be written again`() throws {
    let answer = try ExchangeAnswer.verified(
      Fixtures.message("answer", in: "v1-kept"), key: Fixtures.key("hubKey"))
    let fork = try #require(answer.recovery.fork)
    let entries = try #require(try Fixtures.expected()["entries"]?.array)
    let digest = try #require(entries[2]["digest"]?.string.flatMap { Digest(base64url: $0) })
    let third = try Fixtures.entries()[2].id
    #expect(fork == StreamFork(epoch: 1, from: 2, next: 2, kept: [third: digest]))
    #expect(answer.recovery.isWithoutLog)
  }

  @Test func `what is given back names the secrets of what began before`() throws {
    let key = try Fixtures.key("deviceKey")
    let request = try ExchangeRequest.verified(
      Fixtures.message("request", in: "v1-secrets"), by: Fixtures.key("hubKey").deviceID
    ) { _ in key }
    let entries = try Fixtures.entries()
    let run = try #require(request.recovery.returns)
    #expect(run.from == 1 && run.entries == Array(entries[1...]))
    #expect(run.secrets == [entries[0].id: Data(0..<32)])
    let header = { (bytes: Data) in bytes.prefix { $0 != 0x0A } }
    #expect(
      try header(request.encoded()) == header(Fixtures.data("request.body", in: "v1-secrets")))
    for secrets in [["x": "AAAA"], ["\(entries[0].id)": "!"]] as [JSONValue] {
      #expect(throws: MessageError.self) { try ReturnedRun.secrets(secrets) }
    }
  }

  @Test func `an entry says what it stands for, and what that stood for`() throws {
    let first = try Fixtures.entries()[0]
    let digests = [Digest.of(Data("a".utf8)), Digest.of(Data("b".utf8))]
    func next(_ old: Entry, epoch: Int, _ digest: Digest) -> Entry {
      let id = EntryID(author: first.id.author, epoch: epoch, seq: 1)
      let head = EntryHead(
        id: id, time: 0, clock: .hub, actor: "device", subject: nil, kind: "x", replaces: [])
      return Entry(head: head, body: .present(["was": old.was(digest: digest)]))
    }
    let second = next(first, epoch: 2, digests[0])
    let third = next(second, epoch: 3, digests[1])
    #expect(first.formerNames == [])
    #expect(second.formerNames == [ExactEntry(id: first.id, digest: digests[0])])
    #expect(
      third.formerNames == [
        ExactEntry(id: second.id, digest: digests[1]), ExactEntry(id: first.id, digest: digests[0]),
      ])
  }

  @Test func `a run ahead has a purpose of its own, and no nonce`() throws {
    let key = try Fixtures.key("deviceKey")
    let hub = try Fixtures.key("hubKey")
    let message = try Fixtures.message("run", in: "v1-level6")
    let run = try ExchangeRequest.verified(message, .run, by: hub.deviceID) { _ in key }
    #expect(run.nonce.isEmpty && run.logs.isEmpty && run.entries.count == 3)
    #expect(run.stream?.isValid(key) == true && run.recovery == RequestRecovery())
    #expect(throws: MessageError.self) {
      try ExchangeRequest.verified(message, by: hub.deviceID) { _ in key }
    }
  }

  @Test func `a line in a form nobody writes is refused`() {
    for text in [
      #"{"k":"1.0.0"}"#, #"{"k":"0.0.1"}"#, #"{"k":"1.-1.1"}"#, #"{"k":"1.00.1"}"#,
      #"{"k":"1.0"}"#, #"{"k":"1.0.1","x":1}"#, #"{"k":3}"#,
    ] {
      #expect(throws: JSONError.self, "\(text)") { try WireLine(bytes: Data(text.utf8)) }
    }
  }
}
