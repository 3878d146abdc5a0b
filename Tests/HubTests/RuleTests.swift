import Dossiers
import FormEngine
import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

/// Answers changed in two places, each right by itself, that break the form's rules together.
struct RuleTests {
  private static let code = "H99.88-261121-1000"
  /// Who wants to marry cannot marry under his own number: the rule of the second looks at the
  /// first.
  private static let (own, other) = ("ndc/soDinhDanh", "mucDich/ketHonVoi/soDinhDanh")
  private static let number = "099301000015"

  private static let handedOver: [TransitionDatum: String] = [
    .takenBy: "Bà Thử", .returnForm: "paper", .ledgerSignature: "đã ký",
  ]

  private let test: TestHub
  private let procedures: ProcedureNames
  private let device: FakeDevice
  private let dossier: Entry

  /// The commune corrects the resident's number, the province that of whom she marries, unaware of
  /// each other.
  init() async throws {
    test = try TestHub()
    procedures = await
      (try HubProcedures(
        hub: test.hub, shipped: TestSite.root.appending(path: "Forms"))).now()
    device = try await test.device(1)
    let file = "Forms/1.004873/2026.1/samples/valid-widow-for-marriage.json"
    let sample = try FormSample(json: Data(contentsOf: TestSite.root.appending(path: file)))
    var body = Samples.received(code: Self.code, unit: "H99.88")
    body["procedure"] = "1.004873"
    body["answers"] = .object(
      FlatAnswers(sample.answers) { "" }.values.mapValues { .string($0) })
    dossier = try device.write("dossier.received", body)
    try await test.exchange(device)
  }

  private func mix() async throws {
    try device.write(
      "dossier.edited",
      [
        "source": "officer",
        "changes": [
          Self.own: ["v": .string(Self.number), "over": [.string(dossier.id.description)]]
        ],
      ], subject: dossier.id)
    let procedures = procedures
    try await test.hub.edit(
      dossier.id, [Self.other: .string(Self.number)], actor: "local:0", role: nil,
      check: { before, after in
        try procedures.check(
          before, after, code: "1.004873", version: "2026.1", receivedAt: TestHub.start)
      })
    try await test.exchange(device)
  }

  private var review: ConflictReview { ConflictReview(hub: test.hub, procedures: procedures) }

  private func status(_ to: DossierStatus) async throws {
    let procedures = procedures
    try await test.hub.changeStatus(
      of: dossier.id,
      StatusChange(to: to, reason: "x", data: Self.handedOver),
      actor: "local:0", role: nil, hold: { try procedures.checkRules($0) })
  }

  private func correct(
    _ path: String, _ value: String, seen: Set<EntryID>? = nil, role: OfficerRole? = nil
  ) async throws {
    try await procedures.correct(
      try await test.hub.open(dossier.id),
      AnswerCorrection(path: path, value: value, reason: "Theo thẻ", seen: seen), test.hub,
      actor: "local:0", role: role)
  }

  @Test func `each is taken by itself, together they are listed with both fields`() async throws {
    #expect(try await review.waiting().isEmpty)
    try await mix()
    let reviewed = try #require(try await review.waiting().first)
    #expect(reviewed.kinds == ["rules"] && reviewed.state.disputes.isEmpty)
    #expect(reviewed.broken.map(\.path) == [Self.other])
    #expect(reviewed.broken.fields.map(\.path) == [Self.other, Self.own])
  }

