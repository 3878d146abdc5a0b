import Dossiers
import Foundation
import Mustache

/// The pages' templates, compiled once at start.
struct Templates: Sendable {
  private static let pragma = "{{% CONTENT_TYPE:SCREEN}}"
  private let library: MustacheLibrary

  /// - Parameter folder: the folder of the `.mustache` files.
  init(folder: URL) throws {
    MustacheContentTypes.register(ScreenText(), named: "SCREEN")
    var library = MustacheLibrary()
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for file in files where file.pathExtension == "mustache" {
      let text = try String(contentsOf: file, encoding: .utf8)
      try library.register(
        Self.pragma + text, named: file.deletingPathExtension().lastPathComponent)
    }
    self.library = library
  }

  func render(_ name: String, _ model: Model) throws -> String {
    guard let page = library.render(Self.presentable(model), withTemplate: name) else {
      throw KioskError("The template “\(name)” is missing from the screens' folder.")
    }
    return page
  }

  /// An empty text counts as nothing in a template's sections.
  private static func presentable(_ value: Any) -> Any {
    switch value {
    case let text as String: text.isEmpty ? NSNull() : text
    case let model as Model: model.mapValues(presentable)
    case let models as [Model]: models.map { $0.mapValues(presentable) }
    default: value
    }
  }
}

/// What a template shows, by name.
typealias Model = [String: Any]

/// Escapes what screens show; Mustache's own escaping goes by visible characters.
struct ScreenText: MustacheContentType {
  func escapeText(_ text: String) -> String { MarkupText.escaped(text) }
}
