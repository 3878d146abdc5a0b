import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

struct TrackingTests {
  private let code = "H99.88-261121-1000"

  private func target(_ code: String, _ device: FakeDevice) -> String {
    let address = "http://127.0.0.1:8800"
    let receipt = ReceiptCode.sign(code: code, address: address + "/t/", key: device.key)
    return String(receipt.text.dropFirst(address.count))
  }

  @Test func `the QR of a receipt shows the steps and nothing personal`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let dossier = try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
    try await test.exchange(device)
    try await test.hub.changeStatus(
      of: dossier.id, StatusChange(to: .processing, reason: "Của bà Thử"), actor: "local:0",
      role: nil)
    let page = await site.get(target(code, device))
    #expect(page.status == 200)
    #expect(page.text.contains("Hồ sơ đang được xử lý"))
    #expect(page.text.contains("UBND xã Pà Cò Thử"))
    #expect(page.text.contains("17:00, 25/11/2026"))
    #expect(page.text.contains("hẹn thứ Tư 25/11, 17:00."))
    for secret in ["Nguyễn", "099090000001", "7K3MPA", "bà Thử"] {
      #expect(!page.text.contains(secret))
    }
    #expect(page.header("Cache-Control") == "no-store")
    #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
    let english = await site.get(target(code, device) + "&lang=en")
    #expect(english.text.contains("Dossier in progress"))
  }

  @Test func `a genuine receipt before the first contact says that it is at the commune`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let page = await site.get(target(code, device))
    #expect(page.status == 200)
    #expect(page.text.contains("Xã đã nhận hồ sơ, chưa chuyển đến tỉnh"))
  }

  @Test func `everything else answers alike`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let stranger = FakeDevice(seed: 9, clock: test.clock)
    try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
    try await test.exchange(device)
    let genuine = target(code, device)
    let answers = [
      await site.get(target(code, stranger)), await site.get("/t/\(code)"),
      await site.get(genuine.replacing("1000?", with: "1001?")),
      await site.get("/t/H99.88-261121-9999?d=x&s=y"), await site.get("/t/..%2F..%2Fetc"),
      await site.get("/t/\(code)?d=\(device.id)&s=%00"), await site.get("/t/a/b"),
      await site.post("/t", ["code": code, "lookup": "222222"]),
      await site.post("/t", ["code": "H99.88-261121-7777", "lookup": "7K3MPA"]),
      await site.post("/t", ["code": String(repeating: "9", count: 9000), "lookup": "A"]),
    ]
    for answer in answers {
      #expect(answer.status == 404)
      #expect(answer.body == answers[0].body)
    }
  }

  @Test func `a revoked device's receipt still finds its dossier but vouches for nothing new`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
    try await test.exchange(device)
    try await test.hub.revoke(device.id, actor: "local:0")
    #expect(await site.get(target(code, device)).status == 200)
    #expect(await site.get(target("H99.88-261121-1001", device)).status == 404)
  }

  @Test func `an emergency slip claims nothing until it is booked, then both times are shown`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let address = "http://127.0.0.1:8800"
    let slip = ReceiptCode.sign(
      code: code, address: address + "/t/", kind: .slip, key: device.key)
    let target = String(slip.text.dropFirst(address.count))
    #expect(target.hasSuffix("&p=1"))
    let printed = try device.write(
      SlipAct.printed, ["code": .string(code), "lookup": "7K3MPA", "unit": "H99.88"])
    try await test.exchange(device)
    for answer in [await site.get(target), await site.get(target)] {
      #expect(answer.status == 200)
      #expect(answer.text.contains("Phiếu khẩn cấp: hồ sơ chưa nhập"))
      #expect(!answer.text.contains("Hồ sơ đã được tiếp nhận"))
    }
    // Without the mark that says it was printed blank, or said of a receipt, it is nobody's.
    #expect(await site.get(String(target.dropLast(4))).status == 404)
    #expect(await site.get(self.target(code, device) + "&p=1").status == 404)

    // Two days and some minutes after it was filled in by hand.
    var body = Samples.received(code: code, unit: "H99.88")
    body["receivedAt"] = .integer(TestHub.start - 2 * 86_400_000 - 20 * 60_000)
    body["slip"] = ["id": .string(printed.id.description), "reason": "Mất điện hai ngày"]
    let dossier = try device.write("dossier.received", body)
    try device.write(
      SlipAct.kind,
      SlipAct.booked(
        dossier: dossier.id, receivedAt: TestHub.start - 2 * 86_400_000 - 20 * 60_000,
        reason: "Mất điện hai ngày"
      ).body, subject: printed.id)
    try await test.exchange(device)
    let booked = await site.get(target)
    #expect(booked.status == 200)
    #expect(booked.text.contains("Hồ sơ đã được tiếp nhận"))
    #expect(booked.text.contains("09:40, 19/11/2026"))
    #expect(!booked.text.contains("Mất điện"))

    let file = try await test.hub.open(dossier.id)
    #expect(file.slip?.slip == printed.id)
    #expect(file.slip?.bookedAt == TestHub.start)
  }

  @Test func `the look-up code opens the page and can be tried five times`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
    try await test.exchange(device)
    let good = ["code": code.lowercased(), "lookup": "7k3-mpa"]
    #expect(await site.post("/t", good).status == 200)
    #expect(await site.get("/t/\(code)?k=7K3MPA").status == 200)
    for number in 0..<3 {
      let answer = await site.post(
        "/t", ["code": code, "lookup": "22222\(number + 2)"], address: "10.0.1.\(number)")
      #expect(answer.status == 404)
    }
    let answer = await site.post("/t", good, address: "10.0.2.1")
    #expect(answer.status == 429)
    test.clock.advance(milliseconds: 15 * 60_000)
    #expect(await site.post("/t", good).status == 200)
  }

  @Test func `one address may ask only so often`() async throws {
    let test = try TestHub()
    var limits = WebLimits()
    limits.trackingPerAddress.attempts = 3
    let site = try TestSite(test, limits: limits)
    for _ in 0..<3 { #expect(await site.get("/t").status == 200) }
    let refused = await site.get("/t")
    #expect(refused.status == 429 && refused.header("Retry-After") == "60")
    #expect(await site.get("/t", address: "10.0.0.2").status == 200)
  }

  @Test func `papers asked for are named from the published list, free words are not shown`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let dossier = try device.write("dossier.received", Samples.received(code: code, unit: "H99.88"))
    try await test.exchange(device)
    let change = StatusChange(
      to: .supplementAsked, reason: "Thiếu giấy",
      data: [.papers: "giayChungSinh\ngiấy của ông Thử"])
    try await test.hub.changeStatus(of: dossier.id, change, actor: "local:0", role: nil)
    let page = await site.get(target(code, device))
    #expect(page.text.contains("Hồ sơ cần bổ sung giấy tờ"))
    #expect(page.text.contains("<li>Giấy chứng sinh</li>"))
    #expect(!page.text.contains("ông Thử"))
  }
}
