import Foundation
import HTTPTypes
import Hummingbird

/// Registers pages and actions, each with what it demands of the visitor.
struct Routes {
  typealias Handler = @Sendable (Visit) async throws -> Response

  let router: Router<KioskContext>
  let site: Site

  /// A page anybody may see.
  func open(_ path: RouterPath, _ handler: @escaping Handler) {
    router.get(path) { [site] request, context in
      try await handler(Self.visit(site, request, context))
    }
  }

  /// A page for an officer; others are asked to sign in and brought back here.
  func page(_ path: RouterPath, _ handler: @escaping Handler) {
    open(path) { visit in
      guard visit.session.officer != nil else {
        return try await SignInPages.invite(visit)
      }
      return try await handler(visit)
    }
  }

  /// A form post by an officer.
  func action(_ path: RouterPath, _ handler: @escaping Handler) {
    openAction(path) { visit in
      guard visit.session.officer != nil else { throw Problem.signedOut }
      return try await handler(visit)
    }
  }

  /// A form post anybody may make; the form's token is needed all the same.
  func openAction(_ path: RouterPath, _ handler: @escaping Handler) {
    router.post(path) { [site] request, context in
      var visit = Self.visit(site, request, context)
      let type = request.headers[.contentType] ?? ""
      if type.lowercased().hasPrefix("multipart/form-data;") {
        let body = try await Self.body(request, limit: context.maxUploadSize)
        let parts = try MultipartBody(body, contentType: type)
        (visit.form, visit.files) = (parts.fields, parts.files)
      } else if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
        visit.form = try FormBody(
          urlEncoded: await Self.body(request, limit: KioskLimits.formByteLimit))
      } else {
        throw Problem(status: .unsupportedMediaType, text: "problem.malformed")
      }
      guard !visit.session.id.isEmpty else { throw Problem.signedOut }
      guard visit.form["_token"] == visit.session.formToken else { throw Problem.staleForm }
      return try await handler(visit)
    }
  }

  private static func visit(_ site: Site, _ request: Request, _ context: KioskContext) -> Visit {
    guard let session = context.session else { preconditionFailure("The gate stands before.") }
    return Visit(
      site: site, request: request, parameters: context.parameters, session: session)
  }

  static func body(_ request: Request, limit: Int) async throws -> Data {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw Problem.tooLarge
    }
    var data = Data()
    for try await part in request.body {
      guard data.count + part.readableBytes <= limit else { throw Problem.tooLarge }
      data.append(contentsOf: part.readableBytesView)
    }
    return data
  }
}
