import Foundation
import Identity
import Sync
import Testing

/// The table of docs/protocol.md, “What entries mean”, row by row. Every row is folded in every
/// order its entries can arrive in, each of them also twice, and must come to the same state; what
/// that state says is worked out by hand.
struct ConflictTableTests {
  /// The entries of one row, by three authors: two counters and the hub.
  private final class Case {
    let kiosk = Author(1)
    let other = Author(2)
    let hub = Author(3)
    var entries: [Entry] { kiosk.entries + other.entries + hub.entries }

    func file(_ author: Author, _ dossier: Entry, _ content: String, over: [EntryID]) -> Entry {
      author.write(
        "dossier.file",
        [
          "component": "cccd", "sha256": .string(Digest.of(Data(content.utf8)).hex),
          "name": .string(content), "type": "application/pdf", "size": 3,
        ], of: dossier.id, over: over)
    }
  }

  /// The state, after every order of arrival gave the same.
  private func settled(_ entries: [Entry]) throws -> DossierState {
    let state = DossierFold.fold(entries)
    try #require((2...6).contains(entries.count), "every order of these is tried")
    for order in Self.orders(entries) {
      try #require(DossierFold.fold(order) == state)
    }
    for index in entries.indices {
      try #require(DossierFold.fold(entries + [entries[index]]) == state)
    }
    return state
  }

  private static func orders(_ entries: [Entry]) -> [[Entry]] {
    guard entries.count > 1 else { return [entries] }
    return entries.indices.flatMap { index in
      var rest = entries
      let first = rest.remove(at: index)
      return orders(rest).map { [first] + $0 }
    }
  }

