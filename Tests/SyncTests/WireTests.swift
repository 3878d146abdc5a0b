import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Entries”, “Lines and segments”, “Messages” and “Brief messages”, with
/// examples made without this product.
struct WireTests {
  @Test func `commitments, digests and chain are those of the fixture`() throws {
    let device = try Fixtures.key("deviceKey")
    let entries = try Fixtures.entries()
    let expected = try #require(try Fixtures.expected()["entries"]?.array)
    let request = try ExchangeRequest.verified(
      Fixtures.message("request"), by: Fixtures.key("hubKey").deviceID
    ) { id in
      #expect(id == device.deviceID)
      return device
    }
    #expect(request.entries == entries)
    #expect(request.logs == ["H99.88": LogCursor(epoch: 1, size: 0)])
    let head = try #require(request.stream)
    let checked = try ChainCheck.verify(
      entries, after: .start(epoch: 1), head: head, key: device
    ) { _ in nil }
    for (entry, values) in zip(checked, expected) {
      #expect(entry.entry.id.description == values["id"]?.string)
      #expect(entry.commitment.base64url == values["commitment"]?.string)
      #expect(entry.digest.base64url == values["digest"]?.string)
      #expect(entry.chain.base64url == values["chain"]?.string)
    }
    #expect(checked.count == expected.count)
  }

  @Test func `lines are written with the fixture's bytes`() throws {
    let lines = try Fixtures.lines()
    #expect(try Fixtures.entries().map { WireLine.entry($0).bytes } == lines)
    #expect(try Fixtures.entries()[2].head.unknown == ["future": ["x": [1]]])
    #expect(try Segment.decode(Fixtures.data("segment.zst")).map(\.bytes) == lines)
    #expect(WireLine.own(epoch: 1, seq: 2).bytes == Data(#"{"o":"1.2"}"#.utf8))
  }

