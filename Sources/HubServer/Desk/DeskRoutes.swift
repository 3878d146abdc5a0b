import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// The province's desk: sign in, list, open, change.
extension HubSite {
  static let sessionCookie = "desk"

  func desk(_ request: WebRequest) async -> WebResponse {
    guard request.body.count <= settings.limits.formBytes else {
      return message(request, 413, "badRequestTitle", "badRequestText")
    }
    // A form that another site posts here is refused before anything is looked at.
    guard request.method != "POST" || comesFromUs(request) else {
      return message(request, 403, "badRequestTitle", "badRequestText", link: "/desk")
    }
    let rest = Array(request.path.dropFirst())
    if rest.first == "sign-in" { return await signIn(request) }
    do {
      guard let session = try await session(of: request) else {
        return request.method == "GET"
          ? .seeOther("/desk/sign-in")
          : message(request, 401, "signIn", "sessionOver", link: "/desk")
      }
      if request.method == "POST", request.form["token"] != session.formToken {
        return message(request, 403, "badRequestTitle", "badRequestText", link: "/desk")
      }
      return try await desk(request, rest, session)
    } catch let error as HubError where error.kind == .notFound {
      return missing(request)
    } catch {
      return failure(request)
    }
  }

  /// The session a request belongs to, with the officer as he is now. It ends when he is disabled
  /// or has another password than he signed in with.
  private func session(of request: WebRequest) async throws -> Sessions.Session? {
    guard let token = request.cookie(Self.sessionCookie),
      var session = sessions.find(token, now: hub.now)
    else { return nil }
    guard let officer = try await hub.officer(session.officer.id), !officer.isDisabled,
      officer.password == session.officer.password
    else {
      sessions.end(token)
      return nil
    }
    session.officer = officer
    return session
  }

  /// Whether a page, or what refuses a post to it, shows what people said. The list of dossiers
  /// does not.
  private static func showsPeople(_ rest: [String]) -> Bool {
    rest.first == "conflicts" || rest.first == "dossiers" && rest.count > 1
  }

  private func desk(_ request: WebRequest, _ rest: [String], _ session: Sessions.Session)
    async throws -> WebResponse
  {
    if Self.showsPeople(rest), !session.officer.role.may(.viewDossiers) {
      return message(request, 403, rest[0], "forbidden")
    }
    switch (request.method, rest.first, rest.count) {
    case ("GET", nil, _): return .seeOther("/desk/dossiers")
    case ("GET", "dossiers", 1): return try await dossiers(request, session)
    case ("GET", "dossiers", 2): return try await dossier(rest[1], request, session)
    case ("POST", "dossiers", 3) where rest[2] == "status":
      return try await changeStatus(rest[1], request, session)
    case ("GET", "conflicts", 1): return try await conflicts(request, session)
    case ("GET", "dossiers", 3) where rest[2] == "conflicts":
      return try await disputes(of: rest[1], request, session)
    case ("POST", "dossiers", 3) where rest[2] == "decide":
      return try await decide(rest[1], request, session)
    case ("POST", "dossiers", 3) where rest[2] == "correct":
      return try await correct(rest[1], request, session)
    case ("POST", "dossiers", 3) where rest[2] == "twin":
      return try await judgeTwin(rest[1], request, session)
    // Where a refused post leaves the browser: reloading leads back to the page.
    case ("GET", "dossiers", 3) where ["decide", "correct", "twin"].contains(rest[2]):
      return .seeOther("/desk/dossiers/\(rest[1])/conflicts")
    case ("GET", "devices", 1): return try await devices(request, session)
    case ("POST", "sign-out", 1): return signOut(request)
    default: return missing(request)
    }
  }

  /// Modern browsers say where a form comes from; older ones send the origin. Programs that send
  /// neither have no cookies of ours to abuse.
  private func comesFromUs(_ request: WebRequest) -> Bool {
    if let site = request.headers["sec-fetch-site"] { return site == "same-origin" }
    guard let origin = request.headers["origin"] else { return true }
    let scheme = settings.isSecure ? "https://" : "http://"
    return settings.hosts.contains { origin == scheme + $0 }
  }

