package import Foundation

/// One HTTP request of the agent. Bodies are whole: the largest is one segment or one file chunk.
package struct HTTPRequest: Sendable {
  package var method: String
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: Data?
  /// Seconds after which the whole request is given up.
  package var timeoutSeconds: Int

  package init(
    method: String, url: String, headers: [(name: String, value: String)] = [],
    body: Data? = nil, timeoutSeconds: Int = 120
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutSeconds = timeoutSeconds
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
  package let description: String
  package init(_ description: String) { self.description = description }
}