  @Test func `different fields: both kept, and both shown in the history`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    _ = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    _ = test.other.edit(dossier, "noiO", "Y", over: [dossier.id])
    let state = try settled(test.entries)
    #expect(["ten", "noiO"].map { state.fields[$0]?.value } == ["B", "Y"])
    #expect(state.disputes.isEmpty)
    #expect(state.answerAuthors == [test.kiosk.id, test.other.id])
  }

  @Test func `fields of one group: in conflict as one`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let base = test.kiosk.edit(dossier, "nyc/noiO/tinh", "17", over: [])
    let one = test.kiosk.edit(dossier, "nyc/noiO/tinh", "25", over: [base.id])
    let two = test.other.edit(dossier, "nyc/noiO/xa", "Hang Kia", over: [base.id])
    let state = try settled(test.entries)
    let dispute = try #require(state.disputes.first)
    #expect(dispute.matter == .answers("nyc/noiO"))
    #expect(dispute.sides.map(\.entry) == [one.id, two.id].sorted())
  }

  @Test func `equal values of one field: no conflict`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    _ = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    _ = test.other.edit(dossier, "ten", "B", over: [dossier.id])
    _ = test.hub.edit(dossier, "ten", "B", over: [dossier.id], actor: "hub")
    let state = try settled(test.entries)
    #expect(state.disputes.isEmpty)
    #expect(state.fields["ten"]?.value == "B")
  }

  @Test func `unequal values of three authors: the strongest source stands, one entry decides`()
    throws
  {
    let test = Case()
    let dossier = test.kiosk.receive(decidedBy: "H99")
    let one = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let chip = test.other.edit(dossier, "ten", "C", over: [dossier.id], source: "chip")
    let three = test.hub.edit(dossier, "ten", "D", over: [dossier.id], actor: "hub")
    let open = try settled(test.entries)
    #expect(open.fields["ten"]?.value == "C")
    let dispute = try #require(open.disputes.first)
    #expect(dispute.sides.filter(\.stands).map(\.entry) == [chip.id])
    #expect(Set(dispute.sides.map(\.entry)) == [one.id, chip.id, three.id])
    test.hub.write(
      "dossier.decided", .object(open.decision(on: dispute, keep: one.id, reason: "sổ gốc")),
      of: dossier.id, actor: "hub:x")
    let decided = try settled(test.entries)
    #expect(decided.disputes.isEmpty)
    #expect(decided.fields["ten"]?.value == "B")
    #expect(decided.decided.map(\.kind) == ["answers"])
  }

  @Test func `statuses one after the other by the life cycle: both count`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let asked = test.kiosk.move(dossier, to: 5, over: [dossier.id])
    let processing = test.other.move(dossier, to: 4, over: [dossier.id])
    let state = try settled(test.entries)
    #expect(state.disputes.isEmpty)
    #expect(state.timeline.map(\.entry) == [dossier.id, processing.id, asked.id])
    #expect(state.status == 5)
  }

  @Test func `statuses that exclude each other: the authority wins, the other stays recorded`()
    throws
  {
    let test = Case()
    let dossier = test.kiosk.receive(decidedBy: "H99")
    let working = test.hub.move(dossier, to: 4, over: [dossier.id], actor: "hub")
    let stopped = test.hub.move(dossier, to: 8, over: [working.id], actor: "hub:x")
    let withdrawn = test.kiosk.move(dossier, to: 7, over: [working.id])
    let state = try settled(test.entries)
    #expect(state.status == 8)
    #expect(state.disputes.map(\.matter) == [.status])
    #expect(state.timeline.filter(\.isOverruled).map(\.entry) == [withdrawn.id])
    #expect(state.disputes.first?.sides.first(where: \.stands)?.entry == stopped.id)
  }

  @Test func `a dispute that arrives after the result: flagged, the result stands`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let done = test.kiosk.move(dossier, to: 9, over: [dossier.id])
    _ = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    _ = test.other.edit(dossier, "ten", "C", over: [dossier.id])
    let state = try settled(test.entries)
    #expect(state.status == 9)
    #expect(state.statusHeads == [done.id])
    #expect(state.isDisputed)
  }

  @Test func `two supplement requests at once: one with both lists, counted once`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let working = test.kiosk.move(dossier, to: 4, over: [dossier.id])
    let one = test.kiosk.move(dossier, to: 5, over: [working.id], data: ["papers": "Đơn"])
    let two = test.other.move(dossier, to: 5, over: [working.id], data: ["papers": "Ảnh"])
    let state = try settled(test.entries)
    #expect(state.disputes.isEmpty)
    #expect(state.supplementRounds == 1)
    #expect(state.supplement?.entries == [one.id, two.id].sorted())
    #expect(Set(state.supplement?.papers ?? []) == ["Đơn", "Ảnh"])
  }

  @Test func `rows added on both sides: both stay, in order of what they follow`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    func add(_ author: Author, _ id: String) -> Entry {
      author.edit(
        dossier, "giayTo[\(id)]/ten", id, over: [],
        rows: ["giayTo": ["add": [["id": .string(id), "after": "r1"]]]])
    }
    let one = add(test.kiosk, "k1")
    let two = add(test.other, "o1")
    let state = try settled(test.entries)
    let added = one.id < two.id ? ["k1", "o1"] : ["o1", "k1"]
    #expect(state.rows["giayTo"] == ["r1"] + added + ["r2"])
    #expect(state.disputes.isEmpty)
  }

  @Test func `a row deleted here and edited there: a dispute, the row stays meanwhile`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let removal = test.kiosk.edit(
      dossier, "ten", "A", over: [dossier.id],
      rows: ["giayTo": ["delete": [["id": "r1", "over": [.string(dossier.id.description)]]]]])
    let change = test.other.edit(dossier, "giayTo[r1]/ten", "new", over: [dossier.id])
    let open = try settled(test.entries)
    #expect(open.disputes.map(\.matter) == [.row("giayTo[r1]")])
    #expect(open.rows["giayTo"] == ["r1", "r2"])
    let dispute = try #require(open.disputes.first)
    #expect(Set(dispute.sides.map(\.entry)) == [removal.id, change.id])
    for keep in [removal.id, change.id] {
      let again = Case()
      let body = open.decision(on: dispute, keep: keep, reason: "")
      let decision = again.hub.write(
        "dossier.decided", .object(body), of: dossier.id, actor: "hub")
      let state = try settled(test.entries + [decision])
      #expect(state.rows["giayTo"] == (keep == removal.id ? ["r2"] : ["r1", "r2"]))
      #expect(state.disputes.isEmpty)
    }
  }

  @Test func `a component's file replaced on both sides: both kept, a person chooses`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let first = test.file(test.kiosk, dossier, "1", over: [])
    let one = test.file(test.kiosk, dossier, "2", over: [first.id])
    let two = test.file(test.other, dossier, "3", over: [first.id])
    let open = try settled(test.entries)
    #expect(open.files.map(\.entry) == [one.id, two.id].sorted())
    let dispute = try #require(open.disputes.first)
    #expect(dispute.matter == .file("cccd"))
    test.hub.write(
      "dossier.decided", .object(open.decision(on: dispute, keep: two.id, reason: "rõ hơn")),
      of: dossier.id, actor: "hub")
    let state = try settled(test.entries)
    #expect(state.files.map(\.name) == ["3"])
    #expect(state.disputes.isEmpty)
  }

  @Test func `two promised dates: the earlier stands, flagged`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    func again(_ author: Author, _ instant: Int64) -> Entry {
      author.move(
        dossier, to: 4, over: [dossier.id],
        due: ["instant": .integer(instant), "rule": "newDue", "calendar": "", "vi": "", "en": ""])
    }
    _ = again(test.kiosk, 1_795_700_000_000)
    let early = again(test.other, 1_795_500_000_000)
    let state = try settled(test.entries)
    #expect(state.due?.instant == 1_795_500_000_000)
    #expect(state.due?.entry == early.id)
    #expect(state.due?.differs == true)
  }

  @Test func `a code of another system: beside the own one, for ever`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    test.hub.write("dossier.official", ["code": "G22.99-1"], of: dossier.id, actor: "hub")
    test.other.write("dossier.official", ["code": "BTP-7"], of: dossier.id)
    let state = try settled(test.entries)
    #expect(state.code == "H99.88-261121-0001")
    #expect(Set(state.officialCodes) == ["G22.99-1", "BTP-7"])
  }

  @Test func `two verdicts on a possible duplicate: “not the same” stands, nothing is merged`()
    throws
  {
    let test = Case()
    let dossier = test.kiosk.receive()
    let twin = EntryID(author: test.other.id, epoch: 1, seq: 9).description
    for (author, same) in [(test.kiosk, true), (test.hub, false)] {
      author.write(
        "dossier.decided", ["duplicate": .string(twin), "same": .bool(same), "reason": "r"],
        of: dossier.id)
    }
    let state = try settled(test.entries)
    #expect(state.duplicates[twin]?.isSame == false)
    #expect(state.decided.map(\.kind) == ["duplicate"])
    #expect(state.code == "H99.88-261121-0001")
  }

  @Test func `the form changed meanwhile: the version it was received under stays`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    test.other.write(
      "dossier.edited", ["source": "officer", "version": "2027.1", "changes": [:]],
      of: dossier.id)
    #expect(try settled(test.entries).version == "2026.1")
  }

  @Test func `an entry not understood: kept and shown, the others count`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let odd = test.other.write("dossier.tomorrow", ["x": 1], of: dossier.id)
    _ = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let state = try settled(test.entries)
    #expect(state.unknownEntries == [odd.id])
    #expect(state.fields["ten"]?.value == "B")
  }

  @Test func `two decisions at once conflict by the same rule; a later one that knew both stands`()
    throws
  {
    let test = Case()
    let dossier = test.kiosk.receive()
    let one = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let two = test.other.edit(dossier, "ten", "C", over: [dossier.id])
    let open = DossierFold.fold(test.entries)
    let dispute = try #require(open.disputes.first)
    let first = test.kiosk.write(
      "dossier.decided", .object(open.decision(on: dispute, keep: one.id, reason: "a")),
      of: dossier.id)
    let second = test.hub.write(
      "dossier.decided", .object(open.decision(on: dispute, keep: two.id, reason: "b")),
      of: dossier.id, actor: "hub")
    let again = try settled(test.entries)
    let reopened = try #require(again.disputes.first)
    #expect(reopened.sides.map(\.entry) == [first.id, second.id].sorted())
    test.other.write(
      "dossier.decided", .object(again.decision(on: reopened, keep: second.id, reason: "c")),
      of: dossier.id)
    let state = try settled(test.entries)
    #expect(state.disputes.isEmpty)
    #expect(state.fields["ten"]?.value == "C")
    #expect(state.settled.count == 3)
  }

  @Test func `a value without its predecessor is a head until that comes`() throws {
    let test = Case()
    let dossier = test.kiosk.receive()
    let one = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let two = test.other.edit(dossier, "ten", "C", over: [one.id])
    let early = try settled([dossier, two])
    #expect(early.missing == [one.id])
    #expect(early.isDisputed)
    let whole = try settled(test.entries)
    #expect(!whole.isDisputed)
    #expect(whole.fields["ten"]?.value == "C")
  }

  @Test func `a wrong clock decides nothing`() throws {
    for time: Int64 in [0, 1_795_230_000_000, 4_102_444_800_000] {
      let test = Case()
      let dossier = test.kiosk.receive()
      test.other.time = time
      let one = test.kiosk.edit(dossier, "ten", "B", over: [dossier.id])
      let two = test.other.edit(dossier, "ten", "C", over: [dossier.id])
      let state = try settled(test.entries)
      #expect(state.fields["ten"]?.value == (one.id < two.id ? "B" : "C"))
      #expect(DisputeFigure.Decided(kind: "x", since: time, settled: 0).minutes == 0)
    }
  }
}
