import Dossiers
import Foundation
import GRDB
import Hub
import HubServer
import Identity
import Sync
import Testing

/// One matter brought to two communes: the hub says so in both dossiers, once.
struct SuspicionTests {
  private static let codes = ["H99.88-261121-1000", "H99.89-261121-1000"]
  private let test: TestHub
  private let here: FakeDevice
  private let there: FakeDevice

  init() async throws {
    test = try TestHub()
    here = try await test.device(1)
    there = try await test.device(2, unit: "H99.89")
    _ = try HubProcedures(hub: test.hub, shipped: TestSite.root.appending(path: "Forms"))
  }

  private func received(
    _ device: FakeDevice, _ code: String, name: String = "Nguyễn Văn Thử"
  ) throws -> Entry {
    var body = Samples.received(code: code, unit: device.unit)
    body["answers"] = ["nks/hoTen": .string(name), "nyc/soDinhDanh": "099090000001"]
    return try device.write("dossier.received", body)
  }

  private func both() async throws -> (one: Entry, two: Entry) {
    let one = try received(here, Self.codes[0])
    try await test.exchange(here)
    let two = try received(there, Self.codes[1])
    try await test.exchange(there)
    try await test.exchange(here)
    return (one, two)
  }

  private func told(_ device: FakeDevice) -> [Entry] {
    device.log.filter { $0.kind == "dossier.suspected" }
  }

