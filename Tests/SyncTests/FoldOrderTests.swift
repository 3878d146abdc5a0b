import Foundation
import Identity
import Sync
import Testing

/// The same set of entries is the same state, on every machine and in every order.
struct FoldOrderTests {
  /// Three authors change one dossier at random; each names what it happens to know.
  private func history(_ seed: UInt64) -> [Entry] {
    let random = SeededRandom(seed: seed)
    let authors = [Author(seed &+ 1), Author(seed &+ 2), Author(seed &+ 3)]
    let dossier = authors[0].receive(decidedBy: seed.isMultiple(of: 2) ? "H99" : "H99.88")
    var all = [dossier]
    func pick<T>(_ list: [T]) -> T { list[Int(random.number(below: UInt32(list.count)))] }
    func some() -> [EntryID] { all.filter { _ in random.number(below: 2) == 0 }.map(\.id) }
    for _ in 0..<14 {
      let author = pick(authors)
      let actor = author === authors[2] ? "hub" : "local:1"
      let value = pick(["A", "B", "C", nil])
      switch random.number(below: 6) {
      case 0, 1:
        let path = pick([
          "ten", "noiO", "giayTo[r1]/ten", "giayTo[r2]/ten", "nyc/noiO/tinh", "nyc/noiO/xa",
        ])
        let source = pick(["officer", "resident", "chip"])
        all.append(author.edit(dossier, path, value, over: some(), source: source, actor: actor))
      case 2:
        let row = "n\(random.number(below: 4))"
        let change: JSONValue = [
          "add": [["id": .string(row), "after": .string(pick(["r1", "r2", "n1", "n2"]))]],
          "delete": [.string(pick(["r1", "r2", "n1"]))],
        ]
        all.append(
          author.edit(
            dossier, "giayTo[\(row)]/ten", value, over: [], rows: ["giayTo": change], actor: actor))
      case 3, 4:
        let status = Int64(random.number(below: 10)) + 1
        all.append(author.move(dossier, to: status, over: some(), actor: actor))
      default:
        let keep = pick(all).id
        let matter: (String, String) = pick([
          ("field", "ten"), ("field", "nyc/noiO"), ("row", "giayTo[r1]"), ("component", "cccd"),
        ])
        let body: JSONValue =
          random.number(below: 4) == 0
          ? ["status": .string(keep.description)]
          : [matter.0: .string(matter.1), "keep": .string(keep.description)]
        all.append(
          author.write("dossier.decided", body, of: dossier.id, over: some(), actor: actor))
      }
    }
    return all
  }

  @Test func `order and repetition of entries do not matter`() {
    for seed in UInt64(1)...150 {
      let entries = history(seed)
      let state = DossierFold.fold(entries)
      let random = SeededRandom(seed: seed)
      for _ in 0..<4 {
        #expect(
          DossierFold.fold(shuffled(entries + entries.prefix(5), random)) == state, "seed \(seed)")
      }
    }
  }

  @Test func `of two forms of one entry the one without its body stays, in any order`() {
    let author = Author(1)
    let dossier = author.receive()
    let edit = author.edit(dossier, "ten", "B", over: [dossier.id])
    let bare = edit.erased(commitment: Digest.of(Data()))
    let expected = DossierFold.fold([dossier, bare])
    #expect(DossierFold.fold([dossier, edit]) != expected)
    #expect(DossierFold.fold([dossier, edit, bare]) == expected)
    #expect(DossierFold.fold([dossier, bare, edit]) == expected)
  }

  @Test func `any part of a history has a state`() {
    for seed in UInt64(200)...260 {
      let entries = history(seed)
      for count in 0...entries.count {
        _ = DossierFold.fold(Array(entries.suffix(count)))
      }
    }
  }
}
