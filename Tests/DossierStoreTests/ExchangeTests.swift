import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

@Suite struct ExchangeTests {
  let folder: TestFolder
  let store: DossierStore
  var hub = ExampleHub()

  init() throws {
    folder = try TestFolder("exchange")
    store = try folder.open()
    try store.setHub(hub.info)
  }

  @Test func `the outbox gives runs that are signed at their own end`() throws {
    for number in 1...5 { _ = try store.receive("H99.88-261121-000\(number)") }
    var sent: [Int] = []
    var position = ChainCheck.Position.start(epoch: 1)
    var outbox = try store.outbox(byteLimit: 2000)
    while let head = outbox.head {
      #expect(outbox.after == position.seq)
      let checked = try ChainCheck.verify(
        outbox.entries, after: position, head: head, key: folder.keys.signing.publicKey
      ) { _ in nil }
      position = .init(epoch: 1, seq: head.seq, chain: try #require(checked.last).chain)
      sent += outbox.entries.map(\.id.seq)
      #expect(outbox.more == (head.seq < 5))
      try store.acknowledge(epoch: 1, seq: head.seq)
      outbox = try store.outbox(byteLimit: 2000)
    }
    #expect(sent == [1, 2, 3, 4, 5])
    #expect(try store.pending().entries == 0)
  }

  @Test func `an acknowledgement of what was never written is refused`() throws {
    _ = try store.receive("H99.88-261121-0001")
    #expect(throws: StoreError.self) { try store.acknowledge(epoch: 1, seq: 2) }
    #expect(throws: StoreError.self) { try store.acknowledge(epoch: 2, seq: 1) }
    try store.acknowledge(epoch: 1, seq: 1)
    try store.acknowledge(epoch: 1, seq: 0)
    #expect(try store.pending().entries == 1)
    #expect(try store.pending().dossiers == 1)
  }

  @Test mutating func `the hub's entries join the dossier and the log is held to`() throws {
    let id = try store.receive("H99.88-261121-0001")
    let own = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    let status = try hub.write(
      "dossier.status", about: id, ["to": 4, "reason": "bắt đầu", "data": [:]], replaces: [id])
    let ingested = try store.ingest(hub.answer(ack: 1, from: 0, own + [status]), epoch: 1)

    #expect(ingested.received == 1 && ingested.subjects == 1)
    #expect(try store.state(of: id)?.status == 4)
    #expect(try store.reading(of: id)?.summary.status == 4)
    #expect(try store.reading(of: id)?.summary.isSent == true)
    #expect(try store.cursors() == [ExampleHub.unit: LogCursor(epoch: 1, size: 2)])
    #expect(try store.hub()?.nonce == "n1")
    #expect(try store.lastContact() == 1_790_000_000_000)
    #expect(try store.checkpoints().map(\.size) == [2])
    #expect(try store.sentences() == [])
  }

  @Test mutating func `the hub this device joined is believed, nobody else in its name`() throws {
    let id = try store.receive("H99.88-261121-0001")
    let other = SigningKey(random: SeededRandom(seed: 7)).deviceID
    var lines = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    lines.append(try hub.write("dossier.left", about: id, ["unit": "H99.89"], by: other))
    lines.append(try hub.write("dossier.left", about: id, ["unit": "H99.90"]))
    try store.ingest(hub.answer(ack: 1, from: 0, lines), epoch: 1)
    #expect(try store.state(of: id)?.leftUnits == ["H99.90"])
    #expect(try store.reading(of: id)?.state.leftUnits == ["H99.90"])
    #expect(try store.sentences() == [])
  }

  @Test mutating func `a dossier of another device arrives whole`() throws {
    let first = try hub.write(
      "dossier.received", about: nil, Example.received("H99.77-261121-0001").body)
    guard case .entry(let entry) = first else { return }
    let edit = try hub.write(
      "dossier.edited", about: entry.id, Example.edited(entry.id, "nks/hoTen", "Vàng A Tủa").body)
    try store.ingest(hub.answer(ack: 0, from: 0, [first, edit]), epoch: 1)
    #expect(try store.search("tua vang").map(\.id) == [entry.id])
    #expect(try store.dossiers(named: "H99.77-261121-0001") == [entry.id])
    #expect(try store.outbox(byteLimit: 1000).entries == [])
    #expect(try store.sentences() == [])
  }

  @Test mutating func `an answer that contradicts itself is refused whole`() throws {
    let id = try store.receive("H99.88-261121-0001")
    let own = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    let status = try hub.write("dossier.status", about: id, ["to": 4, "reason": "x", "data": [:]])
    let stranger = EntryID(author: store.device, epoch: 1, seq: 1)
    let lines = own + [status]
    let bad = [
      hub.answer(ack: 1, from: 0, lines, root: Digest.of(Data([1]))),
      hub.answer(ack: 1, from: 0, own),
      hub.answer(ack: 1, from: 0, [status] + own),
      hub.answer(ack: 1, from: 1, lines),
      hub.answer(ack: 7, from: 0, lines),
      hub.answer(ack: 1, from: 0, [.own(epoch: 1, seq: 9), status]),
    ]
    for answer in bad {
      #expect {
        try store.ingest(answer, epoch: 1)
      } throws: { ($0 as? StoreError)?.kind == .refused }
    }
    #expect(try store.cursors() == [:])
    #expect(try store.outbox(byteLimit: 100_000).after == 0)
    #expect(try store.entries(of: stranger).count == 1)
    try store.ingest(hub.answer(ack: 1, from: 0, lines), epoch: 1)
    #expect(try store.sentences() == [])
  }

