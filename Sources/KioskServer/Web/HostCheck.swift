/// Which names the screens answer to. A page elsewhere that points its own name at this machine
/// (DNS rebinding) gets nothing.
struct HostCheck: Sendable {
  private let names: Set<String>

  /// - Parameter names: names beside the loopback ones, without a port.
  init(names: [String]) {
    self.names = Set(names.map { $0.lowercased() }).union(["localhost", "127.0.0.1", "[::1]"])
  }

  /// Whether a `Host` header, with or without a port, is one of ours.
  func allows(_ authority: String) -> Bool {
    names.contains(Self.name(authority))
  }

  /// Whether an `Origin` header is this very site.
  func isSameSite(origin: String, authority: String) -> Bool {
    let origin = origin.lowercased()
    let authority = authority.lowercased()
    return origin == "http://\(authority)" || origin == "https://\(authority)"
  }

  private static func name(_ authority: String) -> String {
    let text = authority.lowercased()
    if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
      return isPort(text[text.index(after: close)...]) ? String(text[...close]) : ""
    }
    guard let colon = text.firstIndex(of: ":") else { return text }
    return isPort(text[colon...]) ? String(text[..<colon]) : ""
  }

  private static func isPort(_ text: Substring) -> Bool {
    if text.isEmpty { return true }
    guard text.first == ":", let port = Int(text.dropFirst()) else { return false }
    return (1...65_535).contains(port)
  }
}
