package import Dossiers
import Identity
package import Sync

extension DossierState {
  /// The answers as they stand, provisional values included.
  package var flatAnswers: FlatAnswers {
    var result = FlatAnswers()
    for (path, field) in fields {
      if let value = field.value, !value.isEmpty { result.values[path] = value }
    }
    for (path, list) in rows { result.rows[path] = list }
    return result
  }

  /// The files as components show them.
  package var attachments: [Attachment] {
    files.map {
      Attachment(
        component: $0.component, sha256: $0.sha256.hex, name: $0.name, type: $0.type, size: $0.size)
    }
  }

  /// Answers and what the form had computed at acceptance.
  package var allValues: [String: String] {
    frozen.merging(flatAnswers.values) { _, answer in answer }
  }
}
