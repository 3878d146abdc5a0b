package import Foundation

/// One HTTP request. Bodies are whole: the largest is one segment, file chunk or print job.
package struct HTTPRequest: Sendable {
  package var method: String
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: Data?
  /// Seconds after which the whole request is given up.
  package var timeoutSeconds: Int
  /// Seconds to wait for a connection.
  package var connectSeconds: Int
  /// The certificate authority to trust (PEM), alone; nil for the system's.
  package var authority: Data?
  /// Whether it begins a connection of its own, in place of the one kept open.
  package var isOnNewConnection = false
  /// Passed when the body is nearly through, or the request has ended without.
  package var upload: UploadMark?

  package init(
    method: String, url: String, headers: [(name: String, value: String)] = [],
    body: Data? = nil, timeoutSeconds: Int = 120,
    connectSeconds: Int = CurlClient.connectTimeoutSeconds, authority: Data? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutSeconds = timeoutSeconds
    self.connectSeconds = connectSeconds
    self.authority = authority
  }
}

/// What the other end answered, and what crossed the link for it.
package struct HTTPResponse: Sendable {
  package let status: Int
  /// Header names in lower case.
  package let headers: [String: String]
  package let body: Data
  package let bytesUp: Int
  package let bytesDown: Int
}

/// Why a request brought no answer; the sentence is fit for an officer.
package struct LinkError: Error, CustomStringConvertible {
  package enum Cause: Sendable, Hashable {
    case lost
    /// The other end answered and could not prove who it is: no loss of the link.
    case untrusted
    /// By this machine's clock the other end's proof is not valid yet.
    case clock
  }

  package let description: String
  package let cause: Cause
  /// What crossed the link all the same, both ways.
  package internal(set) var bytes = 0

  package init(_ description: String, cause: Cause = .lost) {
    self.description = description
    self.cause = cause
  }
}
