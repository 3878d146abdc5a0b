import FormEngine
import Foundation

extension FuzzTarget {
  /// Expressions, read and evaluated over the instance of the golden answers and in one of its rows.
  static let xpath = FuzzTarget(
    name: "xpath", longest: 256,
    seeds: { root in
      let golden = root.appending(path: "Tests/FormEngineTests/Golden")
      let lines = String(
        decoding: try Data(contentsOf: golden.appending(path: "expressions.txt")), as: UTF8.self
      ).split(separator: "\n").filter { !$0.hasPrefix("#") }
      return lines.compactMap { $0.components(separatedBy: " @ ").first.map { Data($0.utf8) } }
    },
    run: { input in
      guard let text = String(validating: input, as: UTF8.self), let session = XPathWorld.session
      else { return }
      for path in [nil, XPathWorld.row] { _ = try? session.evaluate(text, at: path) }
    })
}

/// The session expressions are evaluated in; they change nothing in it.
private enum XPathWorld {
  static let row = "r[2]/v"

  /// Used by one thread only.
  nonisolated(unsafe) static let session: FormSession? = {
    guard
      let definition = try? FormDefinition(xml: Data(FuzzForm.rows.utf8), limits: FuzzForm.limits)
    else { return nil }
    return try? FormSession(definition, environment: FuzzForm.environment)
  }()
}
