import Foundation
import Hub
import HubServer
import Identity

/// The hub's web side in process: requests in, answers out, no socket.
struct TestSite {
  let site: HubSite
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let host = "127.0.0.1:8800"

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
