import Foundation
import Identity
import Sync
import Testing

/// Groups that conflict as one, and decisions on every kind of dispute. Expected states are worked
/// out by hand from the rules of docs/protocol.md, "What entries mean".
struct DisputeFoldTests {
  private let kiosk = Author(1)
  private let other = Author(2)
  private let hub = Author(3)

  private func fold() -> DossierState {
    DossierFold.fold(hub.entries + other.entries + kiosk.entries)
  }

  private func dispute(_ name: String) throws -> Dispute {
    try #require(fold().dispute(named: name))
  }

  /// Decides as a program does, with everything the person sees.
  @discardableResult
  private func decide(_ author: Author, _ dossier: Entry, _ name: String, keep: EntryID) throws
    -> Entry
  {
    let state = fold()
    let dispute = try #require(state.dispute(named: name))
    return author.write(
      "dossier.decided", .object(state.decision(on: dispute, keep: keep, reason: "vì")),
      of: dossier.id, over: name == "status" ? state.statusHeads : [])
  }

  @Test(arguments: [
    ("nyc/hoTen", "nyc/hoTen"), ("noiO", "noiO"), ("nyc/noiCuTru/tinh", "nyc/noiCuTru"),
    ("nyc/noiCuTru/chiTiet/soNha", "nyc/noiCuTru"), ("giayTo[r1]/ten", "giayTo[r1]/ten"),
    ("thanhVien[a]/noiO/tinh", "thanhVien[a]/noiO"),
    ("nks/giayTo[a]/con[b]/noiO/tinh", "nks/giayTo[a]/con[b]/noiO"),
  ])
  func `a group inside a section or row is one unit`(path: String, unit: String) {
    #expect(AnswerUnit.of(path) == unit)
  }

  @Test func `an address is never put together of two`() throws {
    let dossier = kiosk.receive()
    let whole = kiosk.edit(dossier, "nyc/noiO/tinh", "17", over: [])
    let commune = kiosk.edit(dossier, "nyc/noiO/xa", "Pà Cò", over: [whole.id])
    let one = kiosk.edit(dossier, "nyc/noiO/tinh", "25", over: [commune.id])
    let two = other.edit(dossier, "nyc/noiO/xa", "Hang Kia", over: [commune.id])
    let state = fold()
    #expect(state.disputedPaths == ["nyc/noiO/tinh", "nyc/noiO/xa"])
    let dispute = try dispute("nyc/noiO")
    #expect(dispute.matter == .answers("nyc/noiO"))
    #expect(try self.dispute("nyc/noiO/xa") == dispute)
    let first = ["nyc/noiO/tinh": "25", "nyc/noiO/xa": "Pà Cò"]
    let second = ["nyc/noiO/tinh": "17", "nyc/noiO/xa": "Hang Kia"]
    #expect(dispute.sides.first { $0.entry == one.id }?.answers == first)
    #expect(dispute.sides.first { $0.entry == two.id }?.answers == second)
    let standing = ["nyc/noiO/tinh", "nyc/noiO/xa"].map { state.fields[$0]?.value }
    #expect(standing == (one.id < two.id ? ["25", "Pà Cò"] : ["17", "Hang Kia"]))

    try decide(hub, dossier, "nyc/noiO", keep: two.id)
    #expect(!fold().isDisputed)
    #expect(fold().fields["nyc/noiO/tinh"]?.value == "17")
    #expect(fold().fields["nyc/noiO/xa"]?.value == "Hang Kia")
    #expect(fold().settled.map(\.matter) == [.answers("nyc/noiO")])
    #expect(fold().settled.map(\.reason) == ["vì"])
    let seen = fold().heads(of: "nyc/noiO/tinh")
    _ = kiosk.edit(dossier, "nyc/noiO/xa", "Pà Cò", over: seen)
    #expect(!fold().isDisputed)
    #expect(fold().fields["nyc/noiO/tinh"]?.value == "17")
  }

  @Test func `a group changed alike on both sides is no conflict`() {
    let dossier = kiosk.receive()
    let whole = kiosk.edit(dossier, "nyc/noiO/tinh", "17", over: [])
    _ = kiosk.edit(dossier, "nyc/noiO/tinh", "25", over: [whole.id])
    _ = other.edit(dossier, "nyc/noiO/tinh", "25", over: [whole.id])
    #expect(!fold().isDisputed)
  }

  @Test func `choosing a side takes back what only the other side filled in`() throws {
    let dossier = kiosk.receive()
    let base = kiosk.edit(dossier, "nyc/noiO/tinh", "17", over: [])
    let one = kiosk.edit(dossier, "nyc/noiO/tinh", "25", over: [base.id])
    _ = other.edit(dossier, "nyc/noiO/xa", "Hang Kia", over: [base.id])
    let side = try #require(dispute("nyc/noiO").sides.first { $0.entry == one.id })
    let said: [String: String?] = ["nyc/noiO/tinh": "25", "nyc/noiO/xa": nil]
    #expect(side.answers == said)
    try decide(hub, dossier, "nyc/noiO", keep: one.id)
    #expect(fold().fields["nyc/noiO/xa"]?.value == nil)
    #expect(fold().fields["nyc/noiO/tinh"]?.value == "25")
  }

