package import Dossiers
package import Identity

extension BrokenRule {
  /// For programs that read the command line's answers: which answers, what they say now and which
  /// entries said it.
  package func json(in state: DossierState) -> JSONValue {
    [
      "field": .string(path), "message": .string(message),
      "values": .array(
        fields.map { field in
          [
            "field": .string(field.path), "label": .string(field.label),
            "value": .string(field.value),
            "entries": .array(state.heads(of: field.path).map { .string($0.description) }),
          ]
        }),
    ]
  }

  /// The same for a terminal: the sentence, and the answers that may be put right.
  package func lines(in state: DossierState) -> [String] {
    ["\(path): \(message)"]
      + fields.map { field in
        let entries = state.heads(of: field.path).map(\.description).joined(separator: " ")
        return "  \(field.path)  \(field.label) = \(field.value)  \(entries)"
      }
  }
}
