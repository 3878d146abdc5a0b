import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “What entries mean” and “Versions”: answers and what belongs to them. Expected
/// states are worked out by hand from the rules.
struct FoldTests {
  private let kiosk = Author(1)
  private let other = Author(2)
  private let hub = Author(3)

  private func fold(_ extra: [Entry] = []) -> DossierState {
    DossierFold.fold(kiosk.entries + other.entries + hub.entries + extra)
  }

  @Test func `a file is named by hexadecimal digits, as the hub admits it`() {
    let dossier = kiosk.receive()
    let digest = Digest.of(Data("ảnh".utf8))
    for name in [digest.hex, digest.base64url] {
      kiosk.write(
        "dossier.file",
        [
          "component": "cccd", "sha256": .string(name), "name": "a.jpg", "type": "image/jpeg",
          "size": 3,
        ], of: dossier.id)
    }
    let state = fold()
    #expect(state.files.map(\.sha256) == [digest])
    #expect(state.unknownEntries == [kiosk.entries[2].id])
  }

  @Test func `a received dossier has what was received`() {
    let dossier = kiosk.receive()
    let state = fold()
    #expect(state.id == dossier.id)
    #expect(state.code == "H99.88-261121-0001")
    #expect(state.status == 2)
    #expect(state.statusHeads == [dossier.id])
    #expect(state.fields["ten"]?.value == "A")
    #expect(state.rows == ["giayTo": ["r1", "r2"]])
    #expect(state.due?.instant == 1_795_300_000_000)
    #expect(state.components.map(\.id) == ["cccd"])
    #expect(state.components.map(\.copy) == [1])
    #expect(state.components.map(\.original) == [0])
    #expect(!state.isDisputed)
    #expect(state.missing == [])
  }

  @Test func `different fields changed on both sides are both kept`() {
    let dossier = kiosk.receive()
    _ = kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    _ = other.edit(dossier, "noiO", "Y", over: [dossier.id])
    let state = fold()
    #expect(state.fields["ten"]?.value == "B")
    #expect(state.fields["noiO"]?.value == "Y")
    #expect(!state.isDisputed)
  }

  @Test func `the same field with unequal values is disputed until a person decides`() {
    let dossier = kiosk.receive()
    let one = kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let two = other.edit(dossier, "ten", "C", over: [dossier.id])
    let disputed = fold()
    #expect(disputed.disputedPaths == ["ten"])
    #expect(Set(disputed.fields["ten"]?.heads.map(\.entry) ?? []) == [one.id, two.id])
    #expect(disputed.fields["ten"]?.value == (one.id < two.id ? "B" : "C"))
    _ = hub.edit(dossier, "ten", "C", over: [one.id, two.id], actor: "hub")
    let decided = fold()
    #expect(!decided.isDisputed)
    #expect(decided.fields["ten"]?.value == "C")
  }

  @Test func `equal values are no conflict, clearing against a value is one`() {
    let dossier = kiosk.receive()
    _ = kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    _ = other.edit(dossier, "ten", "B", over: [dossier.id])
    #expect(!fold().isDisputed)
    _ = hub.edit(dossier, "ten", nil, over: [dossier.id])
    #expect(fold().disputedPaths == ["ten"])
  }

  @Test(arguments: [
    ("resident", "officer", "local:1", "2"), ("chip", "officer", "hub", "1"),
    ("officer", "database", "local:1", "2"), ("officer", "officer", "hub", "2"),
    ("officer", "resident", "hub", "1"),
  ])
  func `the provisional value is that of the stronger source`(
    one: String, two: String, actor: String, winner: String
  ) {
    let dossier = kiosk.receive(decidedBy: "H99")
    _ = kiosk.edit(dossier, "ten", "1", over: [dossier.id], source: one)
    _ = other.edit(dossier, "ten", "2", over: [dossier.id], source: two, actor: actor)
    let field = fold().fields["ten"]
    #expect(field?.isDisputed == true)
    #expect(field?.value == winner)
  }

  @Test func `two decisions at once follow the same rule`() {
    let dossier = kiosk.receive()
    let one = kiosk.edit(dossier, "ten", "B", over: [dossier.id])
    let two = other.edit(dossier, "ten", "C", over: [dossier.id])
    func decide(_ author: Author, _ keep: Entry) -> Entry {
      author.write(
        "dossier.decided",
        [
          "field": "ten", "keep": .string(keep.id.description),
          "over": [.string(one.id.description), .string(two.id.description)],
        ], of: dossier.id)
    }
    let first = decide(kiosk, one)
    #expect(fold().fields["ten"]?.value == "B")
    #expect(!fold().isDisputed)
    let second = decide(other, two)
    #expect(Set(fold().fields["ten"]?.heads.map(\.entry) ?? []) == [first.id, second.id])
    #expect(fold().isDisputed)
  }

  @Test func `a value whose predecessor has not come yet is a head, and says what is missing`() {
    let dossier = kiosk.receive()
    let unseen = EntryID(author: other.id, epoch: 1, seq: 7)
    _ = hub.edit(dossier, "ten", "B", over: [unseen])
    let state = fold()
    #expect(state.missing == [unseen])
    #expect(state.fields["ten"]?.heads.count == 2)
  }