  @Test func `a decision upon a decision stands, two at once are disputed again`() throws {
    let dossier = kiosk.receive()
    let one = kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let two = other.edit(dossier, "ten", "C", over: [dossier.id])
    let snapshot = fold()
    let first = try decide(kiosk, dossier, "ten", keep: one.id)
    #expect(fold().fields["ten"]?.value == "B")
    let dispute = try #require(snapshot.dispute(named: "ten"))
    let second = other.write(
      "dossier.decided", .object(snapshot.decision(on: dispute, keep: two.id, reason: "khác")),
      of: dossier.id)
    #expect(try self.dispute("ten").sides.map(\.entry) == [first.id, second.id].sorted())
    try decide(hub, dossier, "ten", keep: second.id)
    #expect(fold().fields["ten"]?.value == "C")
    #expect(!fold().isDisputed)
    #expect(fold().settled.count == 3)
  }

  /// The kiosk removes a row, another counter changes it.
  private func disputedRow() -> (dossier: Entry, removal: Entry, change: Entry) {
    let dossier = kiosk.receive()
    let removal = kiosk.edit(
      dossier, "ten", "A", over: [dossier.id],
      rows: ["giayTo": ["delete": [["id": "r1", "over": [.string(dossier.id.description)]]]]])
    let change = other.edit(dossier, "giayTo[r1]/ten", "new", over: [dossier.id])
    return (dossier, removal, change)
  }

