/// Headers every answer carries.
enum SecurityHeaders {
  /// Nothing from elsewhere, nothing inline, nobody may frame the pages.
  static let policy = [
    "default-src 'none'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
  ].joined(separator: "; ")

  static func add(to response: inout WebResponse) {
    let fixed = [
      ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"),
      ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Robots-Tag", "noindex, nofollow"),
      ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    for (name, value) in fixed where response.header(name) == nil {
      response.headers.append((name, value))
    }
    if response.header("Cache-Control") == nil {
      response.headers.append(("Cache-Control", "no-store"))
    }
  }
}
