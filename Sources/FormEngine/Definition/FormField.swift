/// The data type of a bind.
enum FieldType: String, Sendable, Hashable {
  case string, int, decimal, boolean, date, time, dateTime
  case barcode, geopoint, geotrace, geoshape, binary

  /// Reads a type of XForms or XML Schema, with or without prefix; an unknown one is text.
  init(bind name: String) {
    let local = name.split(separator: ":").last.map(String.init) ?? name
    switch local {
    case "integer", "long", "short", "byte", "nonNegativeInteger", "positiveInteger": self = .int
    case "double", "float": self = .decimal
    default: self = FieldType(rawValue: local) ?? .string
    }
  }
}

/// An expression with what is known of it since the form was read.
struct CompiledExpression: Sendable {
  var source: String
  var expression: XPathExpression
  /// Whether it is `true()`, `false()` or another constant that needs no evaluation.
  var constant: Bool?
}

/// One element of the primary instance, however many nodes it has in a filled form.
struct FormField: Sendable {
  struct Preload: Sendable {
    var kind: String
    var parameters: String
  }

  struct Repeat: Sendable {
    /// The row new rows are copied from.
    var template: InstanceTree
    var count: CompiledExpression?
    var isFixed: Bool
  }

  var name: String
  var parent: Int
  var children: [Int] = []
  /// Elements from the root down to it, itself included.
  var level: Int
  var type = FieldType.string
  var hasBind = false
  var relevant: CompiledExpression?
  var required: CompiledExpression?
  var readonly: CompiledExpression?
  var constraint: CompiledExpression?
  var calculate: CompiledExpression?
  var constraintMessage: TextSource?
  var requiredMessage: TextSource?
  var preload: Preload?
  /// The property of an entity its value is saved to.
  var savesTo: String?
  var repeated: Repeat?
  /// The value in an empty form.
  var initialValue = ""

  var isLeaf: Bool { children.isEmpty && repeated == nil }
}

/// Finds the fields below a field by their names.
struct FieldIndex: Sendable {
  private struct Key: Hashable {
    var parent: Int
    var name: String
  }

  private var fields: [Key: Int] = [:]

  subscript(name: String, parent: Int) -> Int? {
    get { fields[Key(parent: parent, name: name)] }
    set { fields[Key(parent: parent, name: name)] = newValue }
  }
}
