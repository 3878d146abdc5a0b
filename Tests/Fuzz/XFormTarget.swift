import FormEngine
import Foundation

extension FuzzTarget {
  /// Whole forms: read, filled, looked at, given a row and submitted.
  static let xform = FuzzTarget(
    name: "xform", longest: 2_000,
    seeds: { root in
      let golden = root.appending(path: "Tests/FormEngineTests/Golden")
      let files = try FileManager.default.contentsOfDirectory(atPath: golden.path)
        .filter { $0.hasSuffix(".xml") }.sorted()
      return try files.map { try Data(contentsOf: golden.appending(path: $0)) }
        + FuzzForm.all.map { Data($0.utf8) }
    },
    run: { input in
      guard let definition = try? FormDefinition(xml: Data(input), limits: FuzzForm.limits),
        let session = try? FormSession(definition, environment: FuzzForm.environment)
      else { return }
      for field in definition.fields {
        switch field.shape {
        case .rows: _ = try? session.addRow(to: field.path)
        case .value: try? session.set("1", at: field.path)
        case .group: break
        }
      }
      _ = session.view()
      _ = session.fill()
      _ = session.submissionXML()
      _ = definition.jsonSchema
    })
}
