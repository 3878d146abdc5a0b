import Dossiers
import Foundation
import HTTPTypes
import Hummingbird

/// Turns every failure into a status and one clear sentence.
struct ErrorPages: Sendable {
  let site: Site
  let session: Session

  func response(to error: any Error, request: Request) async -> Response {
    let texts = site.texts(session.language)
    switch error {
    case let error as Problem:
      var response = await page(
        error.status, texts(error.text, error.arguments), request: request)
      if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
      return response
    case let error as DeskError:
      if error.kind == .clockUnconfirmed {
        await site.sessions.update(session.id) { $0.next = request.backPath }
        return Site.redirect("/clock")
      }
      return await page(Self.status(error.kind), error.message, request: request)
    case let error as any HTTPResponseError:
      let problem: Problem =
        switch error.status {
        case .notFound, .methodNotAllowed: .notFound
        case .contentTooLarge: .tooLarge
        case let status where status.kind == .serverError:
          Problem(status: status, text: "problem.internal")
        default: .malformed
        }
      return await page(problem.status, texts(problem.text), request: request)
    default:
      return await page(
        .internalServerError, texts("problem.internal"), request: request)
    }
  }

  static func status(_ kind: DeskError.Kind) -> HTTPResponse.Status {
    switch kind {
    case .signInRefused: .unauthorized
    case .notFound: .notFound
    case .badInput, .incomplete: .unprocessableContent
    case .reasonNeeded: .forbidden
    case .refused, .clockUnconfirmed, .conflict: .conflict
    }
  }

  private func page(_ status: HTTPResponse.Status, _ sentence: String, request: Request) async
    -> Response
  {
    let texts = site.texts(session.language)
    if request.headers[.accept] == "text/plain" {
      return Site.bytes(
        ByteBuffer(string: sentence), type: "text/plain; charset=utf-8", status: status)
    }
    let visit = Visit(site: site, request: request, parameters: Parameters(), session: session)
    let title = texts(status.code >= 500 ? "problem.serverTitle" : "problem.title")
    do {
      return try await visit.page(
        "error", title: title,
        ["sentence": sentence, "back": request.backPath, "status": status.code], status: status)
    } catch {
      return Site.bytes(
        ByteBuffer(string: sentence), type: "text/plain; charset=utf-8", status: status)
    }
  }
}

extension Request {
  /// Where the officer came from: the path of the referring page of this very site, or the start.
  var backPath: String {
    guard let referer = headers[.referer], let authority = head.authority,
      let range = referer.range(of: "://\(authority)/")
    else { return "/" }
    return "/" + referer[range.upperBound...].prefix { $0 != "?" && $0 != "#" }
  }
}
