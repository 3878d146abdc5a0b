import Foundation
import Identity
import Sync
import Testing

/// docs/protocol-formats.md, “Folds”: changes of status made at once from one state.
struct StatusFoldTests {
  private let kiosk = Author(1)
  private let other = Author(2)
  private let hub = Author(3)

  private func fold() -> DossierState {
    DossierFold.fold(hub.entries + other.entries + kiosk.entries)
  }

  @Test func `a chain ends where it ends`() {
    let dossier = kiosk.receive()
    let working = kiosk.move(dossier, to: 4, over: [dossier.id])
    let done = kiosk.move(dossier, to: 9, over: [working.id])
    let state = fold()
    #expect(state.status == 9)
    #expect(state.statusHeads == [done.id])
    #expect(state.timeline.map(\.to) == [2, 4, 9])
    #expect(state.statusConflict == nil)
  }

  /// docs/protocol.md, “Unit logs”: named last counts; of those named at once the one of the lowest
  /// entry id is shown.
  @Test func `who decides and who hands over follow the changes that name them`() {
    let dossier = kiosk.receive()
    #expect([fold().authority, fold().returnUnit] == ["H99.88", "H99.88"])
    func move(_ author: Author, to: Int64, _ data: JSONValue, over: EntryID) -> Entry {
      author.write(
        "dossier.status", ["to": .integer(to), "reason": "x", "data": data], of: dossier.id,
        over: [over])
    }
    let working = move(kiosk, to: 4, ["authority": "H99.89"], over: dossier.id)
    #expect([fold().authority, fold().returnUnit] == ["H99.89", "H99.88"])
    _ = move(other, to: 9, ["returnUnit": "H99.90"], over: working.id)
    #expect([fold().authority, fold().returnUnit] == ["H99.89", "H99.90"])
    // At once with the hub's own naming of another one: both are concerned.
    _ = move(hub, to: 9, ["returnUnit": "H99.91"], over: working.id)
    let first = min(other.id, hub.id) == other.id ? "H99.90" : "H99.91"
    #expect(fold().returnUnit == first)
    let all = hub.entries + other.entries + kiosk.entries
    #expect(Concern.units(all) == ["H99.88", "H99.89", "H99.90", "H99.91"])
  }

  @Test func `changes that may follow each other are put in that order`() {
    let dossier = kiosk.receive()
    let asked = kiosk.move(dossier, to: 5, over: [dossier.id])
    let working = other.move(dossier, to: 4, over: [dossier.id])
    let state = fold()
    #expect(state.status == 5)
    #expect(state.timeline.map(\.to) == [2, 4, 5])
    #expect(state.statusConflict == nil)
    #expect(state.statusHeads == [asked.id, working.id].sorted())
  }

  @Test func `the same change made twice is one`() {
    let dossier = kiosk.receive()
    _ = kiosk.move(dossier, to: 4, over: [dossier.id])
    _ = other.move(dossier, to: 4, over: [dossier.id])
    #expect(fold().status == 4)
    #expect(fold().statusConflict == nil)
  }

  /// From "more papers needed" one registered it anew and the other went on with it, which do not
  /// follow one another; then both asked for the payment.
  @Test func `two who came to the same state by other ways leave nothing to decide`() {
    let dossier = kiosk.receive()
    let asked = kiosk.move(dossier, to: 5, over: [dossier.id])
    let registered = kiosk.move(dossier, to: 1, over: [asked.id])
    let working = other.move(dossier, to: 4, over: [asked.id])
    _ = kiosk.move(dossier, to: 6, over: [registered.id])
    _ = other.move(dossier, to: 6, over: [working.id])
    #expect(fold().status == 6)
    #expect(fold().statusConflict == nil)
    #expect(fold().disputes == [])
  }

  /// The result was handed over at the counter, and again in the province's books; the province
  /// then took its own word back, and the owner still has the result.
  @Test(arguments: [(UInt64(1), UInt64(2)), (2, 1)])
  func `a change that knew one saying of a state stands against another`(
    counter: UInt64, books: UInt64
  ) {
    let (counter, books) = (Author(counter), Author(books))
    let dossier = hub.receive()
    let done = hub.move(dossier, to: 9, over: [dossier.id])
    let paused = hub.move(dossier, to: 5, over: [dossier.id])
    let noted = books.move(dossier, to: 10, over: [done.id], actor: "hub")
    let handedOver = counter.move(dossier, to: 10, over: [done.id])
    let withdrawn = books.move(dossier, to: 7, over: [noted.id, paused.id], actor: "hub")
    let state = DossierFold.fold(hub.entries + counter.entries + books.entries)
    #expect(state.statusHeads == [handedOver.id, withdrawn.id].sorted())
    #expect(state.statusConflict != nil)
    #expect(state.isDisputed)
  }

  @Test func `the deciding body wins while it works, and the other stays recorded`() {
    let dossier = kiosk.receive(decidedBy: "H99")
    let working = hub.move(dossier, to: 4, over: [dossier.id], actor: "hub")
    let stopped = hub.move(dossier, to: 8, over: [working.id], actor: "hub:x")
    let withdrawn = kiosk.move(dossier, to: 7, over: [working.id])
    let state = fold()
    #expect(state.status == 8)
    #expect(state.statusConflict?.winner == stopped.id)
    #expect(state.statusConflict?.others == [withdrawn.id])
    #expect(state.timeline.filter(\.isOverruled).map(\.entry) == [withdrawn.id])
    #expect(state.isDisputed)
    _ = hub.move(
      dossier, to: 7, over: [stopped.id, withdrawn.id], actor: "hub")
    #expect(fold().status == 7)
    #expect(!fold().isDisputed)
  }

