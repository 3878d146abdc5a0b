import HTTPTypes
import Hummingbird

/// The answer to a form post that led to no other page, kept for the browser to fetch.
///
/// A browser writes the fields of a post to its profile as long as the answer is on the screen;
/// fields name people. So every post of a browser's form ends in a redirect.
struct PostedAnswer: Sendable {
  /// The query's name in the address the browser is sent to.
  static let query = "posted"

  let id: String
  let response: Response

  /// Whether a browser would keep the post: it is a form's, not a script's, and shows a page.
  static func keeps(_ request: Request, _ response: Response) -> Bool {
    request.method == .post && request.headers[.secFetchMode] == "navigate"
      && response.status.kind != .redirection
  }
}

extension HTTPField.Name {
  static let secFetchMode: HTTPField.Name = {
    guard let name = HTTPField.Name("Sec-Fetch-Mode") else {
      preconditionFailure("A header name of ours.")
    }
    return name
  }()
}
