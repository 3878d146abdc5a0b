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