  @Test mutating func `a province that rewrote the log is named with both sizes`() throws {
    let id = try store.receive("H99.88-261121-0001")
    let own = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    let status = try hub.write("dossier.status", about: id, ["to": 4, "reason": "x", "data": [:]])
    var shorter = ExampleHub()
    _ = try shorter.take(try store.entries(of: id))
    var other = shorter
    _ = try other.write("dossier.status", about: id, ["to": 7, "reason": "x", "data": [:]])
    var longer = other
    _ = try longer.write("dossier.printed", about: id, ["document": "02", "copy": 1])
    try store.ingest(hub.answer(ack: 1, from: 0, own + [status]), epoch: 1)
    let printed = try hub.write("dossier.printed", about: id, ["document": "01", "copy": 1])

    for (answer, offered) in [
      (shorter.answer(ack: 1, from: 1, []), 1), (other.answer(ack: 1, from: 2, []), 2),
      (longer.answer(ack: 1, from: 2, [printed]), 3),
    ] {
      #expect {
        try store.ingest(answer, epoch: 1)
      } throws: {
        ($0 as? StoreError)?.message
          == "The province rewrote the log of unit H99.88: with \(offered) entries it does not"
          + " continue the 2 entries this device has."
      }
    }
    #expect(try store.cursors() == [ExampleHub.unit: LogCursor(epoch: 1, size: 2)])
    try store.ingest(hub.answer(ack: 1, from: 2, [printed]), epoch: 1)
    #expect(try store.sentences() == [])
  }

  @Test
  mutating func `an entry told again, and otherwise, in one epoch of the log is refused by name`()
    throws
  {
    let known = try hub.write(
      "dossier.received", about: nil, Example.received("H99.77-261121-0001").body)
    try store.ingest(hub.answer(ack: 0, from: 0, [known]), epoch: 1)
    var other = ExampleHub()
    let told = try other.write(
      "dossier.received", about: nil, Example.received("H99.77-261121-0002").body)
    guard case .entry(let entry) = told else { return }
    // The log is whole and signed; only what it says of the entry is new.
    _ = try hub.take([entry])
    #expect {
      try store.ingest(hub.answer(ack: 0, from: 1, [told]), epoch: 1)
    } throws: { "\($0)".contains("The hub has another entry \(entry.id)") }
    #expect(try store.cursors() == [ExampleHub.unit: LogCursor(epoch: 1, size: 1)])
    #expect(try store.sentences() == [])
  }

  @Test mutating func `an entry whose subject is unknown is refused by name`() throws {
    let first = try hub.write(
      "dossier.received", about: nil, Example.received("H99.77-261121-0001").body)
    guard case .entry(let entry) = first else { return }
    let edit = try hub.write("dossier.edited", about: entry.id, ["changes": [:]])
    #expect {
      try store.ingest(hub.answer(ack: 0, from: 0, [edit]), epoch: 1)
    } throws: { "\($0)".contains("came before the beginning of its subject \(entry.id)") }
  }

  @Test mutating func `a body that comes after the erasure is checked and dropped`() throws {
    let id = try store.receive("H99.88-261121-0001")
    let own = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    let late = try hub.write(
      "dossier.status", about: id, ["to": 4, "reason": "Giàng", "data": [:]])
    try store.erase(id, basis: "decision 5", by: "local:0")
    try store.ingest(hub.answer(ack: 1, from: 0, own + [late]), epoch: 1)
    #expect(try store.entries(of: id).count == 3)
    #expect(try store.entries(of: id).allSatisfy { $0.content == nil })
    #expect(try store.sentences() == [])

    let erasure = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    try store.ingest(hub.answer(ack: 2, from: 2, erasure), epoch: 1)
    #expect(try store.reading(of: id)?.summary.flags == [.erased])
    #expect(try store.sentences(rebuild: true) == [])
  }

  @Test mutating func `a new body of a dossier erased here alone waits, and nothing is refused`()
    throws
  {
    let id = try store.receive("H99.88-261121-0001")
    let entries = try store.outbox(byteLimit: 100_000).entries
    let own = try hub.take(entries)
    try store.ingest(hub.answer(ack: 1, from: 0, own), epoch: 1)
    try store.erase(id, basis: "decision 5", by: "local:0")
    let erasure = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    try store.ingest(hub.answer(ack: 2, from: 1, erasure), epoch: 1)

    // Put back to before the erasure, the hub has a status nobody can check here any more.
    var restored = ExampleHub()
    restored.epoch = 2
    let again = try restored.take(entries)
    let late = try restored.write(
      "dossier.status", about: id, ["to": 4, "reason": "x", "data": [:]])
    let ingested = try store.ingest(restored.answer(ack: 0, from: 0, again + [late]), epoch: 1)
    #expect(ingested.heldBack == 1 && ingested.received == 0)
    #expect(try store.cursors() == [ExampleHub.unit: LogCursor(epoch: 1, size: 2)])
    #expect(try store.outbox(byteLimit: 100_000).after == 0, "the erasure goes up again")
  }

  @Test mutating func `a hub that begins a new epoch is followed from its start`() throws {
    let id = try store.receive("H99.88-261121-0001")
    let own = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    try store.ingest(hub.answer(ack: 1, from: 0, own), epoch: 1)

    var restored = ExampleHub()
    restored.epoch = 2
    let again = try restored.take(try store.entries(of: id))
    try store.ingest(restored.answer(ack: 0, from: 0, again), epoch: 1)
    #expect(try store.outbox(byteLimit: 100_000).after == 0)
    #expect(try store.cursors() == [ExampleHub.unit: LogCursor(epoch: 2, size: 1)])
    #expect(throws: StoreError.self) {
      try store.ingest(hub.answer(ack: 1, from: 1, []), epoch: 1)
    }
    #expect(try store.sentences() == [])
  }
}
