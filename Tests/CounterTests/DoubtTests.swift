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