  @Test func `a row goes or stays as a person decides`() throws {
    let (dossier, removal, change) = disputedRow()
    #expect(
      try dispute("giayTo[r1]").sides.map(\.other).sorted { ($0 ?? "") < ($1 ?? "") }
        == ["kept", "removed"])
    let goes = try decide(hub, dossier, "giayTo[r1]", keep: removal.id)
    #expect(fold().rows["giayTo"] == ["r2"])
    #expect(!fold().isDisputed)
    #expect(fold().settled.map(\.matter) == [.row("giayTo[r1]")])
    // A change the decision did not know brings it back to the table.
    let later = other.edit(dossier, "giayTo[r1]/ten", "newer", over: [change.id])
    #expect(fold().disputedRows == ["giayTo[r1]"])
    #expect(Set(try dispute("giayTo[r1]").sides.map(\.entry)).isSuperset(of: [goes.id, later.id]))
    try decide(kiosk, dossier, "giayTo[r1]", keep: later.id)
    #expect(fold().rows["giayTo"] == ["r1", "r2"])
    #expect(fold().fields["giayTo[r1]/ten"]?.value == "newer")
    #expect(!fold().isDisputed)
  }

  @Test func `a kept row can be removed again by somebody who saw the decision`() throws {
    let (dossier, _, change) = disputedRow()
    try decide(hub, dossier, "giayTo[r1]", keep: change.id)
    #expect(!fold().isDisputed)
    #expect(fold().rows["giayTo"] == ["r1", "r2"])
    _ = kiosk.edit(
      dossier, "ten", "A", over: [dossier.id],
      rows: ["giayTo": ["delete": [fold().removal(ofRow: "r1", in: "giayTo")]]])
    #expect(fold().rows["giayTo"] == ["r2"])
    #expect(!fold().isDisputed)
  }

  @Test func `a row goes whose remover saw what was decided about its answers`() throws {
    let dossier = kiosk.receive()
    let one = other.edit(dossier, "giayTo[r1]/ten", "B", over: [dossier.id])
    let two = hub.edit(dossier, "giayTo[r1]/ten", "C", over: [dossier.id])
    let before = fold().removal(ofRow: "r1", in: "giayTo")
    let decision = try decide(hub, dossier, "giayTo[r1]/ten", keep: one.id)
    let after = fold().removal(ofRow: "r1", in: "giayTo")
    #expect(after["over"] == [.string(decision.id.description)])
    func remove(_ removal: JSONValue) -> DossierState {
      let author = Author(4)
      let entry = author.edit(
        dossier, "ten", "A", over: [dossier.id], rows: ["giayTo": ["delete": [removal]]])
      return DossierFold.fold(hub.entries + other.entries + kiosk.entries + [entry])
    }
    #expect(remove(after).rows["giayTo"] == ["r2"])
    #expect(!remove(after).isDisputed)
    // Who saw both changes and not the decision removes what somebody decided about meanwhile.
    #expect(before["over"] == .array([one.id, two.id].sorted().map { .string($0.description) }))
    #expect(remove(before).disputedRows == ["giayTo[r1]"])
  }

  @Test func `a row decided both ways at once is disputed again`() throws {
    let (dossier, removal, change) = disputedRow()
    let snapshot = fold()
    let dispute = try dispute("giayTo[r1]")
    for (author, keep) in [(kiosk, removal.id), (hub, change.id)] {
      author.write(
        "dossier.decided", .object(snapshot.decision(on: dispute, keep: keep, reason: "")),
        of: dossier.id)
    }
    #expect(fold().disputedRows == ["giayTo[r1]"])
    #expect(fold().rows["giayTo"] == ["r1", "r2"])
    let sides = try self.dispute("giayTo[r1]").sides
    let gone = try #require(sides.first { $0.other == "removed" })
    try decide(other, dossier, "giayTo[r1]", keep: gone.entry)
    #expect(fold().rows["giayTo"] == ["r2"])
    #expect(!fold().isDisputed)
  }

  @Test func `of two files a person chooses one`() throws {
    let dossier = kiosk.receive()
    func file(_ author: Author, _ content: String, over: [EntryID]) -> Entry {
      author.write(
        "dossier.file",
        [
          "component": "cccd", "sha256": .string(Digest.of(Data(content.utf8)).hex),
          "name": .string(content), "type": "application/pdf", "size": 3,
        ], of: dossier.id, over: over)
    }
    let first = file(kiosk, "1", over: [])
    _ = file(kiosk, "3", over: [first.id])
    let chosen = file(other, "4", over: [first.id])
    #expect(try dispute("cccd").sides.compactMap(\.other).sorted() == ["3", "4"])
    try decide(hub, dossier, "cccd", keep: chosen.id)
    #expect(fold().files.map(\.name) == ["4"])
    #expect(!fold().isDisputed)
    #expect(fold().settled.map(\.matter) == [.file("cccd")])
  }

  @Test func `of two changes of status a person chooses one`() throws {
    let dossier = kiosk.receive(decidedBy: "H99")
    let working = hub.move(dossier, to: 4, over: [dossier.id], actor: "hub")
    _ = hub.move(dossier, to: 8, over: [working.id], actor: "hub:x")
    let withdrawn = kiosk.move(dossier, to: 7, over: [working.id])
    #expect(fold().status == 8)
    try decide(hub, dossier, "status", keep: withdrawn.id)
    #expect(fold().status == 7)
    #expect(!fold().isDisputed)
    #expect(fold().statusHeads.count == 1)
    #expect(fold().settled.map(\.matter) == [.status])
  }

  @Test func `a verdict on a possible duplicate stands until one who knew it says otherwise`() {
    let dossier = kiosk.receive()
    let twin = EntryID(author: other.id, epoch: 1, seq: 1)
    func judge(_ author: Author, _ same: Bool, over: [EntryID]) -> Entry {
      author.judge(dossier, twin, same, over: over)
    }
    let yes = judge(kiosk, true, over: [])
    #expect(fold().duplicates[twin.description]?.isSame == true)
    let no = judge(hub, false, over: [])
    #expect(fold().duplicates[twin.description]?.isSame == false)
    _ = judge(kiosk, true, over: [yes.id, no.id])
    #expect(fold().duplicates[twin.description]?.isSame == true)
    #expect(!fold().isDisputed)
    #expect(fold().unknownEntries.isEmpty)
  }

  @Test func `who knows two verdicts given at once replaces both, and no more than he knows`() {
    let dossier = kiosk.receive()
    let twin = EntryID(author: other.id, epoch: 1, seq: 9)
    func judge(_ author: Author, _ same: Bool, over: [EntryID]) -> Entry {
      author.judge(dossier, twin, same, over: over)
    }
    func verdict() -> DuplicateVerdict? { fold().duplicates[twin.description] }
    let (one, two) = (judge(kiosk, false, over: []), judge(other, false, over: []))
    let both = [one.id, two.id].sorted()
    #expect(verdict()?.heads == both)
    #expect(verdict()?.entry == both[0])
    // As it was written while only the one that stood was replaced: the other stays.
    let partial = judge(hub, true, over: [both[0]])
    #expect(verdict()?.isSame == false && verdict()?.entry == both[1])
    #expect(verdict()?.heads == [both[1], partial.id].sorted())
    let last = judge(hub, true, over: verdict()?.heads ?? [])
    #expect(verdict()?.isSame == true && verdict()?.heads == [last.id])
  }

  @Test func `a decision about nothing known is kept and listed`() {
    let dossier = kiosk.receive()
    let odd = kiosk.write("dossier.decided", ["matter": "weather"], of: dossier.id)
    #expect(fold().unknownEntries == [odd.id])
    let early = EntryID(author: other.id, epoch: 1, seq: 4)
    _ = kiosk.write(
      "dossier.decided", ["field": "ten", "keep": .string(early.description), "over": []],
      of: dossier.id)
    #expect(fold().missing == [early])
    #expect(fold().fields["ten"]?.value == "A")
  }
}
