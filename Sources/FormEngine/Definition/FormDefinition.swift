public import Foundation

/// A form read from ODK XForm XML, checked and compiled; immutable and shared by sessions.
public struct FormDefinition: Sendable {
  public let id: String
  public let version: String
  public let title: String
  /// The languages of the form's texts; empty if it has only one without a name.
  public let languages: [String]
  public let defaultLanguage: String
  /// What is suspicious but no error, such as a path that leads nowhere. One sentence each.
  public let warnings: [String]
  /// What the form wants written down of its filling; nil if nothing.
  public let audit: FormAudit?
  /// Fields for sound recorded while the form is filled in (`background-audio`), below the root.
  public let recordings: [String]
  let model: FormModel

  /// Reads a form.
  ///
  /// - Parameters:
  ///   - xml: The document, UTF-8, without document type.
  ///   - resources: Finds the files the form refers to.
  ///   - functions: Functions under the caller's own namespace.
  ///   - translations: Languages beside those the form has itself.
  /// - Throws: ``FormError`` with one sentence and its place.
  public init(
    xml: Data, resources: FormResources = .none, functions: FunctionLibrary = FunctionLibrary(),
    limits: FormLimits = .standard, translations: [FormTranslation] = []
  ) throws {
    let document = try XMLReader.read(xml, limits: limits)
    var builder = FormBuilder(
      resources: resources, functions: functions, limits: limits, added: translations)
    let built = try builder.build(document)
    model = built.model
    id = built.id
    version = built.model.version
    title = built.title
    languages = built.model.translations.languages
    defaultLanguage = built.model.translations.defaultLanguage
    warnings = built.warnings
    audit = built.audit
    recordings = built.recordings
  }

  /// One field of the form's instance, metadata left out.
  public struct Field: Sendable, Hashable {
    /// What a field holds.
    public enum Shape: Sendable, Hashable {
      case group
      case rows
      case value(FormValueType)
    }

    /// Path below the root without row numbers: `giayTo/soTrang`.
    public var path: String
    public var shape: Shape
    /// Whether the form computes it.
    public var isCalculated: Bool
    /// Whether the body asks for it.
    public var isAsked: Bool
  }

  /// All fields in document order.
  public var fields: [Field] {
    model.subtree(0).dropFirst().filter { !model.isMeta($0) }.map { index in
      let field = model.fields[index]
      let shape: Field.Shape =
        field.repeated != nil
        ? .rows : field.isLeaf ? .value(model.valueType(index)) : .group
      return Field(
        path: model.path(index), shape: shape, isCalculated: field.calculate != nil,
        isAsked: model.questions[index] != nil)
    }
  }
}

extension FormModel {
  /// The type of a field's value as screens need it: selects are types of their own.
  func valueType(_ field: Int) -> FormValueType {
    switch questions[field]?.control {
    case .select1: return .select1
    case .select: return .select
    case .rank: return .rank
    case .upload: return .binary
    default: return FormValueType(rawValue: fields[field].type.rawValue) ?? .string
    }
  }
}