  @Test func `a frame does not depend on what was packed or refused before it`() throws {
    let texts = (1...40).map { Data(String(repeating: "Đỗ Thị Thử \($0) ", count: $0 * 9).utf8) }
    func packed(_ text: Data) throws -> [Data] {
      [
        try Zstandard.compress(text, level: 9),
        try Zstandard.compress(
          text, level: 19, dictionary: WireDictionary.first, isChecked: false),
        try Zstandard.compress(text, level: 19, dictionary: WireDictionary.first),
      ]
    }
    let first = try texts.map(packed)
    #expect(try texts.reversed().map(packed) == first.reversed())
    for (text, frames) in zip(texts, first) {
      #expect(throws: SegmentError.self) {
        try Zstandard.decompress(Data(frames[0].dropLast(6)) + Data(count: 6), limit: 1 << 20)
      }
      #expect(try Zstandard.decompress(frames[0], limit: 1 << 20) == text)
      #expect(
        try Zstandard.decompress(frames[1], limit: 1 << 20, dictionary: WireDictionary.first)
          == text)
    }
  }

  @Test(arguments: [
    "", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa.1", "aaaaaaaaaaaaaaaa.1.", "aaaaaaaaaaaaaaaa.1.0",
    "aaaaaaaaaaaaaaaa.01.1", "aaaaaaaaaaaaaaaa.1.+1", "aaaaaaaaaaaaaaaa.1.-1",
    "aaaaaaaaaaaaaaaa.1.1.", "aaaaaaaaaaaaaaaa.1.1.1", "aaaaaaaaaaaaaaaa.1.1 ",
    "aaaaaaaaaaaaaaa.1.1",
    "aaaaaaaaaaaaaaa1.1.1", "Aaaaaaaaaaaaaaaa.1.1", "aaaaaaaaaaaaaaaa.1.9223372036854775808",
    "aaaaaaaaaaaaaaaaa.1.1", "aaaaaaaaaaaaaaaa..1", "aaaaaaaaaaaaaaaa.1.1e3",
  ])
  func `a text that no entry id is written as names none`(text: String) {
    #expect(EntryID(text) == nil)
  }

  @Test func `entry ids are ordered like the texts of their authors, then by their numbers`() throws
  {
    let texts = [
      "2222222222222222.1.1", "2222222222222222.1.2", "2222222222222222.1.10",
      "2222222222222222.2.1", "7aaaaaaaaaaaaaaa.1.1", "a222222222222222.1.1",
      "aaaaaaaaaaaaaaa2.1.1", "aaaaaaaaaaaaaaaz.1.9223372036854775807", "zaaaaaaaaaaaaaaa.1.1",
    ]
    let ids = try texts.map { try #require(EntryID($0)) }
    #expect(ids.map(\.description) == texts)
    #expect(ids.reversed().sorted() == ids)
    #expect(Set(ids).count == texts.count)
  }

  @Test func `the answer of the fixture is followed`() throws {
    let hub = try Fixtures.key("hubKey")
    let answer = try ExchangeAnswer.verified(Fixtures.message("answer"), key: hub)
    #expect(answer.ack == 3)
    #expect(answer.nonce == "n2")
    #expect(answer.wait == 30)
    #expect(answer.want == [Digest.of(Data())])
    let part = try #require(answer.logs["H99.88"])
    let digests = try #require(try Fixtures.expected()["entries"]?.array)
      .compactMap { $0["digest"]?.string.flatMap { Digest(base64url: $0) } }
    var follower = LogFollower(unit: "H99.88")
    try follower.follow(part, hub: hub) { _, position in [digests[position]] }
    #expect(follower.cursor == LogCursor(epoch: 1, size: 3))
  }

  @Test func `one flipped bit anywhere in a message is refused`() throws {
    let (device, hub) = (try Fixtures.key("deviceKey"), try Fixtures.key("hubKey"))
    let request = try Fixtures.message("request")
    for index in request.body.indices {
      var body = request.body
      body[index] ^= 1
      #expect(throws: (any Error).self) {
        try ExchangeRequest.verified(
          SignedMessage(body: body, signature: request.signature), by: hub.deviceID
        ) { _ in device }
      }
    }
    let answer = try Fixtures.message("answer")
    for index in answer.signature.indices {
      var signature = answer.signature
      signature[index] ^= 1
      #expect(throws: (any Error).self) {
        try ExchangeAnswer.verified(
          SignedMessage(body: answer.body, signature: signature), key: hub)
      }
    }
  }

  @Test func `one flipped bit anywhere in an entry breaks the stream`() throws {
    let device = try Fixtures.key("deviceKey")
    let request = try ExchangeRequest.verified(
      Fixtures.message("request"), by: Fixtures.key("hubKey").deviceID
    ) { _ in device }
    let head = try #require(request.stream)
    let lines = try Fixtures.lines()
    func holds(_ lines: [Data]) -> Bool {
      let entries = lines.compactMap { line -> Entry? in
        guard case .entry(let entry)? = try? WireLine(bytes: line) else { return nil }
        return entry
      }
      let checked = try? ChainCheck.verify(
        entries, after: .start(epoch: 1), head: head, key: device
      ) { _ in nil }
      return checked != nil
    }
    #expect(holds(lines))
    for (number, line) in lines.enumerated() {
      for index in line.indices {
        for bit in 0..<8 {
          var damaged = lines
          damaged[number][index] ^= 1 << UInt8(bit)
          #expect(!holds(damaged), "line \(number), byte \(index), bit \(bit)")
        }
      }
    }
    #expect(!holds([lines[1], lines[0], lines[2]]))
    #expect(!holds([lines[0], lines[1]]))
    #expect(!holds([lines[0], lines[2]]))
  }

  @Test func `an erased entry keeps its place in the stream`() throws {
    let author = Author(1)
    let dossier = author.receive()
    _ = author.edit(dossier, "ten", "B", over: [dossier.id])
    var chain = Chain.start
    var erased: [Entry] = []
    for entry in author.entries {
      let commitment = try #require(entry.commitment(secret: Data(repeating: 5, count: 16)))
      chain = Chain.next(chain, entry.digest(commitment: commitment))
      erased.append(entry.erased(commitment: commitment))
    }
    let head = StreamHead.sign(epoch: 1, seq: 2, chain: chain, key: author.key)
    for run in [author.entries, erased, [author.entries[0], erased[1]]] {
      let checked = try ChainCheck.verify(
        run, after: .start(epoch: 1), head: head, key: author.key.publicKey
      ) { _ in nil }
      #expect(checked.last?.chain == chain)
    }
    #expect(throws: ChainError.noSecret(author.entries[1].id)) {
      try ChainCheck.verify(
        [erased[0], author.entries[1]], after: .start(epoch: 1), head: head,
        key: author.key.publicKey
      ) { _ in nil }
    }
  }

  @Test func `a run is its author's, in one piece, whatever its signature covers`() throws {
    let author = Author(1)
    let dossier = author.receive()
    _ = author.edit(dossier, "ten", "B", over: [dossier.id])
    _ = author.edit(dossier, "ten", "C", over: [dossier.id])
    let leaping = [author.entries[0], author.entries[2]]
    var chain = Chain.start
    for entry in leaping {
      let commitment = try #require(entry.commitment(secret: Data(repeating: 5, count: 16)))
      chain = Chain.next(chain, entry.digest(commitment: commitment))
    }
    let head = StreamHead.sign(epoch: 1, seq: 2, chain: chain, key: author.key)
    let gap = ChainError.gap(
      expected: EntryID(author: author.id, epoch: 1, seq: 2), found: author.entries[2].id)
    #expect(throws: gap) {
      try ChainCheck.verify(
        leaping, after: .start(epoch: 1), head: head, key: author.key.publicKey
      ) { _ in nil }
    }
    let first = try #require(
      author.entries[0].commitment(secret: Data(repeating: 5, count: 16)))
    let forged = StreamHead(
      author: author.id, epoch: 1, seq: 1,
      chain: Chain.next(Chain.start, author.entries[0].digest(commitment: first)),
      signature: head.signature)
    #expect(throws: ChainError.signature(author.id)) {
      try ChainCheck.verify(
        [author.entries[0]], after: .start(epoch: 1), head: forged, key: author.key.publicKey
      ) { _ in nil }
    }
    let elsewhere = StreamHead.sign(epoch: 1, seq: 1, chain: chain, key: author.key)
    #expect(throws: ChainError.mismatch(author.id, seq: 1)) {
      try ChainCheck.verify(
        [author.entries[0]], after: .start(epoch: 1), head: elsewhere, key: author.key.publicKey
      ) { _ in nil }
    }
  }

  @Test(arguments: [
    "{}", #"{"h":{}}"#, #"{"o":"1"}"#, #"{"o":"0.1"}"#, #"{"o":"01.1"}"#, #"{"o":"1.1","x":1}"#,
    #"{"b":[],"h":{"a":"gr2q7gf5lh6pzfdn","c":"hub","e":1,"k":"x","o":"y","s":1,"t":1}}"#,
    #"{"b":{},"h":{"a":"gr2q7gf5lh6pzfdn","c":"hub","e":1,"k":"x","o":"y","r":[],"s":1,"t":1}}"#,
    #"{"b":{},"h":{"a":"gr2q7gf5lh6pzfdn","c":"hub","e":0,"k":"x","o":"y","s":1,"t":1}}"#,
    #"{"b":{},"h":{"a":"gr2q7gf5lh6pzfdn","c":"hub","e":1,"k":"","o":"y","s":1,"t":1}}"#,
    #"{"b":{},"h":{"a":"gr2q7gf5lh6pzfdn","c":"hub","e":1,"k":"x","o":"y","s":1,"t":1},"z":1}"#,
  ])
  func `a line of another shape is refused`(line: String) {
    #expect(throws: JSONError.self) { try WireLine(bytes: Data(line.utf8)) }
  }

  @Test func `a head that nobody could read by itself is not taken in a line`() throws {
    for (length, isTaken) in [(60_000, true), (70_000, false)] {
      let padding = String(repeating: "x", count: length)
      let line = Data(
        #"""
        {"b":{},"h":{"a":"aaaaaaaaaaaaaaaa","c":"hub","e":1,"k":"dossier.edited","o":"hub",\#
        "r":["aaaaaaaaaaaaaaaa.1.1"],"s":2,"t":1,"u":"aaaaaaaaaaaaaaaa.1.1","z":"\#(padding)"}}
        """#.utf8)
      let isRead = (try? WireLine(bytes: line)) != nil
      #expect(isRead == isTaken)
    }
  }

  @Test func `a damaged, cut or boundless segment is refused`() throws {
    let segment = try Fixtures.data("segment.zst")
    for index in segment.indices {
      #expect(throws: (any Error).self) { try Segment.decode(segment.prefix(max(index, 1))) }
    }
    #expect(throws: SegmentError.damaged) { try Segment.decode(segment + segment) }
    #expect(throws: SegmentError.damaged) { try Segment.decode(Data("plain".utf8)) }
    // A frame header that promises 16 EB.
    let bomb = Data(
      [0x28, 0xB5, 0x2F, 0xFD, 0xE0] + [UInt8](repeating: 0x7F, count: 8) + [1, 0, 0])
    #expect(throws: SegmentError.self) { try Segment.decode(bomb) }
    #expect(try Segment.decode(Data()).isEmpty)
  }

  @Test func `as many lines are packed as fit`() throws {
    let author = Author(2)
    let random = SeededRandom(seed: 4)
    for _ in 0..<200 {
      author.write("x", ["noise": .string(random.bytes(300).base64url)])
    }
    let lines = author.entries.map(WireLine.entry)
    let (segment, count) = try Segment.pack(lines, limit: 8192)
    #expect(segment.count <= 8192)
    #expect((20..<30).contains(count))
    #expect(try Segment.decode(segment) == Array(lines.prefix(count)))
    #expect(try Segment.encode(Array(lines.prefix(count + 1))).count > 8192)
    #expect(try Segment.pack(lines, limit: 10).count == 1)
    #expect(try Segment.pack([]).count == 0)
  }

  // protocol.md, Brief messages. The fixtures were made with the program zstd and its option -D.

  @Test func `the first dictionary stays what it is`() throws {
    #expect(WireDictionary.first == (try Fixtures.data("dictionary-1.bin", in: "v1-brief")))
  }

  @Test func `a brief segment of another program is read`() throws {
    let segment = try Fixtures.data("segment.brief", in: "v1-brief")
    #expect(try Segment.decode(segment).map(\.bytes) == Fixtures.lines())
    #expect(segment.count < (try Fixtures.data("segment.zst").count))
  }

  @Test func `a brief request of another program is read and written again`() throws {
    let plain = try Fixtures.data("request.body")
    let hub = try Fixtures.key("hubKey").deviceID
    let request = try ExchangeRequest(encoded: plain, by: hub)
    let brief = try Fixtures.data("request.brief", in: "v1-brief")
    #expect(try ExchangeRequest(encoded: brief, by: hub) == request)
    let own = try request.encoded(as: .brief)
    #expect(own.count < plain.count && own.first == 0x01)
    #expect(try ExchangeRequest(encoded: own, by: hub) == request)
  }

  @Test func `a brief message cut anywhere is refused`() throws {
    let brief = try Fixtures.data("request.brief", in: "v1-brief")
    let hub = try Fixtures.key("hubKey").deviceID
    for end in 0..<brief.count {
      #expect(throws: (any Error).self) {
        try ExchangeRequest(encoded: brief.prefix(end), by: hub)
      }
    }
  }
}
