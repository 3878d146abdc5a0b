import Mustache

/// Escapes what pages show, scalar by scalar. Mustache's own escaping goes by visible characters,
/// so a quote with a combining mark on it would leave an attribute open.
struct PageText: MustacheContentType {
  /// Before a template: says that its values are escaped so.
  static let pragma = "{{% CONTENT_TYPE:PAGE}}"

  /// Makes the pragma known; again does no harm.
  static func register() {
    MustacheContentTypes.register(PageText(), named: "PAGE")
  }

  func escapeText(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
