import Dossiers
import HTTPTypes
import Hummingbird

/// The request's context: the router's own, and the session the gate found.
struct KioskContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  var session: Session?

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }

  /// A file and its form fields.
  var maxUploadSize: Int { KioskLimits.uploadByteLimit + KioskLimits.uploadOverheadByteLimit }
}

/// What every request passes before a page sees it: host, origin, address, session; and what
/// every answer carries.
struct Gate: RouterMiddleware {
  static let cookie = "motcua"
  let site: Site

  func handle(
    _ request: Request, context: KioskContext,
    next: (Request, KioskContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    var response: Response
    var known = await knownSession(request)
    do {
      try check(request)
      known = try await current(known)
      let session = known ?? Self.passing(site, request)
      context.session = session
      if let kept = Self.kept(request, known) {
        response = kept
      } else {
        response = try await next(request, context)
      }
    } catch {
      let session = known ?? Self.passing(site, request)
      response = await ErrorPages(site: site, session: session).response(
        to: error, request: request)
    }
    if let known, PostedAnswer.keeps(request, response) {
      let id = await site.sessions.keep(response, of: known.id)
      response = Site.redirect("\(request.uri.path)?\(PostedAnswer.query)=\(id)")
    }
    Self.protect(&response)
    return response
  }

  /// The answer to a post the browser now fetches.
  private static func kept(_ request: Request, _ session: Session?) -> Response? {
    guard request.method == .get, let id = request.uri.queryParameters["posted"],
      let posted = session?.posted, posted.id == id
    else { return nil }
    return posted.response
  }

  private func check(_ request: Request) throws {
    guard let authority = request.head.authority, site.hosts.allows(authority) else {
      throw Problem.wrongHost
    }
    guard request.uri.string.utf8.count <= KioskLimits.addressByteLimit else {
      throw Problem(status: .uriTooLong, text: "problem.addressTooLong")
    }
    switch request.method {
    case .get, .head: return
    case .post: break
    default: throw Problem(status: .methodNotAllowed, text: "problem.method")
    }
    // Browsers send at least one of the two with a post; programs that send neither still need
    // the form's token.
    if let origin = request.headers[.origin],
      !site.hosts.isSameSite(origin: origin, authority: authority)
    {
      throw Problem.otherSite
    }
    if let fetchSite = request.headers[.secFetchSite],
      fetchSite != "same-origin", fetchSite != "none"
    {
      throw Problem.otherSite
    }
  }

  private func knownSession(_ request: Request) async -> Session? {
    guard let cookie = request.cookies[Self.cookie] else { return nil }
    // The link bar asks by itself: that is not an officer at work.
    return await site.sessions.resume(cookie.value, counts: request.uri.path != "/link")
  }

  /// A session with its officer as he is now; it ends with his account or password.
  private func current(_ session: Session?) async throws -> Session? {
    guard var session, session.officer != nil else { return session }
    guard let officer = try await site.desk.officer(session.caller) else {
      await site.sessions.end(session.id)
      return nil
    }
    session.person = .officer(officer)
    return session
  }

  /// A session for this one request only, for pages that are shown without one.
  private static func passing(_ site: Site, _ request: Request) -> Session {
    Session(
      id: "", formToken: "", person: .unknown, language: .vietnamese, lastSeen: 0, next: nil)
  }

  /// Lets a page that asks for pictures or sound use the machine's camera and microphone.
  static func allowDevices(_ response: inout Response) {
    response.headers[.permissionsPolicy] = "camera=(self), microphone=(self), geolocation=()"
  }

  static func protect(_ response: inout Response) {
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "same-origin"
    response.headers[.crossOriginOpenerPolicy] = "same-origin"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    if response.headers[.permissionsPolicy] == nil {
      response.headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=()"
    }
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        + "object-src 'none'"
    }
    // Pages hold personal data: nothing of them stays in the browser's cache.
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
  }

  /// The header that gives a browser its session.
  static func setCookie(_ session: Session) -> String {
    "\(cookie)=\(session.id); Path=/; HttpOnly; SameSite=Strict"
  }

  static let clearCookie = "\(cookie)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
}

extension HTTPField.Name {
  static let secFetchSite = Self.known("Sec-Fetch-Site")
  static let referrerPolicy = Self.known("Referrer-Policy")
  static let crossOriginOpenerPolicy = Self.known("Cross-Origin-Opener-Policy")
  static let crossOriginResourcePolicy = Self.known("Cross-Origin-Resource-Policy")
  static let permissionsPolicy = Self.known("Permissions-Policy")

  private static func known(_ name: String) -> HTTPField.Name {
    guard let field = HTTPField.Name(name) else { preconditionFailure("A header name of ours.") }
    return field
  }
}