  // MARK: Signing in and out

  private func signIn(_ request: WebRequest) async -> WebResponse {
    switch request.method {
    case "GET": return signInPage(request, problem: nil, status: 200)
    case "POST": return await takeSignIn(request)
    default: return missing(request)
    }
  }

  private func takeSignIn(_ request: WebRequest) async -> WebResponse {
    let form = request.form
    let (name, password) = (form["name"] ?? "", form["password"] ?? "")
    let key = name.lowercased().trimmingCharacters(in: .whitespaces)
    guard name.utf8.count <= 64, password.utf8.count <= 1024 else {
      return signInPage(request, problem: "badSignIn", status: 400)
    }
    guard signInAddresses.allows(request.address, now: hub.now),
      signInNames.allows(key, now: hub.now)
    else { return signInPage(request, problem: "tooManySignIns", status: 429) }
    do {
      guard let officer = try await hub.signIn(name: name, password: password) else {
        return signInPage(request, problem: "badSignIn", status: 403)
      }
      signInNames.forget(key)
      let token = sessions.start(officer, now: hub.now)
      var response = WebResponse.seeOther("/desk/dossiers")
      response.headers.append(("Set-Cookie", sessionCookie(token, seconds: nil)))
      return response
    } catch {
      return failure(request)
    }
  }

  private func signOut(_ request: WebRequest) -> WebResponse {
    if let token = request.cookie(Self.sessionCookie) { sessions.end(token) }
    var response = WebResponse.seeOther("/desk/sign-in")
    response.headers.append(("Set-Cookie", sessionCookie("", seconds: 0)))
    return response
  }

  private func sessionCookie(_ token: String, seconds: Int?) -> String {
    let life = seconds.map { "; Max-Age=\($0)" } ?? ""
    let secure = settings.isSecure ? "; Secure" : ""
    return "\(Self.sessionCookie)=\(token); Path=/desk; HttpOnly; SameSite=Strict\(secure)\(life)"
  }

  private func signInPage(_ request: WebRequest, problem: String?, status: Int) -> WebResponse {
    let language = language(of: request)
    var context: [String: Any] = ["typedName": request.form["name"] ?? ""]
    if let problem { context["problem"] = ["text": pages.text(problem, language)] }
    return page(
      "sign-in", status: status, language: language, here: "/desk/sign-in", context: context)
  }

  /// What every page of the desk shows of the officer.
  func officerContext(_ session: Sessions.Session, _ language: Language) -> [String: Any] {
    [
      "name": session.officer.fullName, "role": session.officer.role.name[language],
      "token": session.formToken,
    ]
  }

  private func devices(_ request: WebRequest, _ session: Sessions.Session) async throws
    -> WebResponse
  {
    let language = language(of: request)
    let names = try await unitNames()
    let apart = try await hub.keptApart()
    let rows: [[String: Any]] = try await hub.devices().map { device in
      let kept = apart[device.id] ?? [:]
      let reasons = ApartReason.allCases.compactMap { reason in
        kept[reason].map { "\($0) \(pages.text("apart.\(reason.rawValue)", language))" }
      }
      return [
        "id": device.id.rawValue, "unit": names[device.unit] ?? device.unit,
        "range": "\(device.range.lowerBound)–\(device.range.upperBound)",
        "state": pages.text("state.\(device.state.rawValue)", language),
        "contact": Spelling.moment(device.lastContact, language),
        "apart": reasons.isEmpty ? "—" : reasons.joined(separator: ", "),
      ]
    }
    return page(
      "devices", language: language, here: "/desk/devices",
      context: [
        "officer": officerContext(session, language), "onDevices": true, "rows": rows,
        "hasRows": !rows.isEmpty,
      ])
  }

  /// Names of the registered units by code.
  func unitNames() async throws -> [String: String] {
    var names: [String: String] = [:]
    let procedures = await procedures.now()
    for unit in try await hub.units() {
      names[unit.code] = procedures.unit(unit.document).name
    }
    return names
  }
}
