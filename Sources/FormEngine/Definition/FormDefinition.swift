public import Foundation

/// A form read from ODK XForm XML, checked and compiled; immutable and shared by sessions.
public struct FormDefinition: Sendable {
  public let id: String
  public let version: String
  public let title: String
  /// The languages of the form's texts; empty if it has only one without a name.
  public let languages: [String]
  public let defaultLanguage: String

  /// Reads a form.
  ///
  /// - Throws: ``FormError`` with one sentence and its place.
  public init(
    xml: Data, resources: FormResources = .none, functions: FunctionLibrary = FunctionLibrary(),
    limits: FormLimits = .standard
  ) throws {
    throw FormError(.unsupported, "This build reads no forms yet.")
  }
}
