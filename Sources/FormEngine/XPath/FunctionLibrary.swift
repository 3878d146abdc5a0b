/// Functions a caller adds to the engine under its own namespace, such as
/// `mc:personal-number-year`.
///
/// The engine knows nothing of what they mean. They are pure: the same arguments give the same
/// answer. A name without a prefix would hide a function of the standard and is refused.
public struct FunctionLibrary: Sendable {
  /// Computes a value from evaluated arguments; a ``FormError`` thrown is shown with the field.
  public typealias Function = @Sendable (_ arguments: [XPathValue]) throws -> XPathValue

  struct Entry: Sendable {
    var arity: ClosedRange<Int>
    var function: Function
  }

  private(set) var entries: [String: Entry] = [:]

  public init() {}

  /// Adds a function, replacing one of the same name.
  ///
  /// - Parameters:
  ///   - name: A prefixed name such as `mc:sum-digits`.
  ///   - arity: How many arguments it takes.
  public mutating func register(
    _ name: String, arity: ClosedRange<Int>, _ function: @escaping Function
  ) {
    precondition(name.contains(":"), "A registered function needs a prefix: \(name)")
    entries[name] = Entry(arity: arity, function: function)
  }

  /// The names registered, sorted.
  public var names: [String] { entries.keys.sorted() }
}
