package import Foundation

/// A whole HTTP request as the hub's pages see it.
package struct WebRequest: Sendable {
  package var method: String
  /// Path without the query, percent-decoded, split at the slashes.
  package var path: [String]
  package var query: [String: String]
  /// Names in lower case; of a repeated header the last.
  package var headers: [String: String]
  package var body: Data
  /// The peer's address, for limits only.
  package var address: String

  package init(
    method: String, target: String, headers: [String: String] = [:], body: Data = Data(),
    address: String = "127.0.0.1"
  ) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.method = method
    path = (parts.first ?? "").split(separator: "/").compactMap {
      String($0).removingPercentEncoding
    }
    query = parts.count > 1 ? FormEncoding.fields(String(parts[1])) : [:]
    self.headers = headers
    self.body = body
    self.address = address
  }

  /// Fields of a posted form; empty for any other kind of body.
  package var form: [String: String] {
    let type = headers["content-type"]?.split(separator: ";").first.map(String.init)
    guard type?.trimmingCharacters(in: .whitespaces) == "application/x-www-form-urlencoded",
      let text = String(validatingUTF8Bytes: body)
    else { return [:] }
    return FormEncoding.fields(text)
  }

  package func cookie(_ name: String) -> String? {
    for pair in (headers["cookie"] ?? "").split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name {
        return parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return nil
  }
}

/// An HTTP answer.
package struct WebResponse: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: Data

  package init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name.lowercased() }?.value
  }

  static func seeOther(_ location: String) -> WebResponse {
    WebResponse(status: 303, headers: [("Location", location)])
  }
}

/// `application/x-www-form-urlencoded`, as queries and posted forms are written.
enum FormEncoding {
  static let fieldLimit = 100

  /// Of a repeated field the last value; a field that is not valid UTF-8 is left out.
  static func fields(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&").prefix(fieldLimit) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decode(parts[0]), let value = decode(parts.count > 1 ? parts[1] : "")
      else { continue }
      fields[name] = value
    }
    return fields
  }

  private static func decode(_ text: Substring) -> String? {
    let decoded = String(text).replacing("+", with: " ").removingPercentEncoding
    return decoded.flatMap { $0.utf8.contains(0) ? nil : $0 }
  }
}

extension String {
  /// `nil` unless the bytes are valid UTF-8.
  init?(validatingUTF8Bytes bytes: Data) {
    self.init(validating: bytes, as: UTF8.self)
  }
}
