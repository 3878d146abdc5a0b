import Dossiers
import FormEngine
import Foundation
import Hummingbird
import KioskServer
import Testing

/// Serves a form as its author's preview does while the body runs.
///
/// - Parameters:
///   - xml: the form; nil takes that of all appearances, shared with the engine's tests.
///   - media: files of labels by their names.
func withPreview(
  xml: String?, media: [String: Document] = [:],
  _ body: @escaping @Sendable (Browser) async throws -> Void
) async throws {
  let file = Project.root.appending(path: "Tests/FormEngineTests/Golden/forms/appearances.xml")
  let source = PreviewSource(
    name: "appearances.xml", stamp: { "1" },
    definition: { try FormDefinition(xml: xml.map { Data($0.utf8) } ?? Data(contentsOf: file)) },
    languages: { LanguageName.official },
    environment: { language in
      FormEnvironment(now: Project.morning.milliseconds, language: language.rawValue)
    },
    media: { name, form in form.media.contains { $0.matches(name) } ? media[name] : nil })
  let (ports, told) = AsyncStream.makeStream(of: Int.self)
  let server = try preview(
    source, configuration: KioskConfiguration(folder: Project.kiosk, port: 0)
  ) { _, port in told.yield(port) }
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.runService(gracefulShutdownSignals: []) }
    group.addTask {
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      try await body(Browser(port: port))
    }
    defer { group.cancelAll() }
    try await group.next()
  }
}

extension Browser.Page {
  /// The markup of one field.
  func field(_ id: String) -> String {
    guard let start = body.range(of: "data-item=\"q-\(id)\"") else { return "" }
    let rest = body[start.upperBound...]
    return String(rest[..<(rest.range(of: "data-item=")?.lowerBound ?? rest.endIndex)])
  }
}
