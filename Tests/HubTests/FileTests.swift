import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

/// docs/protocol.md, “Files and probe” and “Errors”: the hub's side.
struct FileTests {
  private let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

  private func announced(_ test: TestHub) async throws -> FakeDevice {
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try device.write(
      "dossier.file",
      [
        "component": "giayChungSinh", "sha256": .string(Digest.of(content).hex),
        "name": "gcs.jpg", "type": "image/jpeg", "size": .integer(Int64(content.count)),
      ], subject: dossier.id)
    return device
  }

  private func put(
    _ site: TestSite, _ device: FakeDevice, _ test: TestHub, _ bytes: Data, at offset: Int,
    isLast: Bool, signature: Data? = nil
  ) async -> WebResponse {
    let address = Digest.of(content)
    let chunk = FileChunk(
      hub: test.hub.id, device: device.id, address: address, offset: offset, isLast: isLast,
      bytes: bytes)
    return await site.site.respond(
      to: WebRequest(
        method: "PUT", target: "/sync/v1/file/\(address.hex)",
        headers: [
          "motcua-device": device.id.rawValue, "upload-offset": "\(offset)",
          "upload-complete": isLast ? "?1" : "?0",
          "motcua-signature": (signature ?? chunk.sign(device.key)).base64url,
        ], body: bytes))
  }

  @Test func `a file goes up in pieces, from where the hub says, and is sealed`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await announced(test)
    #expect(try await test.exchange(device).want == [Digest.of(content)])
    let half = content.prefix(200_000)
    let rest = content.dropFirst(200_000)
    #expect(await put(site, device, test, half, at: 0, isLast: false).status == 200)
    let repeated = await put(site, device, test, half, at: 0, isLast: false)
    #expect(repeated.status == 409 && repeated.header("Upload-Offset") == "200000")
    let done = await put(site, device, test, Data(rest), at: 200_000, isLast: true)
    #expect(done.header("Upload-Complete") == "?1")
    #expect(try await test.exchange(device).want.isEmpty)
    #expect(try await test.hub.check().findings == [])
    let stored = try Data(contentsOf: test.database)
    #expect(stored.range(of: content.prefix(64)) == nil)
  }

  @Test func `a piece that would leave a hole is sent back with where to go on`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await announced(test)
    try await test.exchange(device)
    let end = await put(site, device, test, Data(content.suffix(100)), at: 299_900, isLast: true)
    #expect(end.status == 409 && end.header("Upload-Offset") == "0")
    #expect(await put(site, device, test, content, at: 0, isLast: true).status == 200)
  }

  @Test func `a file two dossiers share goes up once, whoever sends it`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await announced(test)
    try await test.exchange(device)
    let other = try await test.device(2)
    #expect(await put(site, other, test, content, at: 0, isLast: true).status == 200)
    let again = await put(site, device, test, content, at: 0, isLast: true)
    #expect(again.status == 200 && again.header("Upload-Complete") == "?1")
  }

  @Test func `a file with another hash starts over`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await announced(test)
    try await test.exchange(device)
    var wrong = content
    wrong[7] ^= 1
    let refused = await put(site, device, test, wrong, at: 0, isLast: true)
    #expect(refused.status == 400)
    #expect(await put(site, device, test, content, at: 0, isLast: true).status == 200)
  }

  @Test func `a file nobody announced, a forged piece and a wrong size are refused`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await announced(test)
    #expect(await put(site, device, test, content, at: 0, isLast: true).status == 404)
    try await test.exchange(device)
    let stranger = FakeDevice(seed: 9, clock: test.clock)
    #expect(await put(site, stranger, test, content, at: 0, isLast: true).status == 401)
    let forged = Data(repeating: 1, count: 64)
    let answer = await put(site, device, test, content, at: 0, isLast: true, signature: forged)
    #expect(answer.status == 401)
    #expect(await put(site, device, test, Data("x".utf8), at: 0, isLast: true).status == 400)
  }

  @Test func `the endpoints answer errors as JSON and the probe with nothing`() async throws {
    let test = try TestHub()
    let site = try TestSite(test)
    #expect(await site.get("/sync/v1/probe").status == 204)
    let device = try await test.device(1)
    let message = try device.request()
    let request = WebRequest(
      method: "POST", target: "/sync/v1/exchange",
      headers: ["motcua-signature": message.header], body: message.body)
    let first = await site.site.respond(to: request)
    #expect(first.status == 200)
    let signature = try #require(first.header("Motcua-Signature"))
    try device.take(answer: try #require(SignedMessage(body: first.body, header: signature)))
    let replay = await site.site.respond(to: request)
    let error = try JSONValue(parsing: replay.body)
    #expect(replay.status == 409 && error["nonce"]?.string == device.nonce)
    let unsigned = WebRequest(method: "POST", target: "/sync/v1/exchange", body: message.body)
    #expect(await site.site.respond(to: unsigned).status == 400)
    let large = WebRequest(
      method: "POST", target: "/sync/v1/exchange", headers: request.headers,
      body: Data(count: 2_000_000))
    #expect(await site.site.respond(to: large).status == 400)
    let bundle = try TrustBundle(jsonBytes: await site.get("/province.pub").body)
    #expect(bundle.verify(pinned: test.hub.publicKey))
  }

  @Test func `what is damaged at the hub is the hub's fault, and the device comes again`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    try await test.hub.store.write { try $0.setSetting("epoch", Data("x".utf8)) }
    let message = try device.request()
    let answer = await site.site.respond(
      to: WebRequest(
        method: "POST", target: "/sync/v1/exchange",
        headers: ["motcua-signature": message.header], body: message.body))
    #expect(answer.status == 500)
    #expect(try JSONValue(parsing: answer.body)["error"]?.string == "damagedEpoch")
  }

  @Test func `what is too much at once is turned away with Retry-After`() async throws {
    var limits = HubLimits()
    limits.concurrentExchanges = 0
    let test = try TestHub(limits: limits)
    let site = try TestSite(test)
    let answer = await site.site.respond(
      to: WebRequest(method: "POST", target: "/sync/v1/exchange"))
    #expect(answer.status == 503 && answer.header("Retry-After") == "5")
  }
}
