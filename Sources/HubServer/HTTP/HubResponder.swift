import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Carries a request of the web server to the hub's pages and the answer back.
struct HubResponder: HTTPResponder {
  let site: HubSite

  func respond(to request: Request, context: HubRequestContext) async throws -> Response {
    let reading = BodyReading(site)
    defer { reading.end() }
    let body: Data
    do {
      body = try await reading.body(of: request)
    } catch let refusal as BodyRefusal {
      return Self.response(site.answer(to: refusal))
    }
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    headers["host"] = request.head.authority ?? headers["host"]
    let web = WebRequest(
      method: request.method.rawValue, target: request.head.path ?? "/", headers: headers,
      body: body, address: address(context, headers))
    // A task of its own: a sender that is gone already cancels this one, and what it brought is
    // to be kept.
    return Self.response(await Task { await site.respond(to: web) }.value)
  }

  /// Where a request came from: behind a front on this machine, what the front says of it.
  private func address(_ context: HubRequestContext, _ headers: [String: String]) -> String {
    guard site.settings.isSecure, ["127.0.0.1", "::1"].contains(context.address),
      let last = headers["x-forwarded-for"]?.split(separator: ",").last
    else { return context.address }
    return last.trimmingCharacters(in: .whitespaces)
  }

  private static func response(_ web: WebResponse) -> Response {
    var fields = HTTPFields()
    for (name, value) in web.headers {
      guard let name = HTTPField.Name(name) else { continue }
      fields.append(HTTPField(name: name, value: value))
    }
    return Response(
      status: .init(code: web.status), headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: web.body)))
  }
}

/// What the server knows of a request beside the request: where it came from.
struct HubRequestContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let address: String

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}
