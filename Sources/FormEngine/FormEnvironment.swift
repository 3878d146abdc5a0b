/// What a session may know of the world: the time, the time zone, a seed and the language.
///
/// The engine reads no clock, no random source and no environment of its own.
public struct FormEnvironment: Sendable, Hashable {
  /// The time that `now()` and `today()` answer, in milliseconds since 1970-01-01T00:00:00Z.
  public var now: Int64
  /// The fixed offset of local time from UTC, in minutes.
  public var offsetMinutes: Int
  /// Where `random()` and `uuid()` start from.
  public var seed: UInt64
  /// The language of labels and messages; nil means the form's default.
  public var language: String?
  /// What `jr:preload="property"` and `property()` answer, such as `username` or `deviceid`.
  public var properties: [String: String]
  /// The engine's own sentences, in the language of the screen.
  public var messages: FormMessages

  public init(
    now: Int64, offsetMinutes: Int = 420, seed: UInt64 = 0, language: String? = nil,
    properties: [String: String] = [:], messages: FormMessages = .english
  ) {
    self.now = now
    self.offsetMinutes = offsetMinutes
    self.seed = seed
    self.language = language
    self.properties = properties
    self.messages = messages
  }
}