  @Test func `rows added on both sides both stay; a removed row goes with its answers`() {
    let dossier = kiosk.receive()
    func rows(_ change: JSONValue) -> JSONValue { ["giayTo": change] }
    _ = kiosk.edit(
      dossier, "giayTo[k]/ten", "k", over: [], rows: rows(["add": [["id": "k", "after": "r1"]]]))
    _ = other.edit(
      dossier, "giayTo[o]/ten", "o", over: [], rows: rows(["add": [["id": "o", "after": "r2"]]]))
    #expect(fold().rows["giayTo"] == ["r1", "k", "r2", "o"])
    _ = hub.edit(
      dossier, "ten", "A", over: [dossier.id],
      rows: rows(["delete": [["id": "r2", "over": [.string(dossier.id.description)]]]]))
    let state = fold()
    #expect(state.rows["giayTo"] == ["r1", "k", "o"])
    #expect(state.fields["giayTo[r2]/ten"] == nil)
    #expect(!state.isDisputed)
  }

  @Test func `removing a row another side changed is disputed until somebody decides`() {
    let dossier = kiosk.receive()
    let removal = kiosk.edit(
      dossier, "ten", "A", over: [dossier.id],
      rows: ["giayTo": ["delete": [["id": "r1", "over": [.string(dossier.id.description)]]]]])
    let change = other.edit(dossier, "giayTo[r1]/ten", "new", over: [dossier.id])
    let disputed = fold()
    #expect(disputed.disputedRows == ["giayTo[r1]"])
    #expect(disputed.rows["giayTo"] == ["r1", "r2"])
    let kept = hub.edit(dossier, "giayTo[r1]/ten", "new", over: [removal.id, change.id])
    #expect(fold().disputedRows == [])
    #expect(fold().rows["giayTo"] == ["r1", "r2"])
    _ = kept
    _ = kiosk.edit(
      dossier, "ten", "A", over: [removal.id],
      rows: ["giayTo": ["delete": [["id": "r1", "over": [.string(kept.id.description)]]]]])
    #expect(fold().rows["giayTo"] == ["r2"])
    #expect(!fold().isDisputed)
  }

  @Test func `a removal names what its author saw of the row, and no more`() {
    let dossier = kiosk.receive()
    let change = other.edit(dossier, "giayTo[r1]/ten", "new", over: [dossier.id])
    #expect(
      fold().removal(ofRow: "r1", in: "giayTo")
        == ["id": "r1", "over": [.string(change.id.description)]])
    #expect(fold().removal(ofRow: "none", in: "giayTo") == ["id": "none", "over": []])
    _ = kiosk.edit(
      dossier, "ten", "A", over: [dossier.id],
      rows: ["giayTo": ["delete": [fold().removal(ofRow: "r1", in: "giayTo")]]])
    #expect(fold().rows["giayTo"] == ["r2"])
    #expect(!fold().isDisputed)
    _ = hub.edit(dossier, "giayTo[r1]/ten", "newer", over: [change.id])
    #expect(fold().disputedRows == ["giayTo[r1]"])
  }

  @Test func `one file replaced on both sides leaves both for a person to choose`() {
    let dossier = kiosk.receive()
    func file(_ author: Author, _ content: String, over: [EntryID]) -> Entry {
      author.write(
        "dossier.file",
        [
          "component": "cccd", "sha256": .string(Digest.of(Data(content.utf8)).hex),
          "name": "a.pdf", "type": "application/pdf", "size": 3,
        ], of: dossier.id, over: over)
    }
    let first = file(kiosk, "1", over: [])
    _ = file(kiosk, "page 2", over: [])
    #expect(fold().files.count == 2)
    #expect(!fold().isDisputed)
    _ = file(kiosk, "3", over: [first.id])
    _ = file(other, "4", over: [first.id])
    let state = fold()
    #expect(state.files.count == 3)
    #expect(state.disputedComponents == ["cccd"])
  }

  @Test func `kinds and shapes of later versions are kept and listed`() {
    let dossier = kiosk.receive()
    let later = kiosk.write("dossier.dreamt", ["x": 1], of: dossier.id)
    let odd = kiosk.write("dossier.edited", ["changes": ["ten": "B"]], of: dossier.id)
    let state = fold()
    #expect(state.unknownEntries == [later.id, odd.id])
    #expect(state.fields["ten"]?.value == "A")
  }

  @Test func `an erased dossier says nothing more, whatever comes later`() {
    let dossier = kiosk.receive()
    hub.write("dossier.erased", ["basis": "x"], of: dossier.id, actor: "hub")
    _ = other.edit(dossier, "ten", "B", over: [dossier.id])
    let state = fold()
    #expect(state.isErased)
    #expect(state.code.isEmpty)
    #expect(state.fields.isEmpty)
  }

  @Test func `an officer is what the entries say, and disabled wins`() throws {
    let verifier = PasswordVerifier.make(password: "mật khẩu", random: SeededRandom(seed: 1))
    let added = kiosk.write(
      "officer.added",
      [
        "secret": .string(Data(count: 16).base64url), "name": "lan", "fullName": "Trần Thị Thử",
        "role": "reception", "verifier": verifier.json, "unit": "H99.88",
      ])
    let disabled = kiosk.write("officer.changed", ["disabled": true], of: added.id)
    _ = other.write("officer.changed", ["disabled": false, "role": "specialist"], of: added.id)
    let state = try #require(OfficerFold.fold(kiosk.entries + other.entries))
    #expect(state.disabled)
    #expect(state.role == "specialist")
    _ = other.write(
      "officer.changed", ["disabled": false], of: added.id, over: state.heads)
    let again = try #require(OfficerFold.fold(other.entries + kiosk.entries))
    #expect(!again.disabled)
    #expect(again.heads.count == 1)
    #expect(state.heads.contains(disabled.id))
  }
}
