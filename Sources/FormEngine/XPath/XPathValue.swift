/// The value of an expression: one of XPath's types, or a point in time as ODK XForms adds it.
public enum XPathValue: Sendable, Hashable {
  case string(String)
  case number(Double)
  case boolean(Bool)
  /// A day or a time of day; it reads as `yyyy-MM-dd`, or as days since 1970-01-01.
  case date(FormDate)
  /// The values of the nodes, in document order.
  case nodeset([XPathValue])
}

/// A point in time together with the offset of local time it is read in.
public struct FormDate: Sendable, Hashable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64
  /// The offset of local time from UTC, in minutes.
  public var offsetMinutes: Int

  public init(milliseconds: Int64, offsetMinutes: Int) {
    self.milliseconds = milliseconds
    self.offsetMinutes = offsetMinutes
  }
}

extension XPathValue {
  /// `string`, `number`, `boolean` or `nodeset`; a date counts as the text it is written as.
  public var typeName: String {
    switch self {
    case .string, .date: "string"
    case .number: "number"
    case .boolean: "boolean"
    case .nodeset: "nodeset"
    }
  }

  /// The value as text: numbers as XPath writes them, days as `yyyy-MM-dd`, several nodes with
  /// blanks between.
  public var text: String {
    switch self {
    case .string(let text): text
    case .number(let number): XPathNumber.text(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .date(let date): CivilTime.day(date.milliseconds, offsetMinutes: date.offsetMinutes)
    case .nodeset(let values): values.map(\.text).joined(separator: " ")
    }
  }

  /// The value as a number: days since 1970-01-01 for a date, NaN for text that is none.
  public var number: Double {
    switch self {
    case .string(let text): XPathNumber.parse(text)
    case .number(let number): number
    case .boolean(let flag): flag ? 1 : 0
    case .date(let date):
      Double(CivilTime.localDay(date.milliseconds, offsetMinutes: date.offsetMinutes))
    case .nodeset(let values): values.first?.number ?? .nan
    }
  }

  /// The value as a boolean: text that is not empty is true, as is a number other than 0.
  public var boolean: Bool {
    switch self {
    case .string(let text): !text.isEmpty
    case .number(let number): !number.isNaN && abs(number) > 1e-12
    case .boolean(let flag): flag
    case .date: true
    case .nodeset(let values): values.first?.boolean ?? false
    }
  }
}
