import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

/// Disputes at the province: lists, both sides beside each other, decisions, duplicates, figures.
struct ConflictTests {
  private static let code = "H99.88-261121-1000"
  private static let path = "nks/hoTen"

  private func change(_ value: String, over: EntryID) -> [String: JSONValue] {
    [
      "source": "officer",
      "changes": [Self.path: ["v": .string(value), "over": [.string(over.description)]]],
    ]
  }

  /// A name the commune and the province changed without knowing of each other.
  private func disputed(_ test: TestHub) async throws -> (device: FakeDevice, dossier: Entry) {
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: Self.code, unit: "H99.88"))
    try await test.exchange(device)
    try await test.hub.edit(
      dossier.id, [Self.path: "Nguyễn Văn Tỉnh"], actor: "local:0", role: nil)
    test.clock.advance(milliseconds: 60_000)
    try device.write(
      "dossier.edited", change("Nguyễn Văn Xã", over: dossier.id), subject: dossier.id)
    try await test.exchange(device)
    return (device, dossier)
  }

  private func sides(_ test: TestHub, _ dossier: Entry) async throws -> [Dispute.Side] {
    try await test.hub.state(of: dossier.id).disputes.flatMap(\.sides)
  }

  @Test func `a dispute is listed, decided by an entry that travels, and counted`() async throws {
    let test = try TestHub()
    let (device, dossier) = try await disputed(test)
    let review = ConflictReview(hub: test.hub, procedures: nil)
    #expect(try await review.waiting().map(\.kinds) == [["answers"]])
    #expect(try await review.waiting(unit: "H99.89").isEmpty)
    #expect(try await review.figures(try await review.waiting()).map(\.open) == [1])
    let sides = try await sides(test, dossier)
    let kept = try #require(sides.first { $0.answers[Self.path] == "Nguyễn Văn Xã" })
    test.clock.advance(milliseconds: 12 * 60_000)
    try await test.hub.decide(
      dossier.id,
      DisputeDecision(
        matter: Self.path, choice: .keep(kept.entry), reason: "Giấy chứng sinh",
        seen: Set(sides.map(\.entry))), actor: "local:0", role: .specialist)
    try await test.exchange(device)
    #expect(device.log.last?.kind == "dossier.decided")
    #expect(DossierFold.fold(device.log).fields[Self.path]?.value == "Nguyễn Văn Xã")
    #expect(try await review.waiting().map(\.kinds).filter { $0.contains("answers") }.isEmpty)
    let figure = try #require(try await review.figures(try await review.waiting()).first)
    #expect(figure.kind == "answers" && figure.open == 0 && figure.settled == 1)
    #expect(figure.medianMinutes == 12 && figure.longestMinutes == 12)
  }

  @Test func `a decision over a side that came meanwhile, by the wrong role or for nothing`()
    async throws
  {
    let test = try TestHub()
    let (device, dossier) = try await disputed(test)
    let seen = try await sides(test, dossier).map(\.entry)
    try device.write(
      "dossier.edited", change("Nguyễn Văn Ba", over: dossier.id), subject: dossier.id)
    try await test.exchange(device)
    func decide(
      _ choice: DisputeDecision.Choice, about matter: String = Self.path,
      seen: Set<EntryID>? = nil, role: OfficerRole? = nil, reason: String = ""
    ) async -> String? {
      do {
        try await test.hub.decide(
          dossier.id,
          DisputeDecision(matter: matter, choice: choice, reason: reason, seen: seen),
          actor: "local:0", role: role)
        return nil
      } catch { return (error as? HubError)?.code }
    }
    let before = try await test.hub.state(of: dossier.id)
    let now = try await sides(test, dossier).map(\.entry)
    #expect(await decide(.keep(seen[0]), seen: Set(seen)) == "moved")
    let edit = await #expect(throws: HubError.self) {
      try await test.hub.edit(
        dossier.id, [Self.path: "Nguyễn Văn Năm"], actor: "local:0", role: nil)
    }
    #expect(edit?.code == "disputed" && edit?.message.en.contains("conflict resolve") == true)
    #expect(await decide(.keep(now[0]), role: .receptionOfficer) == "role")
    #expect(await decide(.keep(now[0]), about: "nyc/x") == "noDispute")
    #expect(await decide(.keep(dossier.id)) == "noSide")
    #expect(
      await decide(.keep(now[0]), reason: String(repeating: "x", count: 4001)) == "tooLong")
    #expect(try await test.hub.state(of: dossier.id) == before)
    #expect(await decide(.value("Nguyễn Văn Tư")) == nil)
    let after = try await test.hub.state(of: dossier.id)
    #expect(after.fields[Self.path]?.value == "Nguyễn Văn Tư" && after.disputes.isEmpty)
    #expect(after.settled.map(\.matter) == [.answers(Self.path)])
  }

  @Test func `an administrator sees no side of a dispute, whatever he posts`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let (_, dossier) = try await disputed(test)
    let cookie = try await signedIn(test, site, role: .administrator)
    let list = await site.get("/desk/dossiers", headers: cookie).text
    let after = try #require(list.split(separator: "name=\"token\" value=\"").dropFirst().first)
    let form = [
      "token": String(after.prefix { $0 != "\"" }), "matter": Self.path,
      "keep": dossier.id.description, "reason": "x", "twin": dossier.id.description,
      "verdict": "same", "to": "4",
    ]
    for act in ["decide", "twin", "status"] {
      let answer = await site.post("/desk/dossiers/\(dossier.id)/\(act)", form, headers: cookie)
      #expect(answer.status == 403)
      #expect(!answer.text.contains("Nguyễn"))
    }
    for page in ["conflicts", "dossiers/\(dossier.id)", "dossiers/\(dossier.id)/conflicts"] {
      let answer = await site.get("/desk/\(page)", headers: cookie)
      #expect(answer.status == 403)
      #expect(!answer.text.contains("Nguyễn"))
    }
    let kinds = try await test.hub.open(dossier.id).events.map(\.kind)
    #expect(kinds.sorted() == ["dossier.edited", "dossier.edited", "dossier.received"])
  }

  @Test func `nothing is handed over while a dispute is open`() async throws {
    let test = try TestHub()
    let (_, dossier) = try await disputed(test)
    for status in [DossierStatus.done, .returned] {
      await #expect(throws: HubError.self) {
        try await test.hub.changeStatus(
          of: dossier.id, StatusChange(to: status, reason: "x"), actor: "local:0", role: nil)
      }
    }
    #expect(try await test.hub.open(dossier.id).summary.status == 2)
  }

  @Test func `one person's dossiers of one procedure in two communes are listed, never merged`()
    async throws
  {
    let test = try TestHub()
    let here = try await test.device(1)
    let there = try await test.device(2, unit: "H99.89")
    let one = try here.write(
      "dossier.received", Samples.received(code: Self.code, unit: "H99.88"))
    let two = try there.write(
      "dossier.received", Samples.received(code: "H99.89-261121-1000", unit: "H99.89"))
    var sister = Samples.received(code: "H99.89-261121-1001", unit: "H99.89")
    sister["answers"] = ["nks/hoTen": "Nguyễn Thị Thử", "nyc/soDinhDanh": "099090000001"]
    try there.write("dossier.received", sister)
    var late = Samples.received(code: "H99.89-261121-1002", unit: "H99.89")
    late["receivedAt"] = .integer(TestHub.start + 31 * 24 * 3600 * 1000)
    try there.write("dossier.received", late)
    try await test.exchange(here)
    try await test.exchange(there)
    let site = TestSite.root.appending(path: "Forms")
    let procedures = await (try HubProcedures(hub: test.hub, shipped: site)).now()
    let review = ConflictReview(hub: test.hub, procedures: procedures)
    let waiting = try await review.waiting()
    #expect(Set(waiting.map(\.line.id)) == [one.id, two.id])
    #expect(waiting.allSatisfy { $0.kinds == ["duplicate"] })
    #expect(try await review.dossier(one.id).twins.map(\.id) == [two.id])
    #expect(try await review.figures(try await review.waiting()).map(\.open) == [1])
    try await test.hub.judgeDuplicate(
      one.id, of: two.id, isSame: true, reason: "Cùng một bé", actor: "local:0", role: nil)
    #expect(try await review.waiting().isEmpty)
    for (device, dossier) in [(here, one), (there, two)] {
      try await test.exchange(device)
      let state = DossierFold.fold(device.log.filter { $0.subjectID == dossier.id })
      #expect(state.duplicates.values.map(\.isSame) == [true])
      #expect(state.status == 2)
    }
    let figure = try #require(try await review.figures(try await review.waiting()).first)
    #expect(figure.kind == "duplicate" && figure.open == 0 && figure.settled == 1)
  }

  @Test func `a verdict of the province stands over two that were given at once`() async throws {
    let test = try TestHub()
    let devices = (try await test.device(1), try await test.device(2))
    let one = try devices.0.write(
      "dossier.received", Samples.received(code: Self.code, unit: "H99.88"))
    let two = try devices.0.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1001", unit: "H99.88"))
    try await test.exchange(devices.0)
    try await test.exchange(devices.1)
    for device in [devices.0, devices.1] {
      try device.write(
        "dossier.decided",
        ["duplicate": .string(two.id.description), "same": false, "reason": "Hai bé"],
        subject: one.id)
    }
    try await test.exchange(devices.0)
    try await test.exchange(devices.1)
    for isSame in [true, false, true] {
      try await test.hub.judgeDuplicate(
        one.id, of: two.id, isSame: isSame, reason: "Theo giấy chứng sinh", actor: "local:0",
        role: nil)
      for (dossier, other) in [(one, two), (two, one)] {
        let state = try await test.hub.state(of: dossier.id)
        #expect(state.duplicates[other.id.description]?.isSame == isSame)
      }
    }
  }

  @Test func `however many persons have two dossiers, each pair is listed`() async throws {
    let test = try TestHub()
    let (author, persons) = (try await test.device(1).id, 1001)
    try await test.hub.store.write { rows in
      for seq in 0..<persons * 2 {
        let dossier = EntryID(author: author, epoch: 1, seq: seq + 1)
        try rows.fileByPersons(dossier, [Data("\(seq / 2)".utf8)])
      }
    }
    let pairs = try await test.hub.store.read { try $0.dossiersOfSamePersons() }
    #expect(pairs.count == persons)
  }

  @Test func `a list of disputes longer than a page says how many there are`() async throws {
    var limits = HubLimits()
    limits.listRows = 1
    let test = try TestHub(limits: limits)
    let site = try TestSite(test)
    let device = try await test.device(1)
    let codes = [Self.code, "H99.88-261121-1001"]
    for code in codes {
      try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
    }
    try await test.exchange(device)
    let cookie = try await signedIn(test, site, role: .specialist)
    let list = await site.get("/desk/conflicts", headers: cookie).text
    #expect(codes.filter(list.contains).count == 1)
    #expect(list.contains("tổng số hồ sơ chờ quyết định: 2"))
  }

  @Test func `the desk shows both sides and takes a decision with its reason`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let (_, dossier) = try await disputed(test)
    let cookie = try await signedIn(test, site, role: .specialist)
    let list = await site.get("/desk/conflicts", headers: cookie)
    #expect(list.text.contains(Self.code) && list.text.contains("thông tin khai"))
    #expect(!list.text.contains("Nguyễn"))
    let address = "/desk/dossiers/\(dossier.id)"
    let page = await site.get(address + "/conflicts", headers: cookie)
    for words in ["Nguyễn Văn Xã", "Nguyễn Văn Tỉnh", "tại tỉnh", "UBND xã Pà Cò Thử, máy"] {
      #expect(page.text.contains(words), "\(words)")
    }
    #expect(try await test.hub.open(dossier.id).events.map(\.kind).contains("dossier.viewed"))
    let after = page.text.split(separator: "name=\"token\" value=\"").dropFirst().first
    let token = String(try #require(after).prefix { $0 != "\"" })
    let sides = try await sides(test, dossier)
    var form = [
      "token": token, "matter": Self.path, "keep": sides[0].entry.description,
      "seen": sides.map(\.entry.description).joined(separator: " "),
    ]
    let unsaid = await site.post(address + "/decide", form, headers: cookie)
    #expect(unsaid.status == 400 && unsaid.text.contains("Hãy chọn một bên và ghi lý do"))
    form["reason"] = "Theo sổ gốc"
    let done = await site.post(address + "/decide", form, headers: cookie)
    #expect(done.status == 303)
    let again = await site.get(address + "/conflicts", headers: cookie)
    #expect(again.text.contains("Theo sổ gốc"))
    #expect(again.text.contains("Trần Thị Lan Thử"))
    #expect(try await test.hub.state(of: dossier.id).disputes.isEmpty)
  }

  @Test func `what depends on a disputed answer stands beside its sides`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let married = "kethon/coKetHon"
    var body = Samples.received(code: Self.code, unit: "H99.88")
    body["answers"] = [
      "nks/hoTen": "Nguyễn Văn Thử", married: "chua_ro", "kethon/so": "15",
    ]
    let dossier = try device.write("dossier.received", body)
    try await test.exchange(device)
    try await test.hub.edit(dossier.id, [married: "khong"], actor: "local:0", role: nil)
    try device.write(
      "dossier.edited",
      [
        "source": "officer",
        "changes": [married: ["v": "co", "over": [.string(dossier.id.description)]]],
      ], subject: dossier.id)
    try await test.exchange(device)
    let cookie = try await signedIn(test, site, role: .specialist)
    let page = await site.get("/desk/dossiers/\(dossier.id)/conflicts", headers: cookie).text
    let after = page.split(separator: "Phụ thuộc vào lựa chọn này:").dropFirst().first
    let depends = try #require(after).prefix(400)
    #expect(depends.contains("<li>Số Giấy chứng nhận kết hôn</li>"), "\(depends)")
  }
}
