import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

/// What the province should look at although nobody said different things, one test for each kind.
struct DoubtTests {
  private let test: TestHub
  private let device: FakeDevice
  private let dossier: Entry

  init() async throws {
    test = try TestHub()
    device = try await test.device(1)
    dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
  }

  private var review: ConflictReview { ConflictReview(hub: test.hub, procedures: nil) }

  private func write(_ kind: String, _ body: [String: JSONValue]) async throws -> Entry {
    let entry = try device.write(kind, body, subject: dossier.id)
    try await test.exchange(device)
    return entry
  }

  @Test func `an entry others build upon has not arrived`() async throws {
    let gone = EntryID(author: device.id, epoch: 9, seq: 7)
    let over: [JSONValue] = [dossier.id, gone].map { .string($0.description) }
    _ = try await write(
      "dossier.edited",
      ["source": "officer", "changes": ["nks/hoTen": ["v": "Nguyễn An", "over": .array(over)]]])
    let reviewed = try #require(try await review.waiting().first)
    #expect(reviewed.kinds == ["incomplete"] && reviewed.state.missing == [gone])
    #expect(try await review.figures([reviewed]).map(\.kind) == ["incomplete"])
  }

  @Test func `an entry of a kind this program does not know`() async throws {
    let entry = try await write("dossier.later", ["x": 1])
    let reviewed = try #require(try await review.waiting().first)
    #expect(reviewed.kinds == ["needsUpdate"] && reviewed.state.unknownEntries == [entry.id])
  }

  @Test func `a new date after a supplement takes the place of the extension that was seen`()
    async throws
  {
    _ = try await write(
      "dossier.extended",
      [
        "due": [
          "instant": .integer(Samples.due + 86_400_000),
          "over": [.string(dossier.id.description)],
        ], "reason": "Chờ xác minh",
      ])
    let due = Instant(milliseconds: Samples.due + 5 * 86_400_000)
    for (to, data) in [
      (DossierStatus.supplementAsked, [TransitionDatum.papers: "Giấy chứng sinh"]),
      (.processing, [.supplementReceivedAt: due.rfc3339, .newDue: due.rfc3339]),
    ] {
      try await test.hub.changeStatus(
        of: dossier.id, StatusChange(to: to, reason: "Thiếu giấy", data: data),
        actor: "local:0", role: nil)
    }
    let promise = try #require(try await test.hub.state(of: dossier.id).due)
    #expect(promise.instant == due.milliseconds && !promise.differs)
    #expect(try await review.waiting().isEmpty)
  }

  @Test func `two dates promised at once wait until the dossier has ended, the flag stays`()
    async throws
  {
    for days: Int64 in 1...2 {
      _ = try await write(
        "dossier.extended",
        [
          "due": [
            "instant": .integer(Samples.due + days * 86_400_000),
            "over": [.string(dossier.id.description)],
          ], "reason": "Chờ xác minh",
        ])
    }
    #expect(try await review.waiting().map(\.kinds) == [["promise"]])
    try await test.hub.changeStatus(
      of: dossier.id,
      StatusChange(
        to: .stopped, reason: "x", data: [.signer: "Hà Văn Nghiệm", .legalBasis: "Điều 5"]),
      actor: "local:0", role: nil)
    #expect(try await review.waiting().isEmpty)
    #expect(try await test.hub.open(dossier.id).summary.matters?.promisedTwice == true)
    let site = try TestSite(test)
    let cookie = try await signedIn(test, site, role: .specialist)
    let page = await site.get("/desk/dossiers/\(dossier.id)", headers: cookie).text
    #expect(page.contains("Hai ngày hẹn khác nhau"))
  }
}
