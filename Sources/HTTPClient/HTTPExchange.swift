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

  package init(
    method: String, url: String, headers: [(name: String, value: String)] = [],
    body: Data? = nil, timeoutSeconds: Int = 120,
    connectSeconds: Int = CurlClient.connectTimeoutSeconds
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutSeconds = timeoutSeconds
    self.connectSeconds = connectSeconds
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
