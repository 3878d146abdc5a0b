import Dossiers
package import Foundation
package import Hub
package import Identity
import Synchronization

/// How the site is reached and what it shows.
package struct SiteSettings: Sendable {
  /// Values of the Host header that are ours, e.g. "127.0.0.1:8800".
  package var hosts: Set<String>
  /// Whether browsers reach the site by TLS: cookies are then sent over TLS only.
  package var isSecure: Bool
  package var limits: WebLimits

  package init(hosts: Set<String>, isSecure: Bool = false, limits: WebLimits = WebLimits()) {
    self.hosts = hosts
    self.isSecure = isSecure
    self.limits = limits
  }
}

/// Everything the hub answers over HTTP: the exchange, the public tracking page, the desk.
package final class HubSite: Sendable {
  let hub: Hub
  let pages: Pages
  let procedures: HubProcedures
  let settings: SiteSettings
  let sessions: Sessions
  let exchanges: Admissions
  /// Counts the bytes of bodies in memory.
  let bodies: Admissions
  package var bodyBytes: Int { bodies.inUse }
  let trackers: RateLimiter
  let lookups: RateLimiter
  let signInNames: RateLimiter
  let signInAddresses: RateLimiter
  let enrolments: RateLimiter

  /// `pages` is the folder `Kiosk/hub`.
  package init(
    hub: Hub, pages: URL, procedures: HubProcedures, settings: SiteSettings,
    random: any RandomSource
  ) throws {
    self.hub = hub
    self.pages = try Pages(folder: pages)
    self.procedures = procedures
    self.settings = settings
    let limits = settings.limits
    sessions = Sessions(limits: limits, random: random)
    exchanges = Admissions(limit: hub.limits.concurrentExchanges)
    bodies = Admissions(limit: hub.limits.bodiesBytes)
    trackers = RateLimiter(limits.trackingPerAddress)
    lookups = RateLimiter(limits.lookupsPerCode)
    signInNames = RateLimiter(limits.signInsPerName)
    signInAddresses = RateLimiter(limits.signInsPerAddress)
    enrolments = RateLimiter(limits.enrolmentsPerAddress)
  }

  /// Never throws: what goes wrong becomes a page or a JSON error that says what to do.
  package func respond(to request: WebRequest) async -> WebResponse {
    // A language published a moment ago can be asked for at once.
    if request.query["lang"] != nil { _ = await procedures.now() }
    var response = await route(request)
    if let chosen = language(asked: request) {
      let secure = settings.isSecure ? "; Secure" : ""
      response.headers.append(
        (
          "Set-Cookie",
          "lang=\(chosen.rawValue); Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly\(secure)"
        ))
    }
    // What devices exchange is no page, and on a link of 30 kbit/s every header is paid for.
    if request.path.first != "sync" { SecurityHeaders.add(to: &response) }
    if request.method == "HEAD" { response.body = Data() }
    return response
  }

  private func route(_ request: WebRequest) async -> WebResponse {
    let path = request.path
    if path.first == "sync" { return await sync(request) }
    guard settings.hosts.contains(request.headers["host"] ?? "") else {
      return message(request, 421, "badRequestTitle", "badHostText")
    }
    switch (request.method, path.first) {
    case ("GET", nil): return .seeOther("/t")
    case ("GET", "province.pub") where path.count == 1: return await provincePub(request)
    case ("GET", "assets") where path.count == 2: return asset(path[1], request)
    case (_, "t"): return await tracking(request)
    case (_, "desk"): return await desk(request)
    default: return missing(request)
    }
  }

  func missing(_ request: WebRequest) -> WebResponse {
    message(request, 404, "pageMissingTitle", "pageMissingText", link: "/t")
  }

  func failure(_ request: WebRequest) -> WebResponse {
    message(request, 500, "failureTitle", "failureText")
  }

  /// For a body that was not read to its end.
  func answer(to refusal: BodyRefusal) -> WebResponse {
    var response =
      switch refusal {
      case .tooLong:
        WebResponse.error(413, "tooLarge", "The body is larger than anything this server takes.")
      case .cut: WebResponse.error(408, "cut", "The body did not come whole; send it again.")
      case .noRoom: busy()
      }
    SecurityHeaders.add(to: &response)
    return response
  }

  /// Turns a request away before anything gets slow.
  func busy() -> WebResponse {
    var response = WebResponse.error(503, "overloaded", "The hub is busy; ask again later.")
    response.headers.append(("Retry-After", "\(hub.limits.retryAfterSeconds)"))
    return response
  }

  func message(
    _ request: WebRequest, _ status: Int, _ title: String, _ text: String, link: String? = nil
  ) -> WebResponse {
    let language = language(of: request)
    var context: [String: Any] = [
      "title": pages.text(title, language), "text": pages.text(text, language),
    ]
    if let link {
      context["link"] = [
        "href": link, "label": pages.text(link == "/t" ? "toLookup" : "toSignIn", language),
      ]
    }
    return page(
      "message", status: status, language: language, here: "/t", context: context)
  }

  private func asset(_ name: String, _ request: WebRequest) -> WebResponse {
    guard let asset = pages.asset(name) else { return missing(request) }
    return WebResponse(
      status: 200,
      headers: [("Content-Type", asset.type), ("Cache-Control", "public, max-age=300")],
      body: asset.bytes)
  }

  /// The product's own languages, and those of the packs of any procedure.
  private func known(_ code: String) -> Language? {
    procedures.languages.first { $0.language.rawValue == code }?.language
  }

  private func language(asked request: WebRequest) -> Language? {
    request.query["lang"].flatMap(known)
  }

  func language(of request: WebRequest) -> Language {
    language(asked: request) ?? request.cookie("lang").flatMap(known) ?? .vietnamese
  }

  /// A page with links to the same one in the other languages.
  func page(
    _ template: String, status: Int = 200, language: Language, here: String,
    context: [String: Any]
  ) -> WebResponse {
    var whole = context
    whole["otherLanguages"] = procedures.languages.filter { $0.language != language }.map {
      ["code": $0.language.rawValue, "name": $0.name]
    }
    whole["isPack"] = !Language.allCases.contains(language)
    return pages.page(
      template, status: status, language: language, here: here, context: whole)
  }
}

/// Counts what is being worked on, to turn the rest away at once.
final class Admissions: Sendable {
  private let limit: Int
  private let count = Mutex(0)

  init(limit: Int) { self.limit = limit }

  func enter(_ more: Int = 1) -> Bool {
    count.withLock { count in
      guard count + more <= limit else { return false }
      count += more
      return true
    }
  }

  var inUse: Int { count.withLock { $0 } }

  func leave(_ less: Int = 1) { count.withLock { $0 -= less } }
}
