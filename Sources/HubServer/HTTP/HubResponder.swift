import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Carries a request of the web server to the hub's pages and the answer back.
struct HubResponder: HTTPResponder {
  let site: HubSite
  /// Bytes of the largest body the hub takes: an exchange or one piece of a file.
  let bodyLimit: Int

  func respond(to request: Request, context: HubRequestContext) async throws -> Response {
    guard let body = await body(of: request) else { return Self.response(site.tooLarge()) }
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

  /// The whole body; of a piece of a file also what came before a cut. Nil for any other body that
  /// is too long or did not come whole.
  private func body(of request: Request) async -> Data? {
    var body = Data()
    do {
      for try await part in request.body {
        guard body.count + part.readableBytes <= bodyLimit else { return nil }
        body.append(contentsOf: part.readableBytesView)
      }
    } catch {
      return request.method == .put && request.uri.path.hasPrefix("/sync/v1/file/") ? body : nil
    }
    return body
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
