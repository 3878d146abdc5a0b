import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// What a person should look at although nobody said different things, one test for each kind.
struct DoubtTests {
  private func received(_ test: TestOffice) throws -> Received {
    try test.receive(TestOffice.birth, "valid-father-on-time")
  }

  private func listed(_ test: TestOffice) throws -> [Doubt] {
    try test.office.waitingDecisions().flatMap(\.doubts)
  }

  @Test func `an entry others build upon has not arrived`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let id = try received(test).id
    let gone = EntryID(author: id.author, epoch: 9, seq: 7)
    try province.change("nks/hoTen", "Bùi Minh Thử An", of: id, over: [id, gone])
    #expect(try listed(test).map(\.kind) == ["incomplete"])
    #expect(
      try listed(test).first?.json == [
        "kind": "incomplete", "entries": [.string(gone.description)],
      ])
  }

  @Test func `an entry of a kind this program does not know`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let id = try received(test).id
    let entry = try province.write("dossier.later", about: id, ["x": 1])
    #expect(
      try listed(test).map(\.json) == [
        ["kind": "needsUpdate", "entries": [.string(entry.description)]]
      ])
  }

  @Test func `two dates promised at once wait until the dossier has ended, the flag stays`() throws
  {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let dossier = try received(test)
    func later(_ days: Int64) throws -> [String: JSONValue] {
      let due = try #require(test.state(dossier.code).due?.instant) + days * 86_400_000
      return [
        "due": ["instant": .integer(due), "over": [.string(dossier.id.description)]],
        "reason": "Chờ xác minh",
      ]
    }
    let (ours, theirs) = (try later(1), try later(2))
    try test.office.store.append(
      [EntryDraft(kind: "dossier.extended", subject: .existing(dossier.id), body: ours)],
      by: test.admin.id)
    try province.write("dossier.extended", about: dossier.id, theirs)
    #expect(try listed(test).map(\.kind) == ["promise"])
    #expect(
      try test.office.disputeFigures(test.office.waitingDecisions()).map(\.json)
        == [
          [
            "kind": "promise", "open": 1, "settled": 0, "medianMinutes": .null,
            "longestMinutes": .null,
          ]
        ])
    try test.office.changeStatus(
      dossier.code,
      StatusRequest(
        to: .withdrawn, reason: "Đơn xin rút",
        data: [.ownerRequest: "Đơn", .identityCheck: "Thẻ"]), by: test.admin)
    #expect(try listed(test).isEmpty)
    #expect(try test.office.store.reading(of: dossier.id)?.summary.flags == [.promiseDiffers])
  }

  /// What the hub says of a dossier of another commune.
  private func suspected(_ other: SubjectID, code: String = "H99.89-261121-1000")
    -> [String: JSONValue]
  {
    [
      "dossier": .string(other.description), "code": .string(code), "unit": "H99.89",
      "unitName": "UBND xã Bao La Thử", "procedure": "1.001193", "day": "2026-11-21",
    ]
  }

  @Test func `a dossier elsewhere that may be the same waits until an officer says so or not`()
    throws
  {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let dossier = try received(test)
    let other = EntryID(author: dossier.id.author, epoch: 9, seq: 7)
    for _ in 1...2 {
      try province.write("dossier.suspected", about: dossier.id, suspected(other))
    }
    #expect(
      try listed(test).map(\.json) == [
        [
          "kind": "duplicate", "code": "H99.89-261121-1000", "id": .string(other.description),
          "unit": "H99.89", "unitName": "UBND xã Bao La Thử", "procedure": "1.001193",
          "day": "2026-11-21",
        ]
      ])
    #expect(try test.office.store.summaries().first?.flags == [.possibleDuplicate])
    let open = try test.office.disputeFigures(test.office.waitingDecisions())
    #expect(open.map(\.kind) == ["duplicate"] && open.map(\.open) == [1])
    try test.office.judgeDuplicate(
      code: dossier.code, other: "h99.89-261121-1000", isSame: false, reason: "Hai bé",
      by: test.admin)
    #expect(try listed(test).isEmpty)
    #expect(try test.office.store.summaries().first?.flags.isEmpty == true)
    #expect(try test.state(dossier.code).duplicates[other.description]?.isSame == false)
    #expect(throws: DossierError.self) {
      try test.office.judgeDuplicate(
        code: dossier.code, other: other.description, isSame: true, reason: "x", by: test.admin)
    }
  }

  @Test func `a pair that is here and that the hub tells of is shown once`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let (one, two) = (try received(test), try received(test))
    for (dossier, other) in [(one, two), (two, one)] {
      try province.write(
        "dossier.suspected", about: dossier.id, suspected(other.id, code: other.code))
    }
    let waiting = try test.office.waitingDecisions()
    #expect(waiting.map(\.doubts.count) == [1, 1])
    #expect(try test.office.disputeFigures(waiting).map(\.open) == [1])
    try test.office.judgeDuplicate(
      code: one.code, other: two.code, isSame: true, reason: "Cùng một bé", by: test.admin)
    #expect(try test.office.waitingDecisions().isEmpty)
  }

  @Test func `a dossier that has ended is suspected no more`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let dossier = try received(test)
    let other = EntryID(author: dossier.id.author, epoch: 9, seq: 7)
    try province.write("dossier.suspected", about: dossier.id, suspected(other))
    try test.office.changeStatus(
      dossier.code,
      StatusRequest(
        to: .withdrawn, reason: "Đơn xin rút",
        data: [.ownerRequest: "Đơn", .identityCheck: "Thẻ"]), by: test.admin)
    #expect(try listed(test).isEmpty)
  }

  @Test func `two dossiers judged at the province count once, as they waited once`() throws {
    let test = try TestOffice()
    var province = try TestProvince(test)
    let one = try received(test)
    test.clock.advance(milliseconds: 30 * 60_000)
    let two = try received(test)
    func figures() throws -> [DisputeFigure] {
      try test.office.disputeFigures(test.office.waitingDecisions())
    }
    #expect(try figures().map { [$0.open, $0.settled] } == [[1, 0]])
    test.clock.advance(milliseconds: 20 * 60_000)
    for (dossier, other) in [(one, two), (two, one)] {
      try province.write(
        "dossier.decided", about: dossier.id,
        ["duplicate": .string(other.id.description), "same": false, "reason": "Hai bé"])
    }
    let figure = try #require(try figures().first)
    #expect(figure.kind == "duplicate" && figure.open == 0 && figure.settled == 1)
    #expect(figure.medianMinutes == 20 && figure.longestMinutes == 20)
  }
}