  @Test func `each commune learns of the other's dossier with the answer, and of nobody in it`()
    async throws
  {
    let (one, two) = try await both()
    let (first, second) = (told(here), told(there))
    try #require(first.count == 1 && second.count == 1)
    #expect(first[0].subjectID == one.id && second[0].subjectID == two.id)
    #expect(
      first[0].content == [
        "dossier": .string(two.id.description), "code": .string(Self.codes[1]),
        "unit": "H99.89", "unitName": "UBND xã Pà Cò Thử", "procedure": "1.001193",
        "day": "2026-11-21",
      ])
    #expect(second[0].content?["code"]?.string == Self.codes[0])
    #expect(first[0].head.actor == "hub" && first[0].id.author == test.hub.id)
    #expect(there.log.map(\.kind) == ["dossier.received", "dossier.suspected"])
  }

  @Test func `it is said once, whatever happens to the dossiers afterwards`() async throws {
    let (one, two) = try await both()
    try here.write("dossier.printed", ["document": "receipt"], subject: one.id)
    try await test.exchange(here)
    _ = try await test.hub.check(rebuild: true)
    try await test.hub.startEpoch(reason: "restore", actor: "local:0")
    try await test.hub.edit(two.id, ["nks/hoTen": "Nguyễn Văn Thử"], actor: "local:0", role: nil)
    let kinds = try await test.hub.open(one.id).events.map(\.kind)
    #expect(kinds.filter { $0 == "dossier.suspected" }.count == 1)
    #expect(
      try await test.hub.open(two.id).events.filter { $0.kind == "dossier.suspected" }.count == 1)
    #expect(try await test.hub.check().findings.isEmpty)
  }

  @Test func `two dossiers of one commune it finds itself, and brothers are no duplicates`()
    async throws
  {
    _ = try received(here, Self.codes[0])
    _ = try received(here, "H99.88-261121-1001")
    _ = try received(there, Self.codes[1], name: "Nguyễn Thị Thử")
    for device in [here, there, here] { try await test.exchange(device) }
    #expect(told(here).isEmpty && told(there).isEmpty)
  }

  @Test func `a verdict at the province ends it, and what one commune says ends its own`()
    async throws
  {
    let (one, two) = try await both()
    let review = ConflictReview(hub: test.hub, procedures: nil)
    #expect(try await review.waiting().map(\.kinds) == [["duplicate"], ["duplicate"]])
    try here.write(
      "dossier.decided",
      ["duplicate": .string(two.id.description), "same": false, "reason": "Hai bé"],
      subject: one.id)
    try await test.exchange(here)
    #expect(try await test.hub.state(of: one.id).suspicions.isEmpty)
    #expect(try await test.hub.state(of: two.id).suspicions.map(\.dossier) == [one.id])
    try await test.hub.judgeDuplicate(
      one.id, of: two.id, isSame: true, reason: "Cùng một bé", actor: "local:0", role: nil)
    #expect(try await test.hub.state(of: two.id).suspicions.isEmpty)
    #expect(try await review.waiting().isEmpty)
  }

  @Test func `the province sees what it told, also when a number was put right since`() async throws
  {
    let (one, two) = try await both()
    try await test.hub.edit(
      one.id, ["nyc/soDinhDanh": "099090000002"], actor: "local:0", role: nil)
    let waiting = try await ConflictReview(hub: test.hub, procedures: nil).waiting()
    #expect(Set(waiting.map(\.line.id)) == [one.id, two.id])
    #expect(waiting.allSatisfy { $0.kinds == ["duplicate"] })
  }

  @Test func `only the hub's word is a suspicion`() async throws {
    let one = try received(here, Self.codes[0])
    let body: [String: JSONValue] = [
      "dossier": .string("\(there.id).1.1"), "code": "H99.89-261121-1000", "unit": "H99.89",
      "unitName": "x", "procedure": "1.001193", "day": "2026-11-21",
    ]
    for actor in ["local:0", "hub"] {
      try here.write("dossier.suspected", body, subject: one.id, actor: actor)
    }
    try await test.exchange(here)
    let state = try await test.hub.state(of: one.id)
    #expect(state.suspicions.isEmpty && state.unknownEntries.isEmpty)
  }

  /// One request erases a dossier and makes another one like it, whichever of the two is looked at
  /// first.
  @Test(arguments: [false, true])
  func `nothing is said of a dossier that was just erased`(isOther: Bool) async throws {
    let (author, eraser) = isOther ? (there, here) : (here, there)
    var body = Samples.received(code: "\(author.unit)-261121-1001", unit: author.unit)
    body["authority"] = .string(eraser.unit)
    body["answers"] = ["nyc/soDinhDanh": "099090000001"]
    let erased = try author.write("dossier.received", body)
    try await test.exchange(author)
    try await test.exchange(eraser)
    body = Samples.received(code: "\(eraser.unit)-261121-1001", unit: eraser.unit)
    body["answers"] = ["nyc/soDinhDanh": "099090000002"]
    let other = try eraser.write("dossier.received", body)
    try await test.exchange(eraser)
    try eraser.write("dossier.erased", ["basis": "Hết thời hạn"], subject: erased.id)
    try eraser.write(
      "dossier.edited",
      [
        "source": "officer",
        "changes": [
          "nyc/soDinhDanh": ["v": "099090000001", "over": [.string(other.id.description)]]
        ],
      ], subject: other.id)
    try await test.exchange(eraser)
    #expect(eraser.acknowledged == 3)
    for device in [author, eraser] { try await test.exchange(device) }
    #expect(told(here).isEmpty && told(there).isEmpty)
    #expect(try await test.hub.check().findings.isEmpty)
  }

  @Test func `a hub that does not know the form says nothing that stays`() async throws {
    test.hub.know { _, _ in [] }
    let (one, two) = try await both()
    #expect(told(here).isEmpty && told(there).isEmpty)
    let waiting = try await ConflictReview(hub: test.hub, procedures: nil).waiting()
    #expect(Set(waiting.map(\.line.id)) == [one.id, two.id])
  }

  @Test func `the search looks at the dossiers that share a number, by indexes only`()
    async throws
  {
    let (one, two) = try await both()
    let found = try await test.hub.store.read { rows in
      try [one, two].map { try rows.dossiersElsewhere(ofPersonsIn: $0.id) }
    }
    #expect(found == [[two.id], [one.id]])
    let steps = try await DatabaseQueue(path: test.database.path).read { db -> [String] in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN " + SQLiteHubStore.dossiersElsewhere,
        arguments: [one.id.description]
      ).map { $0["detail"] }
    }
    #expect(!steps.isEmpty && steps.allSatisfy { !$0.contains("SCAN") }, "\(steps)")
  }
}