  @Test func `it holds the result and stays listed when that was handed over before`() async throws
  {
    try await status(.processing)
    try await mix()
    await #expect(throws: DossierError.self) { try await status(.done) }
    #expect(try await test.hub.open(dossier.id).summary.status == 4)
    try await correct(Self.own, "099301000007")
    try await status(.done)
    // Said at the commune before it knew any of it.
    try device.write(
      "dossier.edited",
      [
        "source": "officer",
        "changes": [
          Self.other: ["v": "099301000007", "over": [.string(dossier.id.description)]]
        ],
      ], subject: dossier.id)
    try await test.exchange(device)
    let sides = try await test.hub.state(of: dossier.id).disputes.flatMap(\.sides)
    let late = try #require(sides.first { $0.entry.author == device.id })
    try await test.hub.decide(
      dossier.id,
      DisputeDecision(matter: Self.other, choice: .keep(late.entry), reason: "Theo thẻ"),
      actor: "local:0", role: nil)
    await #expect(throws: DossierError.self) { try await status(.returned) }
    try await test.hub.changeStatus(
      of: dossier.id,
      StatusChange(to: .returned, reason: "x", data: Self.handedOver),
      actor: "local:0", role: nil)
    #expect(try await review.waiting().map(\.kinds) == [["rules"]])
    test.clock.advance(milliseconds: 91 * 24 * 3600 * 1000)
    #expect(try await review.waiting().isEmpty)
    #expect(try await review.dossier(dossier.id).kinds == ["rules"])
  }

  @Test func `what mends nothing, was not seen or is not for this role is refused`() async throws {
    await #expect(throws: DossierError.self) { try await correct(Self.own, "099301000016") }
    try await mix()
    let before = try await test.hub.state(of: dossier.id)
    let seen = Set(before.heads(of: Self.own))
    for (path, value) in [(Self.other, "12"), (Self.other, Self.number), (Self.own, "")] {
      await #expect(throws: DossierError.self) { try await correct(path, value) }
    }
    await #expect(throws: DossierError.self) { try await correct("ndc/hoTen", "Bà Thử") }
    await #expect(throws: HubError.self) {
      try await correct(Self.own, "099301000007", role: .receptionOfficer)
    }
    await #expect(throws: HubError.self) {
      try await correct(Self.own, "099301000007", seen: [dossier.id])
    }
    #expect(try await test.hub.state(of: dossier.id) == before)
    #expect(try await review.figures(try await review.waiting()).map(\.open) == [1])
    test.clock.advance(milliseconds: 7 * 60_000)
    try await correct(Self.own, "099301000007", seen: seen, role: .specialist)
    #expect(try await review.waiting().isEmpty)
    let figure = try #require(try await review.figures([]).first)
    #expect(figure.kind == "rules" && figure.open == 0 && figure.settled == 1)
    #expect(figure.medianMinutes == 7)
  }

  @Test func `the desk names both by their labels and takes the right value with its reason`()
    async throws
  {
    try await mix()
    let site = try TestSite(test)
    let cookie = try await signedIn(test, site, role: .specialist)
    #expect(await site.get("/desk/conflicts", headers: cookie).text.contains("không khớp biểu mẫu"))
    let address = "/desk/dossiers/\(dossier.id)"
    let page = await site.get(address + "/conflicts", headers: cookie).text
    let labels = try await review.dossier(dossier.id).broken.fields.map(\.label)
    for label in labels { #expect(page.contains(">\(label)</label>"), "\(label)") }
    #expect(page.contains("không đi cùng nhau được") && !page.contains("<li>mucDich/"))
    let after = page.split(separator: "name=\"token\" value=\"").dropFirst().first
    let token = String(try #require(after).prefix { $0 != "\"" })
    let heads = try await test.hub.state(of: dossier.id).heads(of: Self.own)
    var form = [
      "token": token, "field": Self.own, "value": "099301000007",
      "seen": heads.map(\.description).joined(separator: " "),
    ]
    #expect(await site.post(address + "/correct", form, headers: cookie).status == 400)
    form["reason"] = "Theo thẻ căn cước"
    #expect(await site.post(address + "/correct", form, headers: cookie).status == 303)
    let done = await site.get(address + "/conflicts", headers: cookie).text
    #expect(done.contains("Không còn gì phải quyết định"))
    let edits = try await test.hub.open(dossier.id).events.filter { $0.kind == "dossier.edited" }
    #expect(edits.compactMap(\.reason) == ["Theo thẻ căn cước"])
  }
}
