import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

struct DeskTests {
  private func formToken(_ page: WebResponse) throws -> String {
    let after = try #require(
      page.text.split(separator: "name=\"token\" value=\"").dropFirst().first)
    return String(after.prefix { $0 != "\"" })
  }

  @Test func `a dossier booked from a slip shows when it was received and when it was booked`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let code = "H99.88-261121-1000"
    let printed = try device.write(
      SlipAct.printed, ["code": .string(code), "lookup": "7K3MPA", "unit": "H99.88"])
    var body = Samples.received(code: code, unit: "H99.88")
    body["receivedAt"] = .integer(TestHub.start - 86_400_000)
    body["slip"] = ["id": .string(printed.id.description), "reason": "Mất điện"]
    let dossier = try device.write("dossier.received", body)
    try await test.exchange(device)
    let cookie = try await signedIn(test, site)
    let page = await site.get("/desk/dossiers/\(dossier.id)", headers: cookie)
    #expect(page.text.contains("10:00, 20/11/2026"))
    #expect(page.text.contains("Nhập bù từ phiếu khẩn cấp, lúc 10:00, 21/11/2026: Mất điện"))
    let english = await site.get("/desk/dossiers/\(dossier.id)?lang=en", headers: cookie)
    #expect(english.text.contains("Booked later from an emergency slip, 10:00, 21 Nov 2026"))
  }

  @Test func `an officer signs in, opens a dossier and changes its status`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    let cookie = try await signedIn(test, site)
    let list = await site.get("/desk/dossiers", headers: cookie)
    #expect(list.text.contains("H99.88-261121-1000"))
    #expect(!list.text.contains("Nguyễn"))
    let page = await site.get("/desk/dossiers/\(dossier.id)", headers: cookie)
    #expect(page.status == 200)
    #expect(page.text.contains("Nguyễn Văn Thử"))
    let form = [
      "token": try formToken(page), "to": "4", "reason": "Đã chuyển cơ quan hộ tịch",
      "seen": dossier.id.description,
    ]
    let changed = await site.post(
      "/desk/dossiers/\(dossier.id)/status", form, headers: cookie)
    #expect(changed.status == 303)
    try await test.exchange(device)
    #expect(
      device.log.map(\.kind) == ["dossier.received", "dossier.viewed", "dossier.status"])
    let again = await site.post(
      "/desk/dossiers/\(dossier.id)/status", form, headers: cookie)
    #expect(again.status == 400)
    #expect(again.text.contains("Hồ sơ vừa có thay đổi khác"))
  }

  @Test func `a list longer than a page goes on behind it, every dossier once`() async throws {
    var limits = HubLimits()
    limits.listRows = 2
    let test = try TestHub(limits: limits)
    let site = try TestSite(test)
    let device = try await test.device(1)
    // The three in the middle came at one moment.
    let codes = (1000...1004).map { "H99.88-261121-\($0)" }
    for (number, code) in codes.enumerated() {
      if [1, 4].contains(number) { test.clock.advance(milliseconds: 1000) }
      try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
      try await test.exchange(device)
    }
    #expect(try await test.hub.dossiers().map(\.summary.code).sorted() == codes)
    let cookie = try await signedIn(test, site)
    var behind: String? = ""
    var pages: [[String]] = []
    while let place = behind, pages.count < 5 {
      let target = "/desk/dossiers?status=2&unit=H99.88&behind=\(place)"
      let page = await site.get(target, headers: cookie).text
      pages.append(codes.filter(page.contains))
      #expect(page.contains("Số hồ sơ trên trang này: \(pages.last?.count ?? 0)"))
      #expect(page.contains("Về các hồ sơ mới nhất") == !place.isEmpty)
      behind = page.split(separator: "name=\"behind\" value=\"").dropFirst().first
        .map { String($0.prefix { $0 != "\"" }) }
      if behind != nil { #expect(page.contains("name=\"unit\" value=\"H99.88\"")) }
    }
    #expect(pages.map(\.count) == [2, 2, 1])
    #expect(pages.flatMap(\.self).sorted() == codes)
    #expect(pages[0].contains(codes[4]) && pages[2] == [codes[0]])
    // A place that says nothing is the first page.
    let wrong = await site.get("/desk/dossiers?behind=x.y", headers: cookie).text
    #expect(pages[0].allSatisfy(wrong.contains) && !wrong.contains("Về các hồ sơ mới nhất"))
  }

  @Test func `a look is recorded once per officer, dossier and day`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    let cookie = try await signedIn(test, site)
    for _ in 0..<3 { _ = await site.get("/desk/dossiers/\(dossier.id)", headers: cookie) }
    #expect(try await test.hub.open(dossier.id).events.map(\.kind).count == 2)
  }

  @Test func `no session, a wrong token, another site and a wrong host are turned away`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    let path = "/desk/dossiers/\(dossier.id)"
    #expect(await site.get(path).header("Location") == "/desk/sign-in")
    #expect(await site.get(path).text.isEmpty)
    let cookie = try await signedIn(test, site)
    let page = await site.get(path, headers: cookie)
    let form = ["token": try formToken(page), "to": "4", "reason": "x"]
    let wrongToken = form.merging(["token": "x"]) { $1 }
    #expect(await site.post(path + "/status", wrongToken, headers: cookie).status == 403)
    #expect(await site.post(path + "/status", form).status == 401)
    for foreign in [["origin": "https://evil.example"], ["sec-fetch-site": "cross-site"]] {
      let headers = cookie.merging(foreign) { $1 }
      #expect(await site.post(path + "/status", form, headers: headers).status == 403)
    }
    #expect(await site.get("/t", headers: ["host": "evil.example"]).status == 421)
    test.clock.advance(milliseconds: 31 * 60_000)
    #expect(await site.get(path, headers: cookie).status == 303)
    #expect(try await test.hub.open(dossier.id).summary.status == 2)
  }

  @Test func `passwords can be tried five times, resets and disabling hold`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    _ = try await signedIn(test, site)
    for _ in 0..<5 {
      let answer = await site.post("/desk/sign-in", ["name": "lan.thu", "password": "sai"])
      #expect(answer.status == 403)
    }
    let good = ["name": "lan.thu", "password": TestSite.password]
    #expect(await site.post("/desk/sign-in", good).status == 429)
    test.clock.advance(milliseconds: 15 * 60_000)
    try await test.hub.resetPassword(of: "lan.thu", to: "mật khẩu mới 2026", actor: "local:0")
    #expect(await site.post("/desk/sign-in", good).status == 403)
    let new = ["name": "lan.thu", "password": "mật khẩu mới 2026"]
    #expect(await site.post("/desk/sign-in", new).status == 303)
    try await test.hub.disableOfficer("lan.thu", actor: "local:0")
    #expect(await site.post("/desk/sign-in", new).status == 403)
    #expect(try await test.hub.officers().map(\.isDisabled) == [true])
  }

  @Test func `a session ends with its officer's account or password, not with another's`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let lan = try await signedIn(test, site)
    let form = ["token": try formToken(await site.get("/desk/dossiers", headers: lan))]
    _ = try await test.hub.addOfficer(
      name: "mai.thu", fullName: "Hà Thị Mai Thử", role: .headOfUnit,
      password: TestSite.password, actor: "local:0")
    func signIn(_ name: String, _ password: String) async throws -> [String: String] {
      let answer = await site.post("/desk/sign-in", ["name": name, "password": password])
      return ["cookie": String(try #require(answer.header("Set-Cookie")).prefix { $0 != ";" })]
    }
    let mai = try await signIn("mai.thu", TestSite.password)
    func opens(_ cookie: [String: String]) async -> Bool {
      let page = await site.get("/desk/dossiers", headers: cookie)
      #expect(page.status == 200 || page.header("Location") == "/desk/sign-in")
      return page.status == 200
    }
    try await test.hub.resetPassword(of: "lan.thu", to: "mật khẩu mới 2026", actor: "local:0")
    #expect(await opens(lan) == false)
    #expect(await site.post("/desk/sign-out", form, headers: lan).status == 401)
    let again = try await signIn("lan.thu", "mật khẩu mới 2026")
    #expect(await opens(again))
    #expect(await opens(lan) == false)
    try await test.hub.disableOfficer("lan.thu", actor: "local:0")
    #expect(await opens(again) == false)
    #expect(await opens(mai))
  }

  @Test func `a quote under a combining mark closes no attribute`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let typed = "x\"\u{0301} autofocus onfocus=alert(1) y=\"\u{0301}"
    let page = await site.post("/desk/sign-in", ["name": typed, "password": "sai"])
    #expect(page.body.range(of: Data("x&quot;\u{0301} autofocus".utf8)) != nil)
    #expect(page.body.range(of: Data("\"\u{0301}".utf8)) == nil)
    withExtendedLifetime(test) {}
  }

  @Test func `a removed row says what the province saw of it`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    var body = Samples.received(code: "H99.88-261121-1000", unit: "H99.88")
    body["rows"] = ["giayTo": ["k1", "k2"]]
    body["answers"] = ["giayTo[k1]/ten": "Một", "giayTo[k1]/soTrang": "1", "giayTo[k2]/ten": "Hai"]
    let dossier = try device.write("dossier.received", body)
    let change = try device.write(
      "dossier.edited",
      [
        "source": "officer",
        "changes": [
          "giayTo[k1]/ten": ["v": "Mốt", "over": [.string(dossier.id.description)]]
        ],
      ], subject: dossier.id)
    try await test.exchange(device)
    try await test.hub.edit(
      dossier.id, ["giayTo": [["_row": "k1", "_deleted": true]]], actor: "local:0", role: nil)
    try await test.exchange(device)
    let seen = [dossier.id, change.id].sorted().map { JSONValue.string($0.description) }
    let row: JSONValue = ["id": "k1", "over": .array(seen)]
    #expect(device.log.last?.content?["rows"]?["giayTo"]?["delete"] == [row])
    #expect(try await test.hub.open(dossier.id).rows == ["giayTo": ["k2"]])
    #expect(try await test.hub.open(dossier.id).summary.hasConflict == false)
  }

  @Test func `the province fills in what the commune left out`() async throws {
    let test = try TestHub()
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    let forms = TestSite.root.appending(path: "Forms")
    let catalogue = await (try HubProcedures(hub: test.hub, shipped: forms)).now()
    let fields = catalogue.fields(of: "1.001193", version: "2026.1")
    #expect(fields.contains("nyc/dienThoai"))
    #expect(catalogue.fields(of: "2.000815", version: "2026.1").isSuperset(of: ["giayTo/ten"]))
    #expect(catalogue.fields(of: "..", version: "2026.1") == [])
    let phone: JSONValue = ["nyc/dienThoai": "0900000001"]
    let refused: [(JSONValue, Set<String>)] = [(phone, []), (["nyc/khongCo": "1"], fields)]
    for (changes, fields) in refused {
      await #expect(throws: HubError.self) {
        try await test.hub.edit(
          dossier.id, changes, fields: fields, actor: "local:0", role: nil)
      }
    }
    try await test.hub.edit(dossier.id, phone, fields: fields, actor: "local:0", role: nil)
    let answers = try await test.hub.open(dossier.id).answers
    #expect(answers.first { $0.path == "nyc/dienThoai" }?.value == "0900000001")
  }

  @Test func `an administrator keeps accounts, not dossiers`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try await test.exchange(device)
    let cookie = try await signedIn(test, site, role: .administrator)
    let page = await site.get("/desk/dossiers/\(dossier.id)", headers: cookie)
    #expect(page.status == 403)
    #expect(!page.text.contains("Nguyễn"))
  }
}
