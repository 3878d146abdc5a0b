import Dossiers
import Mustache

/// Escapes what pages show; Mustache's own escaping goes by visible characters.
struct PageText: MustacheContentType {
  /// Before a template: says that its values are escaped so.
  static let pragma = "{{% CONTENT_TYPE:PAGE}}"

  /// Makes the pragma known; again does no harm.
  static func register() {
    MustacheContentTypes.register(PageText(), named: "PAGE")
  }

  func escapeText(_ text: String) -> String { MarkupText.escaped(text) }
}
