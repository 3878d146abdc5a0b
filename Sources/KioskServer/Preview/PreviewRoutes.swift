import Dossiers
import FormEngine
import HTTPTypes
import Hummingbird
import NIOCore

/// Registers the preview's pages behind one guard: loopback names only, posts with the token.
struct PreviewRoutes {
  typealias Handler = @Sendable (PreviewSite.Visit) async throws -> Response

  let router: Router<BasicRequestContext>
  let site: PreviewSite

  func addAll() {
    for folder in ["styles", "modules", "images"] {
      page("/\(folder)/:file") { visit in
        try visit.site.assets.response(
          "\(folder)/\(visit.parameters.get("file") ?? "")",
          ifNoneMatch: visit.request.headers[.ifNoneMatch])
      }
    }
    page("/", PreviewPages.overview)
    page("/officer") { _ in Site.redirect("/officer/1") }
    page("/resident") { _ in Site.redirect("/resident/1") }
    page("/officer/:section", PreviewPages.section)
    page("/resident/:question", PreviewPages.question)
    page("/check", PreviewPages.check)
    page("/media/:name", PreviewPages.media)
    page("/answers.json", PreviewPages.answers)
    action("/officer/:section", PreviewPages.saveSection)
    action("/resident/:question", PreviewPages.saveQuestion)
    action("/live", PreviewPages.live)
    action("/clear") { visit in
      await visit.site.form.clear()
      return Site.redirect("/")
    }
    action("/language") { visit in
      let code = visit.posted["language"] ?? ""
      guard
        let language = visit.site.source.languages()
          .first(where: { $0.language.rawValue == code })?.language
      else { throw Problem.malformed }
      visit.site.language.set(language)
      return Site.redirect(visit.request.backPath)
    }
  }

  private func page(_ path: RouterPath, _ handler: @escaping Handler) {
    router.get(path) { [site] request, context in
      try await Self.answer(site, request, context.parameters) { visit in try await handler(visit) }
    }
  }

  private func action(_ path: RouterPath, _ handler: @escaping Handler) {
    router.post(path) { [site] request, context in
      try await Self.answer(site, request, context.parameters) { visit in
        var visit = visit
        visit.posted = try FormBody(
          urlEncoded: await Routes.body(request, limit: KioskLimits.formByteLimit))
        guard visit.posted["_token"] == site.token else { throw Problem.staleForm }
        return try await handler(visit)
      }
    }
  }

  private static func answer(
    _ site: PreviewSite, _ request: Request, _ parameters: Parameters, _ handler: Handler
  ) async throws -> Response {
    let visit = site.visit(request, parameters)
    var response: Response
    do {
      guard let authority = request.head.authority, site.hosts.allows(authority) else {
        throw Problem.wrongHost
      }
      if let origin = request.headers[.origin],
        !site.hosts.isSameSite(origin: origin, authority: authority)
      {
        throw Problem.otherSite
      }
      response = try await handler(visit)
    } catch let problem as Problem {
      response = Site.bytes(
        ByteBuffer(string: visit.texts(problem.text)), type: "text/plain; charset=utf-8",
        status: problem.status)
    } catch {
      response = try visit.broken(error)
    }
    Gate.protect(&response)
    return response
  }
}
