package import Dossiers
package import FormEngine

/// Where the preview takes the form from: the author's file, as it lies on the disk now.
package struct PreviewSource: Sendable {
  /// The file's name, as the author knows it.
  package let name: String
  /// Differs as soon as the file differs; cheap.
  package let stamp: @Sendable () -> String
  /// Compiles the form.
  /// - Throws: one sentence with the place of what is wrong.
  package let definition: @Sendable () throws -> FormDefinition
  /// The languages it can be read in.
  package let languages: @Sendable () -> [LanguageName]
  package let environment: @Sendable (Language) -> FormEnvironment
  /// Entities the author tries the form with, by register.
  package let entities: @Sendable () throws -> [String: FormEntityList]
  /// A file that a label of the form names, by its name; nil for every other name.
  package let media: @Sendable (String, FormDefinition) -> Document?

  package init(
    name: String, stamp: @escaping @Sendable () -> String,
    definition: @escaping @Sendable () throws -> FormDefinition,
    languages: @escaping @Sendable () -> [LanguageName],
    environment: @escaping @Sendable (Language) -> FormEnvironment,
    entities: @escaping @Sendable () throws -> [String: FormEntityList] = { [:] },
    media: @escaping @Sendable (String, FormDefinition) -> Document? = { _, _ in nil }
  ) {
    self.media = media
    self.name = name
    self.stamp = stamp
    self.definition = definition
    self.languages = languages
    self.environment = environment
    self.entities = entities
  }
}
