import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Testing

/// The hub's web side in process: requests in, answers out, no socket.
struct TestSite {
  let site: HubSite
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let host = "127.0.0.1:8800"
  static let password = "mật khẩu thử 2026"

  init(_ test: TestHub, forms: URL? = nil, limits: WebLimits = WebLimits()) throws {
    site = try HubSite(
      hub: test.hub, pages: Self.root.appending(path: "Kiosk/hub"),
      procedures: try HubProcedures(
        hub: test.hub, shipped: forms ?? Self.root.appending(path: "Forms")),
      settings: SiteSettings(hosts: [Self.host], limits: limits), random: SystemRandom())
  }

  func get(_ target: String, headers: [String: String] = [:], address: String = "10.0.0.1") async
    -> WebResponse
  {
    await site.respond(
      to: WebRequest(
        method: "GET", target: target, headers: ["host": Self.host].merging(headers) { $1 },
        address: address))
  }

  func post(
    _ target: String, _ fields: [String: String], headers: [String: String] = [:],
    address: String = "10.0.0.1"
  ) async -> WebResponse {
    let body = fields.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }.joined(separator: "&")
    let own = ["host": Self.host, "content-type": "application/x-www-form-urlencoded"]
    return await site.respond(
      to: WebRequest(
        method: "POST", target: target, headers: own.merging(headers) { $1 },
        body: Data(body.utf8), address: address))
  }
}

extension WebResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// The header of an officer's session.
func signedIn(_ test: TestHub, _ site: TestSite, role: OfficerRole = .headOfUnit) async throws
  -> [String: String]
{
  _ = try await test.hub.addOfficer(
    name: "lan.thu", fullName: "Trần Thị Lan Thử", role: role, password: TestSite.password,
    actor: "local:0")
  let answer = await site.post(
    "/desk/sign-in", ["name": "Lan.Thu", "password": TestSite.password])
  #expect(answer.status == 303)
  let cookie = try #require(answer.header("Set-Cookie"))
  #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
  return ["cookie": String(cookie.prefix { $0 != ";" })]
}
