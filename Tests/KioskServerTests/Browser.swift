import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A browser with scripts off: keeps its cookie, posts forms, follows nothing by itself.
final class Browser: NSObject, URLSessionTaskDelegate, @unchecked Sendable {
  struct Page {
    var status: Int
    var headers: [String: String]
    var body: String
    var location: String? { headers["location"] }

    /// The value of the first input of a name.
    func value(of name: String) -> String? {
      guard let tag = body.range(of: "name=\"\(name)\" value=\"") else { return nil }
      return String(body[tag.upperBound...].prefix { $0 != "\"" })
    }
  }

  let base: String
  var cookie: String?
  var headers: [String: String] = [:]
  private(set) var token = ""

  init(port: Int) {
    base = "http://127.0.0.1:\(port)"
  }

  func get(_ path: String) async throws -> Page {
    try await send("GET", path, body: nil, type: nil)
  }

  func post(_ path: String, _ fields: [(String, String)], token: String? = nil) async throws
    -> Page
  {
    let all = [("_token", token ?? self.token)] + fields
    let text = all.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    return try await send(
      "POST", path, body: Data(text.utf8), type: "application/x-www-form-urlencoded")
  }

  func upload(_ path: String, component: String, name: String, data: Data) async throws -> Page {
    var body = Data()
    for (field, value) in [("_token", token), ("component", component)] {
      body += Data(
        "--b\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n".utf8)
    }
    let head = "form-data; name=\"file\"; filename=\"\(name)\"\r\nContent-Type: image/png"
    body += Data("--b\r\nContent-Disposition: \(head)\r\n\r\n".utf8) + data
    body += Data("\r\n--b--\r\n".utf8)
    return try await send("POST", path, body: body, type: "multipart/form-data; boundary=b")
  }

  func send(_ method: String, _ path: String, body: Data?, type: String?) async throws -> Page {
    var request = URLRequest(url: try #require(URL(string: base + path)))
    request.httpMethod = method
    request.httpBody = body
    request.httpShouldHandleCookies = false
    if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
    if let cookie { request.setValue("motcua=\(cookie)", forHTTPHeaderField: "Cookie") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    let (data, answer) = try await session.data(for: request)
    let response = try #require(answer as? HTTPURLResponse)
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      fields["\(name)".lowercased()] = "\(value)"
    }
    let page = Page(
      status: response.statusCode, headers: fields, body: String(decoding: data, as: UTF8.self))
    if let set = fields["set-cookie"], let value = set.split(separator: ";").first {
      cookie = String(value.dropFirst("motcua=".count))
    }
    if let fresh = page.value(of: "_token") { token = fresh }
    return page
  }

  /// Signs in as the office's officer.
  func signIn() async throws {
    _ = try await get("/sign-in")
    let answer = try await post(
      "/sign-in", [("name", "tiepnhan"), ("password", MemoryDesk.password)])
    #expect(answer.status == 303)
    _ = try await get("/today")
  }

  /// Starts a draft and answers its path.
  func startDraft(_ procedure: String) async throws -> String {
    let answer = try await post("/drafts", [("procedure", procedure)])
    return try #require(answer.location).replacing("/scan", with: "")
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber)
        ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}
