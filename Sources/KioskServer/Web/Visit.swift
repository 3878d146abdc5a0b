import Dossiers
import Foundation
import HTTPTypes
import Hummingbird

/// One request of one browser, with what every page needs.
struct Visit: Sendable {
  let site: Site
  let request: Request
  let parameters: Parameters
  let session: Session
  /// The posted fields; empty for a GET.
  var form = FormBody()
  /// The posted files.
  var files: [MultipartBody.File] = []

  var desk: any Desk { site.desk }
  var texts: Texts { site.texts(session.language) }
  var language: Language { session.language }

  var caller: Caller { session.caller }

  /// A part of the path, such as the draft's id.
  func part(_ name: String) throws -> String {
    guard let value = parameters.get(name)?.removingPercentEncoding, !value.isEmpty,
      value.utf8.count <= 64, value.utf8.allSatisfy(Self.isNameByte), value != "..", value != "."
    else { throw Problem.notFound }
    return value
  }

  func number(_ name: String) throws -> Int {
    guard let number = Int(try part(name)), number >= 1 else { throw Problem.notFound }
    return number
  }

  /// Answers a page with its shell around it.
  func page(
    _ template: String, title: String, _ model: Model = [:],
    status: HTTPResponse.Status = .ok, hasErrors: Bool = false
  ) async throws -> Response {
    var whole = try await shell(title: title, hasErrors: hasErrors)
    whole.merge(model) { $1 }
    whole["wrong"] = ErrorSummary.byField(model["errors"] as? Model)
    return Site.html(try site.templates.render(template, whole), status: status)
  }

  func redirect(_ path: String, notice: String? = nil) async -> Response {
    if let notice { await site.sessions.update(session.id) { $0.notice = notice } }
    return Site.redirect(path)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
