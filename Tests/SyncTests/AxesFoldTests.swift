import Dossiers
import Identity
import Sync
import Testing

/// docs/protocol-formats.md, “Folds”: custody, desks, delivery and extensions: what entries of the
/// newer kinds come to.
struct AxesFoldTests {
  private let kiosk = Author(1)
  private let other = Author(2)

  private func fold() -> DossierState { DossierFold.fold(other.entries + kiosk.entries) }

  private func pass(
    _ author: Author, _ dossier: Entry, _ from: String, _ to: String, over: [EntryID] = [],
    papers: JSONValue = []
  ) -> Entry {
    author.write(
      "dossier.passed",
      ["from": .string(from), "to": .string(to), "giver": "A", "taker": "B", "papers": papers],
      of: dossier.id, over: over)
  }

  private func move(
    _ author: Author, _ dossier: Entry, _ from: String, _ to: String, _ papers: JSONValue
  ) -> Entry {
    author.write(
      "dossier.papers",
      ["from": .string(from), "to": .string(to), "papers": papers, "person": "Giàng Thị Thử"],
      of: dossier.id)
  }

  @Test func `papers handed in lie at the counter; what was only shown does not`() {
    _ = kiosk.receive()
    let state = fold()
    #expect(state.custody.map(\.place) == [.counter])
    #expect(state.papers(at: .counter) == [PaperTally(component: "cccd", copy: 1)])
    #expect(state.desks.map(\.desk) == [.reception])
    #expect(!state.isCustodyUnclear)
  }

  @Test func `a dossier goes from desk to desk with its papers`() {
    let dossier = kiosk.receive()
    let copy: JSONValue = [["id": "cccd", "copy": 1]]
    let one = pass(kiosk, dossier, "reception", "specialist", papers: copy)
    let two = pass(kiosk, dossier, "specialist", "leader", over: [one.id])
    let state = fold()
    #expect(state.desks.map(\.desk) == [.leader])
    #expect(state.passHeads == [two.id])
    #expect(state.passes.map(\.to) == [.specialist, .leader])
    #expect(state.passes[0].giver == "A" && state.passes[0].taker == "B")
    #expect(state.custody.map(\.place) == [.specialist])
    #expect(state.unknownEntries.isEmpty)
  }

  @Test func `handed on twice at once, it is on both lists until somebody passes it again`() {
    let dossier = kiosk.receive()
    let copy: JSONValue = [["id": "cccd", "copy": 1]]
    let one = pass(kiosk, dossier, "reception", "specialist", papers: copy)
    let two = pass(other, dossier, "reception", "leader", papers: copy)
    #expect(Set(fold().desks.map(\.desk)) == [.specialist, .leader])
    #expect(fold().isCustodyUnclear)
    _ = pass(kiosk, dossier, "specialist", "reception", over: [one.id, two.id])
    #expect(fold().desks.map(\.desk) == [.reception])
  }

  @Test func `papers brought later and handed back are counted`() {
    let dossier = kiosk.receive()
    _ = move(kiosk, dossier, "owner", "counter", [["id": "banAn", "original": 1, "certified": 2]])
    _ = move(other, dossier, "counter", "owner", [["id": "banAn", "certified": 1]])
    let state = fold()
    #expect(
      state.papers(at: .counter) == [
        PaperTally(component: "banAn", original: 1, certified: 1),
        PaperTally(component: "cccd", copy: 1),
      ])
    #expect(state.papers(at: .owner) == [PaperTally(component: "banAn", certified: 1)])
    #expect(state.paperMoves.map(\.person) == ["Giàng Thị Thử", "Giàng Thị Thử"])
  }

  @Test func `counts that make no sense and unknown places are kept for a newer program`() {
    let dossier = kiosk.receive()
    let odd = [
      move(kiosk, dossier, "owner", "counter", [["id": "a", "copy": -1]]),
      move(kiosk, dossier, "owner", "counter", [["id": "a", "copy": 1001]]),
      move(kiosk, dossier, "owner", "moon", []),
      pass(kiosk, dossier, "reception", "moon"),
      kiosk.write("dossier.delivery", ["way": "drone"], of: dossier.id),
      kiosk.write("dossier.extended", ["reason": "x"], of: dossier.id),
    ]
    let state = fold()
    #expect(state.unknownEntries == odd.map(\.id))
    #expect(state.papers(at: .counter) == [PaperTally(component: "cccd", copy: 1)])
  }

  @Test func `the way of delivery is the last one chosen`() {
    let dossier = kiosk.receive()
    #expect(fold().delivery == nil)
    let post = kiosk.write(
      "dossier.delivery", ["way": "post", "place": "Bản Thử 2"], of: dossier.id)
    #expect(fold().delivery?.way == .post && fold().delivery?.place == "Bản Thử 2")
    _ = kiosk.write("dossier.delivery", ["way": "counter"], of: dossier.id, over: [post.id])
    #expect(fold().delivery?.way == .counter)
    #expect(fold().deliveryHeads.count == 1)
  }

  @Test func `an extension replaces the promise it names and a supplement replaces it in turn`() {
    let dossier = kiosk.receive()
    func extend(_ author: Author, _ instant: Int64, over: [EntryID]) -> Entry {
      author.write(
        "dossier.extended",
        [
          "due": [
            "instant": .integer(instant), "rule": "R8",
            "over": .array(over.map { .string($0.description) }),
          ], "before": 1_795_300_000_000, "reason": "Chờ xác minh", "signer": "L", "late": false,
        ], of: dossier.id)
    }
    let first = extend(kiosk, 1_795_900_000_000, over: [dossier.id])
    #expect(fold().due?.instant == 1_795_900_000_000)
    #expect(fold().due?.differs == false)
    #expect(fold().extensions.map(\.reason) == ["Chờ xác minh"])
    // Moved at the same time elsewhere: the earlier stands, and somebody is told.
    let second = extend(other, 1_795_800_000_000, over: [dossier.id])
    #expect(fold().due?.instant == 1_795_800_000_000)
    #expect(fold().due?.differs == true)
    #expect(fold().promiseHeads == [first.id, second.id].sorted())
    let asked = kiosk.move(dossier, to: 5, over: [dossier.id])
    _ = kiosk.move(
      dossier, to: 4, over: [asked.id],
      due: [
        "instant": 1_796_000_000_000, "rule": "R6",
        "over": .array([first.id, second.id].map { .string($0.description) }),
      ])
    #expect(fold().due?.instant == 1_796_000_000_000)
    #expect(fold().due?.differs == false)
  }
}