  @Test func `where the hub is known nobody else speaks for the province`() {
    let dossier = kiosk.receive(decidedBy: "H99")
    let working = hub.move(dossier, to: 4, over: [dossier.id], actor: "hub")
    let withdrawn = kiosk.move(dossier, to: 7, over: [working.id])
    let stopped = other.move(dossier, to: 8, over: [working.id], actor: "hub:x")
    other.write("dossier.left", ["unit": "H99.90"], of: dossier.id, actor: "hub")
    _ = other.edit(dossier, "ten", "B", over: [dossier.id], actor: "hub:x")
    let entries = hub.entries + other.entries + kiosk.entries
    let known = DossierFold.fold(entries, hub: hub.id)
    #expect(known.statusConflict?.winner == withdrawn.id && known.status == 7)
    #expect(known.leftUnits == [])
    #expect(known.fields["ten"]?.heads.map(\.source) == [.officer])
    // What the hub itself says is its word.
    let same = DossierFold.fold(entries, hub: other.id)
    #expect(same.statusConflict?.winner == stopped.id && same.status == 8)
    #expect(same.leftUnits == ["H99.90"])
    #expect(same.fields["ten"]?.heads.map(\.source) == [.competentAuthority])
    #expect(DossierFold.fold(entries) == same)
  }

  @Test func `a commune that decides itself is the deciding body`() {
    let dossier = kiosk.receive()
    let working = kiosk.move(dossier, to: 4, over: [dossier.id])
    let done = kiosk.move(dossier, to: 9, over: [working.id])
    _ = hub.move(dossier, to: 8, over: [working.id], actor: "hub")
    #expect(fold().status == 9)
    #expect(fold().statusConflict?.winner == done.id)
  }

  @Test func `two requests for papers are one with both lists, and count once`() {
    let dossier = kiosk.receive()
    let one = kiosk.move(dossier, to: 5, over: [dossier.id], data: ["papers": "A\nB"])
    let two = other.move(dossier, to: 5, over: [dossier.id], data: ["papers": "B\nC"])
    let state = fold()
    #expect(state.status == 5)
    #expect(Set(state.supplement?.papers ?? []) == ["A", "B", "C"])
    #expect(state.supplement?.papers.count == 3)
    #expect(state.supplementRounds == 1)
    let back = kiosk.move(dossier, to: 4, over: [one.id, two.id])
    _ = kiosk.move(dossier, to: 5, over: [back.id], data: ["papers": "D"])
    #expect(fold().supplementRounds == 2)
    #expect(fold().supplement?.papers == ["D"])
  }

  @Test func `of two promises at once the earlier stands; a later one replaces what it knew`() {
    let dossier = kiosk.receive()
    let asked = kiosk.move(dossier, to: 5, over: [dossier.id])
    func due(_ instant: Int64) -> JSONValue { ["instant": .integer(instant), "rule": "R6"] }
    let one = kiosk.move(dossier, to: 4, over: [asked.id], due: due(1_795_900_000_000))
    #expect(fold().due?.instant == 1_795_900_000_000)
    #expect(fold().due?.differs == false)
    let two = other.move(dossier, to: 4, over: [asked.id], due: due(1_795_800_000_000))
    #expect(fold().due?.instant == 1_795_800_000_000)
    #expect(fold().due?.entry == two.id)
    #expect(fold().due?.differs == true)
    _ = kiosk.move(dossier, to: 9, over: [one.id, two.id])
    #expect(fold().due?.instant == 1_795_800_000_000)
  }

  /// Every pair and triple of changes from every state, by a commune and a hub: a state comes
  /// out, and the same one however the entries come.
  @Test func `any concurrent changes give one state`() {
    let random = SeededRandom(seed: 7)
    for base in Int64(1)...10 {
      for first in Int64(1)...10 {
        for second in Int64(1)...10 {
          let (kiosk, other, hub) = (Author(1), Author(2), Author(3))
          let dossier = kiosk.receive(decidedBy: "H99")
          let start = kiosk.move(dossier, to: base, over: [dossier.id])
          _ = kiosk.move(dossier, to: first, over: [start.id])
          _ = hub.move(dossier, to: second, over: [start.id], actor: "hub")
          if (first + second).isMultiple(of: 3) {
            _ = other.move(dossier, to: (first * second) % 10 + 1, over: [start.id])
          }
          let entries = kiosk.entries + other.entries + hub.entries
          let state = DossierFold.fold(entries)
          #expect(DossierFold.fold(shuffled(entries, random)) == state)
          let heads = entries.filter { state.statusHeads.contains($0.id) }
          #expect(heads.contains { $0.content?["to"]?.integer == Int64(state.status) })
          #expect(state.timeline.count == entries.count)
        }
      }
    }
  }
}

/// Fisher–Yates with repeatable numbers.
func shuffled(_ entries: [Entry], _ random: SeededRandom) -> [Entry] {
  var entries = entries
  for index in entries.indices.dropFirst().reversed() {
    entries.swapAt(index, Int(random.number(below: UInt32(index + 1))))
  }
  return entries
}
