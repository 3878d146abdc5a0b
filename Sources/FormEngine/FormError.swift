/// Why a form, an expression or answers were refused: one clear sentence and its place.
public struct FormError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What sort of refusal it is.
  public enum Kind: String, Sendable, Hashable {
    /// The XML, JSON or expression cannot be read.
    case malformed
    /// Well-formed, but outside of what the engine does.
    case unsupported
    /// A named limit of ``FormLimits`` is exceeded.
    case limit
    /// Fields that are computed from each other.
    case cycle
    /// A path, field, row, instance or function that does not exist.
    case unknown
    /// A value of the wrong type.
    case type
  }

  public var kind: Kind
  /// One sentence in English, without the place.
  public var message: String
  /// Where it is: `line 12, column 3`, the path of a field, or nil if there is no place to name.
  public var place: String?

  public init(_ kind: Kind, _ message: String, place: String? = nil) {
    self.kind = kind
    self.message = message
    self.place = place
  }

  public var description: String {
    guard let place else { return message }
    return "\(place): \(message)"
  }

  func at(_ place: @autoclosure () -> String) -> FormError {
    self.place == nil ? FormError(kind, message, place: place()) : self
  }
}
