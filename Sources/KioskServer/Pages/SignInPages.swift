import Dossiers
import HTTPTypes
import Hummingbird

/// Signing in and out, the language, and the files every page needs.
enum SignInPages {
  static func add(to routes: Routes) {
    routes.open("/") { visit in
      visit.session.officer == nil ? try await invite(visit) : Site.redirect("/today")
    }
    routes.open("/health") { _ in Response(status: .noContent) }
    for folder in ["styles", "modules", "images"] {
      routes.open("/\(folder)/:file") { visit in
        try visit.site.assets.response(
          "\(folder)/\(try visit.part("file"))",
          ifNoneMatch: visit.request.headers[.ifNoneMatch])
      }
    }
    routes.open("/sign-in", show)
    routes.openAction("/sign-in", signIn)
    routes.openAction("/language", changeLanguage)
    routes.action("/sign-out") { visit in
      await visit.site.sessions.end(visit.session.id)
      let fresh = await visit.site.sessions.begin(.unknown, language: visit.language)
      await visit.site.sessions.update(fresh.id) { $0.notice = "signIn.signedOut" }
      return withCookie(fresh, Site.redirect("/sign-in"))
    }
  }

  /// Sends someone who is not signed in to the sign-in page and remembers where he wanted to go.
  static func invite(_ visit: Visit) async throws -> Response {
    let path = visit.request.uri.path
    let next = path == "/" || path == "/sign-out" ? nil : path
    let hadCookie = visit.request.cookies[Gate.cookie] != nil
    let session = await visit.site.sessions.begin(
      .unknown, language: visit.language, next: next)
    if hadCookie, visit.session.id.isEmpty {
      await visit.site.sessions.update(session.id) { $0.notice = "signIn.expired" }
    }
    return withCookie(session, Site.redirect("/sign-in"))
  }

  private static func show(_ visit: Visit) async throws -> Response {
    if visit.session.officer != nil { return Site.redirect("/today") }
    guard visit.session.id.isEmpty else { return try await page(visit) }
    let session = await visit.site.sessions.begin(.unknown, language: visit.language)
    let fresh = Visit(
      site: visit.site, request: visit.request, parameters: visit.parameters, session: session)
    return withCookie(session, try await page(fresh))
  }

  private static func page(
    _ visit: Visit, name: String = "", error: String? = nil, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    var model: Model = ["name": name]
    if let error { model["errors"] = ErrorSummary.one(error, field: "name") }
    return try await visit.page(
      "sign-in", title: visit.texts("signIn.title"), model, status: status,
      hasErrors: error != nil)
  }

  private static func signIn(_ visit: Visit) async throws -> Response {
    let name = visit.form["name"] ?? ""
    let password = visit.form.all("password").last ?? ""
    guard !name.isEmpty, !password.isEmpty else {
      return try await page(
        visit, name: name, error: visit.texts("signIn.bothNeeded"),
        status: .unprocessableContent)
    }
    let wait = await visit.site.throttle.wait(for: name)
    guard wait == 0 else {
      let seconds = Int((wait + 999) / 1_000)
      var response = try await page(
        visit, name: name,
        error: visit.texts("signIn.wait", ["seconds": String(seconds)]),
        status: .tooManyRequests)
      response.headers[.retryAfter] = String(seconds)
      return response
    }
    do {
      let officer = try await visit.desk.signIn(
        name: name, password: password, language: visit.language)
      await visit.site.throttle.succeeded(name)
      let next = await visit.site.sessions.takeNext(visit.session.id)
      await visit.site.sessions.end(visit.session.id)
      let session = await visit.site.sessions.begin(.officer(officer), language: visit.language)
      return withCookie(session, Site.redirect(next ?? "/today"))
    } catch let error as DeskError where error.kind == .signInRefused {
      await visit.site.throttle.failed(name)
      return try await page(visit, name: name, error: error.message, status: .unauthorized)
    }
  }

  private static func changeLanguage(_ visit: Visit) async throws -> Response {
    let office = try await visit.desk.office(language: visit.language)
    let code = visit.form["language"] ?? ""
    guard let language = office.languages.first(where: { $0.language.rawValue == code })?.language
    else { throw Problem.malformed }
    await visit.site.sessions.update(visit.session.id) { $0.language = language }
    return Site.redirect(visit.request.backPath)
  }

  private static func withCookie(_ session: Session, _ response: Response) -> Response {
    var response = response
    response.headers[.setCookie] = Gate.setCookie(session)
    return response
  }
}
