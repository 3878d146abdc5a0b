/// The named limits of the engine. Nothing that comes from outside may exceed them.
public struct FormLimits: Sendable, Hashable {
  /// Size of a form's XML or of an external instance, in bytes.
  public var documentBytes = 16_000_000
  /// Nesting of XML elements.
  public var elementDepth = 100
  /// Elements in one XML document, or cells in one CSV file.
  public var elements = 1_000_000
  /// Length of one expression, in UTF-8 bytes.
  public var expressionBytes = 65_536
  /// Nesting of parentheses, predicates, function calls and signs in one expression.
  public var expressionDepth = 100
  /// Fields that all expressions of a form look at, each counted as often as it is looked at.
  public var references = 2_000_000
  /// Rows of one repeat.
  public var rows = 1_000
  /// Nodes of one filled instance, all rows together.
  public var instanceNodes = 200_000
  /// Length of one answer, in Unicode scalars.
  public var answerCharacters = 100_000
  /// Size of an answers JSON, in bytes.
  public var answersBytes = 10_000_000
  /// Nesting of arrays and objects in an answers JSON.
  public var answersDepth = 32
  /// Work done for one change, one view or one check, in steps: each part of an expression that is
  /// evaluated, each node looked at, and each eighth byte of text handled counts one.
  public var evaluationSteps = 50_000_000
  /// Length of a text that an expression or a label makes, in UTF-8 bytes.
  public var textBytes = 1_000_000
  /// Texts within texts: labels that show labels, names of choices in names of choices.
  public var textDepth = 20
  /// Length of a regular expression, in characters.
  public var patternCharacters = 1_000
  /// Work done for one regular expression match, in steps.
  public var patternSteps = 1_000_000

  public init() {}

  /// The limits used when none are given.
  public static let standard = FormLimits()
}
