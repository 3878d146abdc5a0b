package import FormEngine

/// A field keeps its type for ever: a dossier of five years ago and one of today are read alike.
package struct FieldTypeChange: Sendable, Hashable {
  /// Path in the newer version.
  package let path: String
  package let was: String
  package let now: String

  /// The fields that are of another type in a newer version of a form.
  ///
  /// - Parameter renames: What the newer version calls a field of the older one.
  package static func changes(
    from older: FormDefinition, to newer: FormDefinition, renames: RenameMap? = nil
  ) -> [FieldTypeChange] {
    let before = Dictionary(
      older.fields.map { (renames?.path($0.path) ?? $0.path, $0.shape) },
      uniquingKeysWith: { $1 })
    return newer.fields.compactMap { field in
      guard let was = before[field.path], was != field.shape else { return nil }
      return FieldTypeChange(path: field.path, was: name(was), now: name(field.shape))
    }
  }

  private static func name(_ shape: FormDefinition.Field.Shape) -> String {
    switch shape {
    case .group: "group"
    case .rows: "repeat"
    case .value(let type): type.rawValue
    }
  }
}
