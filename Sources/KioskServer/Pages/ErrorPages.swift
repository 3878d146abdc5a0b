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
      if case .codeShared(let lines) = error.kind {
        return await choice(among: lines, error.message, request: request)
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
    case .refused, .clockUnconfirmed, .codeShared, .conflict: .conflict
    }
  }

  /// Which dossier is meant, where several have the code: nothing was done to either.
  private func choice(among lines: [DossierLine], _ sentence: String, request: Request) async
    -> Response
  {
    let texts = site.texts(session.language)
    return await page(
      .conflict, sentence, request: request, template: "shared-code",
      title: texts("sharedCode.title"),
      [
        "shared": lines.map { line -> Model in
          DossierRow.model(line, today: line.receivedAt.civil.date, texts: texts)
            .merging(["received": texts.moment(line.receivedAt)]) { $1 }
        }
      ])
  }

  private func page(
    _ status: HTTPResponse.Status, _ sentence: String, request: Request,
    template: String = "error", title: String? = nil, _ model: Model = [:]
  ) async -> Response {
    let texts = site.texts(session.language)
    if request.headers[.accept] == "text/plain" {
      return Site.bytes(
        ByteBuffer(string: sentence), type: "text/plain; charset=utf-8", status: status)
    }
    let visit = Visit(site: site, request: request, parameters: Parameters(), session: session)
    let title = title ?? texts(status.code >= 500 ? "problem.serverTitle" : "problem.title")
    do {
      return try await visit.page(
        template, title: title,
        model.merging(
          ["sentence": sentence, "back": request.backPath, "status": status.code]) { $1 },
        status: status)
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
