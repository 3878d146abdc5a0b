import Dossiers
import Foundation
import Hub
import Identity

/// The public pages: the QR of a receipt leads to /t/CODE, people who type use the form at /t.
extension HubSite {
  func tracking(_ request: WebRequest) async -> WebResponse {
    guard trackers.allows(request.address, now: hub.now) else { return tooMany(request) }
    do {
      switch (request.method, request.path.count) {
      case ("GET", 1), ("HEAD", 1): return lookupPage(request, problem: nil, status: 200)
      case ("POST", 1): return try await lookup(request)
      case ("GET", 2), ("HEAD", 2): return try await receipt(request.path[1], request)
      default: return notFound(request)
      }
    } catch {
      return failure(request)
    }
  }

  private func receipt(_ code: String, _ request: WebRequest) async throws -> WebResponse {
    if let typed = request.query["k"] {
      // The small QR of a terminal carries the look-up code instead of a signature.
      return try await lookup(code, typed, request)
    }
    let mark = request.query["p"].map { "&p=\($0)" } ?? ""
    let text = "t/\(code)?d=\(request.query["d"] ?? "")&s=\(request.query["s"] ?? "")\(mark)"
    guard let receipt = try? ReceiptCode.parse(text) else { return notFound(request) }
    let host = request.headers["host"] ?? ""
    switch try await hub.track(receipt, seenAt: ["https://\(host)/t/", "http://\(host)/t/"]) {
    case .found(let line): return try await view(line, request)
    case .notYetHere(let unit): return try await waiting("pending", receipt.code, unit, request)
    case .slipNotBooked(let unit): return try await waiting("slip", receipt.code, unit, request)
    case .codeShared(let unit): return try await waiting("shared", receipt.code, unit, request)
    case .nothing: return notFound(request)
    }
  }

  private func lookup(_ request: WebRequest) async throws -> WebResponse {
    let form = request.form
    return try await lookup(form["code"] ?? "", form["lookup"] ?? "", request)
  }

  private func lookup(_ code: String, _ lookup: String, _ request: WebRequest) async throws
    -> WebResponse
  {
    guard (1...64).contains(code.utf8.count), (1...16).contains(lookup.utf8.count) else {
      return notFound(request)
    }
    guard lookups.allows(code.uppercased().filter { !$0.isWhitespace }, now: hub.now) else {
      return tooMany(request)
    }
    switch try await hub.track(code: code, lookup: lookup) {
    case .found(let line): return try await view(line, request)
    case .codeShared(let unit): return try await waiting("shared", code, unit, request)
    case .notYetHere, .slipNotBooked, .nothing: return notFound(request)
    }
  }

  /// One answer for everything that leads nowhere: what is wrong is not told.
  private func notFound(_ request: WebRequest) -> WebResponse {
    let problem = ("notFoundTitle", "notFoundText")
    return lookupPage(request, problem: problem, status: 404)
  }

  private func tooMany(_ request: WebRequest) -> WebResponse {
    var response = lookupPage(request, problem: ("tooManyTitle", "tooManyText"), status: 429)
    response.headers.append(("Retry-After", "60"))
    return response
  }

  private func lookupPage(
    _ request: WebRequest, problem: (title: String, text: String)?, status: Int
  ) -> WebResponse {
    let language = language(of: request)
    var context: [String: Any] = ["code": ""]
    if let problem {
      context["problem"] = [
        "title": pages.text(problem.title, language), "text": pages.text(problem.text, language),
      ]
    }
    return page(
      "lookup", status: status, language: language, here: "/t", context: context)
  }

  private func view(_ line: DossierLine, _ request: WebRequest) async throws -> WebResponse {
    let language = language(of: request)
    let view = TrackingView(
      summary: line.summary, units: try await unitFacts(), pages: pages,
      procedures: await procedures.now(), language: language, now: hub.now, asOf: line.updated)
    return page(
      "tracking", language: language, here: "/t", context: ["view": view.context])
  }

  /// - Parameter what: Which sentence: a receipt's whose dossier has not come, a slip's, or a
  ///   shared code's.
  private func waiting(_ what: String, _ code: String, _ unit: String, _ request: WebRequest)
    async throws -> WebResponse
  {
    let language = language(of: request)
    let facts = try await unitFacts()[unit]
    var view: [String: Any] = [
      "code": code, "headline": pages.text("\(what)Headline", language),
      "explanation": pages.text("\(what)Text", language), "unit": facts?.name ?? unit,
      "asOf": Spelling.moment(hub.now, language), "hasSteps": false,
    ]
    if let facts { view.merge(TrackingView.reach(facts)) { $1 } }
    return page(
      "tracking", language: language, here: "/t", context: ["view": view])
  }

  private func unitFacts() async throws -> [String: UnitFacts] {
    var facts: [String: UnitFacts] = [:]
    let procedures = await procedures.now()
    for unit in try await hub.units() { facts[unit.code] = procedures.unit(unit.document) }
    return facts
  }
}
