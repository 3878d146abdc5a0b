import Foundation
import Identity
import Sync
import Testing

/// docs/protocol-formats.md, “Folds”: what dossiers say of a resident, added up by hand.
@Suite struct EntityFoldTests {
  private let here = Author(1)
  private let there = Author(2)

  private func stated(
    _ id: String = "r1", version: Int, over: [Entry] = [],
    answers: [String: String] = ["ten": "ten"],
    computed: [String: String] = [:]
  ) -> JSONValue {
    StatedEntity(
      list: "residents", id: id, action: version == 1 ? .create : .update, place: "",
      over: over.map(\.id), version: version, label: "", labelPath: "ten", answers: answers,
      computed: computed
    ).json
  }

  /// A dossier whose answer `ten` is the resident's name.
  private func receive(
    _ author: Author, _ name: String, _ entity: JSONValue, more: [String: JSONValue] = [:]
  ) -> Entry {
    author.write(
      "dossier.received",
      .object([
        "secret": .string(Data(repeating: 5, count: 16).base64url), "code": "H99.88-261121-0001",
        "procedure": "1.004873", "version": "2026.1", "unit": "H99.88", "authority": "H99.88",
        "answers": .object(["ten": .string(name)].merging(more) { $1 }),
        "entities": ["over": [], "made": [entity]],
      ]))
  }

  private func claims(_ entries: [Entry]) -> [EntityClaim] {
    Dictionary(grouping: entries, by: \.subjectID).values
      .flatMap { DossierFold.fold($0).entityClaims }
  }

  /// The entity of all orders of the claims; there must be one.
  private func entity(_ entries: [Entry]) throws -> RegisteredEntity {
    let claims = claims(entries)
    let found = (0..<8).map { seed -> RegisteredEntity? in
      var random = SeededOrder(state: UInt64(seed))
      return RegisteredEntity(claims.shuffled(using: &random))
    }
    #expect(Set(found).count == 1)
    return try #require(found[0])
  }

  @Test func `an update replaces what its author saw and leaves what it does not save`() throws {
    let first = receive(
      here, "Bùi Văn An", stated(version: 1, answers: ["ten": "ten", "phone": "dt"]),
      more: ["dt": "0912345678"])
    let second = receive(here, "Bùi Văn Ân", stated(version: 2, over: [first]))
    let resident = try entity([first, second])
    #expect(resident.properties == ["ten": "Bùi Văn Ân", "phone": "0912345678"])
    #expect(resident.label == "Bùi Văn Ân")
    #expect(resident.version == 2 && resident.disputed == [])
    #expect(resident.heads == [first.id, second.id].sorted())
  }

  @Test func `an edited answer is the resident's, a cleared one is empty`() throws {
    let first = receive(here, "Bùi Văn An", stated(version: 1))
    let edited = here.edit(first, "ten", "Bùi Văn Ân", over: [first.id])
    #expect(try entity([first, edited]).properties == ["ten": "Bùi Văn Ân"])
    let cleared = here.edit(first, "ten", nil, over: [edited.id])
    #expect(try entity([first, edited, cleared]).properties == ["ten": ""])
  }

  @Test func `two devices at once: both are named, the higher entry id stands`() throws {
    let first = receive(here, "Bùi Văn An", stated(version: 1))
    let left = receive(here, "Bùi Văn Ân", stated(version: 2, over: [first]))
    let right = receive(there, "Bùi Văn Anh", stated(version: 2, over: [first]))
    let resident = try entity([first, left, right])
    #expect(resident.disputed == ["ten"])
    #expect(resident.properties["ten"] == (left.id < right.id ? "Bùi Văn Anh" : "Bùi Văn Ân"))
    #expect(resident.version == 2)
    // Who saw both settles it.
    let last = receive(there, "Bùi Văn An", stated(version: 3, over: [left, right]))
    let settled = try entity([first, left, right, last])
    #expect(settled.disputed == [] && settled.properties["ten"] == "Bùi Văn An")
    #expect(settled.heads == [last.id])
  }

  @Test func `created twice with one id is one resident; an unknown one is made by its update`()
    throws
  {
    let left = receive(here, "Bùi Văn An", stated(version: 1))
    let right = receive(there, "Bùi Văn An", stated(version: 1, computed: ["tuoi": "36"]))
    let twice = try entity([left, right])
    #expect(twice.disputed == [] && twice.properties == ["ten": "Bùi Văn An", "tuoi": "36"])
    let unknown = receive(here, "Vừ A Dính", stated("r2", version: 5))
    #expect(try entity([unknown]).version == 5)
  }

  @Test func `a statement made anew replaces the one before it`() throws {
    let first = receive(here, "Bùi Văn An", stated(version: 1))
    let again = here.write(
      "dossier.edited",
      [
        "source": "officer", "changes": [:],
        "entities": [
          "over": .array([.string(first.id.description)]), "made": [stated("r7", version: 1)],
        ],
      ], of: first.id)
    #expect(claims([first, again]).map(\.id) == ["r7"])
    #expect(DossierFold.fold([first, again]).entityHeads == [again.id])
  }

  @Test func `an erased dossier says nothing, and a statement of another shape is not understood`()
    throws
  {
    let first = receive(here, "Bùi Văn An", stated(version: 1))
    let erased = here.write("dossier.erased", ["basis": "x"], of: first.id)
    #expect(claims([first, erased]) == [])
    let odd = receive(there, "Bùi Văn An", ["list": "residents"])
    #expect(claims([odd]) == [])
    #expect(DossierFold.fold([odd]).unknownEntries == [odd.id])
  }
}

private struct SeededOrder: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
